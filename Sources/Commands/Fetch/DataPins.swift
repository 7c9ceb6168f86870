import Artifacts
import Config
import Datasets
import Diagnostics
import Experiment
import YAML

/// Writes into an experiment which bytes its data has, so that it is trained with no others wherever it is sent.
public struct DataPins {
  /// The sets that were pinned now, with how many files each has.
  public private(set) var pinned: [(set: String, files: Int)] = []
  /// Those that were pinned before, and read what they say.
  public private(set) var known: [String] = []
  private let path: String
  private let dataFolder: String
  private let weightsFolder: String
  private let text: String

  /// Reads all data of an experiment.
  ///
  /// - Throws: data that is not there, or other than what is pinned already; sets that another file defines.
  public init(_ path: String, dataFolder: String, weightsFolder: String) throws {
    self.path = path
    self.dataFolder = dataFolder
    self.weightsFolder = weightsFolder
    let experiment = try LoadedExperiment(
      file: path, profile: nil, overrides: [], dataFolder: dataFolder, weightsFolder: weightsFolder)
    try experiment.requireData(whole: true)
    let file = try SourceFile.reading(path: path, name: path)
    var problems = DiagnosticList()
    let sets = Self.sets(YAMLReader.read(file, diagnostics: &problems))
    try problems.throwIfErrors()
    var edits: [(place: Int, text: String)] = []
    for (name, set) in experiment.model.definition.data {
      let digests = try set.fileDigests()
      guard !digests.isEmpty else { continue }
      guard let node = sets[name], case .map(let pairs) = node.content else {
        problems.add(
          Diagnostic(
            "'\(name)' is not defined in '\(path)' itself", at: nil,
            notes: [.init("pin the file that defines it")]))
        continue
      }
      if pairs.contains(where: { $0.key == CommonFields.pin }) {
        known.append(name)
        continue
      }
      edits.append(try Self.edit(node, pairs, digests))
      pinned.append((name, digests.count))
    }
    try problems.throwIfErrors()
    text = Self.applied(edits, to: file.text)
  }

  /// Writes the file, once it is sure that it says the same as before.
  ///
  /// - Throws: where the file cannot be written.
  public func write() throws {
    guard !pinned.isEmpty else { return }
    let before = try identity(nil)
    guard try identity(text) == before else {
      throw Diagnostic(
        "'\(path)' would mean something else with its pins, so it was left alone; this is a mistake in etch",
        at: nil)
    }
    try AtomicFile.replace(path, with: text)
  }

  private func identity(_ text: String?) throws -> String {
    try LoadedExperiment(
      .experiment(texts: text.map { [path: $0] } ?? [:]), file: path, profile: nil, overrides: [],
      dataFolder: dataFolder, weightsFolder: weightsFolder
    ).identity.digest
  }

  private static func sets(_ root: YAMLNode?) -> [String: YAMLNode] {
    guard case .map(let pairs)? = root?.content,
      case .map(let sets)? = pairs.first(where: { $0.key == "data" })?.value.content
    else { return [:] }
    return Dictionary(sets.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// What to write, and where: behind the last entry of the set, in its own form.
  private static func edit(
    _ set: YAMLNode, _ pairs: [YAMLNode.Pair], _ digests: [FileDigest]
  ) throws -> (place: Int, text: String) {
    let isFlow = set.range.text.hasPrefix("{")
    guard let last = pairs.last else {
      throw Diagnostic("this set has no entries", at: set.range)
    }
    let indentation = String(repeating: " ", count: max(0, pairs[0].keyRange.column - 1))
    let key = CommonFields.pin
    if isFlow {
      let inner = indentation.isEmpty ? "  " : "    "
      guard digests.count > 1 else {
        return (last.value.range.end, ", \(key): \"\(digests[0].sha256)\"")
      }
      let lines = names(digests).map { "\(inner)  \($0): \($1)" }.joined(separator: ",\n")
      return (last.value.range.end, ",\n\(inner)\(key): {\n\(lines)}")
    }
    let file = set.range.file
    // Behind what stands on the last entry's line: a comment.
    let rest = file.slice(from: last.value.range.end, to: file.text.utf8.count)
    let place = last.value.range.end + rest.prefix { $0 != "\n" }.utf8.count
    guard digests.count > 1 else {
      return (place, "\n\(indentation)\(key): \"\(digests[0].sha256)\"")
    }
    let lines = names(digests).map { "\n\(indentation)  \($0): \($1)" }.joined()
    return (place, "\n\(indentation)\(key):\(lines)")
  }

  /// Files by the last part of their paths, or by the whole where that is not enough.
  private static func names(_ digests: [FileDigest]) -> [(String, String)] {
    let short = digests.map { $0.path.split(separator: "/").last.map(String.init) ?? $0.path }
    let isEnough = Set(short).count == short.count
    return zip(digests, short).map { digest, short in
      let name = isEnough ? short : digest.path
      // A name that YAML would read as something else is quoted.
      let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || "-_./".contains($0) }
      return (
        isPlain && name.contains(where: \.isLetter) ? name : "'\(name.replacing("'", with: "''"))'",
        "\"\(digest.sha256)\""
      )
    }
  }

  private static func applied(_ edits: [(place: Int, text: String)], to text: String) -> String {
    var bytes = Array(text.utf8)
    for edit in edits.sorted(by: { $0.place > $1.place }) {
      bytes.insert(contentsOf: Array(edit.text.utf8), at: min(edit.place, bytes.count))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
