import Config
import Diagnostics
import OrderedCollections

/// All that `etch validate` tells of a file.
public struct FileValidation {
  public let remarks: DiagnosticList
  public var isRight: Bool { !remarks.hasErrors }

  /// Checks a file as it stands and under each of its profiles; under one of them only, where it is named. What
  /// holds under several is told once.
  public init(
    file: String, profile: String?, dataFolder: String, weightsFolder: String = "weights"
  ) throws {
    try self.init(
      .experiment(), file: file, profile: profile, overrides: [], dataFolder: dataFolder,
      weightsFolder: weightsFolder)
  }

  package init(
    _ composer: Composer, file: String, profile: String?, overrides: [String], dataFolder: String,
    weightsFolder: String = "weights"
  ) throws {
    func remarks(under profile: String?) throws -> DiagnosticList {
      var found = DiagnosticList()
      let loaded = try found.collect {
        try LoadedExperiment(
          composer, file: file, profile: profile, overrides: overrides, dataFolder: dataFolder,
          weightsFolder: weightsFolder)
      }
      if let loaded {
        found.add(loaded.warnings)
        found.add(loaded.missingData)
        found.add(loaded.missingWeights)
      }
      return found
    }
    var all = try remarks(under: profile)
    var told = Set(all.diagnostics.map(Told.init))
    let profiles = profile == nil ? composer.profiles(of: file) : []
    for name in profiles {
      for remark in try remarks(under: name).withoutNotes.diagnostics
      where told.insert(Told(remark)).inserted {
        all.add(remark.underProfile(name))
      }
    }
    self.remarks = all
  }

  /// What makes two remarks one. The file is read again for each profile, so that its places are others.
  private struct Told: Hashable {
    let message: String
    let place: String?

    init(_ remark: Diagnostic) {
      message = remark.message
      place = remark.range?.place
    }
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
  /// With a note that it holds under a profile, unless it says so already.
  fileprivate func underProfile(_ name: String) -> Diagnostic {
    let phrase = ValueOrigin.profile(name).phrase
    guard !notes.contains(where: { $0.message.contains(phrase) }) else { return self }
    return Diagnostic(
      severity, message, at: range, notes: notes + [Note("this is so under \(phrase)")],
      fault: fault)
  }
}
