import Config
import Diagnostics
import OrderedCollections

/// All that `etch validate` tells of a file.
public struct FileValidation {
  public let remarks: DiagnosticList

  /// Checks a file as it stands and under each of its profiles; under one of them only, where it is named, and as a run
  /// would have it, where something is set: what fits the file need not fit the data of a profile. What holds under several
  /// is told once.
  ///
  /// - Parameters:
  ///   - overrides: `seed=7`, `train.epochs=3`, laid over the file, or over the profile that is named.
  ///   - isLimited: whether only the first of very many profiles are looked at.
  ///   - strict: whether warnings that are not allowed are errors.
  ///   - allowsOutside: whether paths that files write may lead out of the project.
  ///   - text: what the file holds, where it is at hand.
  ///   - memory: the bytes that this process may take.
  public init(
    file: String, text: String? = nil, profile: String?, overrides: [String] = [],
    dataFolder: String, weightsFolder: String = "weights", strict: Bool = false,
    allowsOutside: Bool = false, isLimited: Bool = true, memory: Int = .max
  ) throws {
    try self.init(
      .experiment(texts: text.map { [file: $0] } ?? [:]), file: file, profile: profile,
      overrides: overrides,
      dataFolder: dataFolder,
      weightsFolder: weightsFolder, strict: strict, allowsOutside: allowsOutside,
      isLimited: isLimited, memory: memory)
  }

  /// The most profiles that are looked at without being asked for.
  static let mostProfiles = 200

  package init(
    _ composer: Composer, file: String, profile: String?, overrides: [String], dataFolder: String,
    weightsFolder: String = "weights", strict: Bool = false, allowsOutside: Bool = false,
    isLimited: Bool = true, memory: Int = .max
  ) throws {
    let root = ProjectRoot(ofFile: PathLookup.join(composer.directory, file))
    let composer = composer.within(
      root, folders: [dataFolder, weightsFolder], allowsOutside: allowsOutside
    ).reading(file)
    var allowance: UsedAllowance?
    var examined: Set<[String]> = []
    func remarks(under profile: String?) throws -> DiagnosticList {
      var found = DiagnosticList()
      let loaded = try found.collect {
        try LoadedExperiment(
          composer, file: file, profile: profile, overrides: overrides, dataFolder: dataFolder,
          weightsFolder: weightsFolder, allowsOutside: allowsOutside, memory: memory)
      }
      if let loaded {
        found.add(strict ? loaded.warnings.strict : loaded.warnings)
        for set in loaded.model.definition.data.values {
          let missing = DiagnosticList(set.missingFiles)
          found.add(set.lacksOwnFiles ? missing.asErrors : missing)
        }
        allowance = UsedAllowance(loaded, and: allowance)
        let weights = loaded.model.definition.weights.values
        let lacked = weights.filter(\.lacksOwnFile).map { $0.missing(.note) }
        for note in loaded.missingWeights.diagnostics {
          let missing = DiagnosticList([note])
          found.add(lacked.contains(note) ? missing.asErrors : missing)
        }
        try found.collect { try loaded.checkWeights() }
        for set in loaded.model.definition.data.values
        where examined.insert(set.examined).inserted {
          let left = try found.collect { try set.examine() }
          if let left, let note = left { found.add(note) }
        }
      }
      return found
    }
    var all = try remarks(under: profile)
    var told = Set(all.diagnostics.map(\.told))
    // A mistake of the file as it stands is one, although another value beside it may word it otherwise.
    let mistakes = Dictionary(
      grouping: all.diagnostics.filter { $0.severity == .error && $0.range != nil },
      by: { $0.range?.place })
    let profiles = profile == nil && overrides.isEmpty ? composer.profiles(of: file) : []
    let looked = isLimited ? profiles.prefix(Self.mostProfiles) : profiles[...]
    if looked.count < profiles.count {
      all.add(
        .note(
          "of \(profiles.count) profiles the first \(looked.count) are looked at; --profile names another, --no-limits all",
          at: nil))
    }
    for name in looked {
      for remark in try remarks(under: name).withoutNotes.diagnostics
      where told.insert(remark.told).inserted {
        let isTold = mistakes[remark.range?.place]?.contains { remark.isInOtherWords($0) } ?? false
        if isTold { continue }
        all.add(remark.underProfile(name))
      }
    }
    // Where data is not there, or something is wrong, it may suppress what was not met.
    if !all.hasErrors, let allowance { all.add(allowance.remarks) }
    self.remarks = all
  }
}

/// Which names of `allow:` were of use, under any profile.
private struct UsedAllowance {
  private var suppressed: Set<Warning>
  private var isWhole: Bool
  private let items: [FieldValue]

  init(_ loaded: LoadedExperiment, and others: UsedAllowance?) {
    let fields = loaded.model.definition.fields
    items = others?.items ?? (fields.has("allow") ? fields.list("allow") : [])
    suppressed = loaded.suppressed.union(others?.suppressed ?? [])
    isWhole = loaded.missingData.diagnostics.isEmpty && others?.isWhole != false
  }

  /// A note for each that suppresses nothing, of those that the file alone decides about.
  var remarks: DiagnosticList {
    guard isWhole else { return DiagnosticList() }
    return DiagnosticList(
      items.filter { item in
        Warning(rawValue: item.text()).map { $0.isOfTheFile && !suppressed.contains($0) } ?? false
      }.map {
        .note("there is no warning [\($0.text())] here, so 'allow' need not name it", at: $0.range)
      })
  }
}

extension Composer {
  /// The profiles that a file has; none where it cannot be read.
  fileprivate func profiles(of file: String) -> [String] {
    // What is wrong with the file is told where it is checked.
    var diagnostics = DiagnosticList()
    return compose(file: file, diagnostics: &diagnostics)?.profiles ?? []
  }
}

extension Diagnostic {
  /// Whether it is an error as another one of its place is, with other numbers in it.
  fileprivate func isInOtherWords(_ other: Diagnostic) -> Bool {
    guard severity == .error else { return false }
    return warning == nil
      ? other.warning == nil && beginning == other.beginning
      : warning == other.warning
  }

  /// The first words of the message behind what it is about, without the numbers in them.
  private var beginning: [String] {
    let subject = range?.text ?? ""
    let rest = message.hasPrefix(subject) ? message.dropFirst(subject.count) : message[...]
    return rest.split(separator: " ").prefix(3).map { word in word.filter { !$0.isNumber } }
  }

  /// With a note that it holds under a profile, unless it says so already.
  fileprivate func underProfile(_ name: String) -> Diagnostic {
    let profile = ValueOrigin.profile(name)
    guard !notes.contains(profile.note) else { return self }
    return replacing(notes: notes + [Note("this is so under \(profile.phrase)")])
  }
}
