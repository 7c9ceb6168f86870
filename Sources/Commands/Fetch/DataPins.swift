import Artifacts
import Config
import Datasets
import Diagnostics
import Experiment
import YAML

/// Writes into an experiment which bytes its data and weights have, so that it is trained with no others wherever it is sent.
public struct DataPins {
  /// What is written instead of a stretch of the file; an empty one is a place.
  private struct Edit: Hashable {
    let range: Range<Int>
    let text: String
  }

  /// The sets that were pinned now, with how many files each has; weights are `weights of NETWORK`.
  public private(set) var pinned: [(set: String, files: Int)] = []
  /// Those that were pinned before, and read what they say.
  public private(set) var known: [String] = []
  private let path: String
  private let dataFolder: String
  private let weightsFolder: String
  private let text: String

  /// Reads all data and weights of an experiment.
  ///
  /// - Throws: what is not there, or other than what is pinned already; sets and weights that another file defines.
  public init(_ path: String, dataFolder: String, weightsFolder: String) throws {
    self.path = path
    self.dataFolder = dataFolder
    self.weightsFolder = weightsFolder
    let experiment = try LoadedExperiment(
      file: path, profile: nil, overrides: [], dataFolder: dataFolder, weightsFolder: weightsFolder)
    try experiment.requireData(whole: true)
    try experiment.requireWeights()
    let file = try SourceFile.reading(path: path, name: path)
    var problems = DiagnosticList()
    let root = YAMLReader.read(file, diagnostics: &problems)
    try problems.throwIfErrors()
    var edits: Set<Edit> = []
    for (name, set) in experiment.model.definition.data {
      let digests = try set.fileDigests()
      guard !digests.isEmpty else { continue }
      guard let node = root?["data"]?[name], case .map(let pairs) = node.content else {
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
      edits.insert(try Self.edit(node, pairs, digests))
      pinned.append((name, digests.reduce(0) { $0 + $1.files }))
    }
    for (network, weights) in experiment.model.definition.weights {
      let name = "weights of \(network)"
      if weights.isPinned {
        known.append(name)
        continue
      }
      guard let digest = try weights.fileDigest() else { continue }
      guard let node = root?["networks"]?[network]?["weights"] else {
        problems.add(
          Diagnostic(
            "the \(name) are not written in '\(path)' itself", at: nil,
            notes: [.init("pin the file that writes them")]))
        continue
      }
      if case .map(let pairs) = node.content {
        edits.insert(try Self.edit(node, pairs, [digest]))
      } else {
        edits.insert(try Self.edit(path: node, digest))
      }
      pinned.append((name, 1))
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

  /// What to write, and where: behind the last entry of the set, in its own form.
  private static func edit(
    _ set: YAMLNode, _ pairs: [YAMLNode.Pair], _ digests: [FileDigest]
  ) throws -> Edit {
    let isFlow = set.range.text.hasPrefix("{")
    guard let last = pairs.last else {
      throw Diagnostic("this set has no entries", at: set.range)
    }
    let indentation = String(repeating: " ", count: max(0, pairs[0].keyRange.column - 1))
    let key = CommonFields.pin
    if isFlow {
      let inner = indentation.isEmpty ? "  " : "    "
      guard digests.count > 1 else {
        return insertion(", \(key): \"\(digests[0].sha256)\"", at: last.value.range.end)
      }
      let lines = names(digests).map { "\(inner)  \($0): \($1)" }.joined(separator: ",\n")
      return insertion(",\n\(inner)\(key): {\n\(lines)}", at: last.value.range.end)
    }
    let file = set.range.file
    // Behind what stands on the last entry's line: a comment.
    let rest = file.slice(from: last.value.range.end, to: file.text.utf8.count)
    let line = rest.prefix { !$0.isNewline }
    let place = last.value.range.end + line.utf8.count
    // As that line ends: in LF, or CR LF.
    let end = rest.dropFirst(line.count).hasPrefix("\r\n") ? "\r\n" : "\n"
    guard digests.count > 1 else {
      return insertion("\(end)\(indentation)\(key): \"\(digests[0].sha256)\"", at: place)
    }
    let lines = names(digests).map { "\(end)\(indentation)  \($0): \($1)" }.joined()
    return insertion("\(end)\(indentation)\(key):\(lines)", at: place)
  }

  private static func insertion(_ text: String, at place: Int) -> Edit {
    Edit(range: place..<place, text: text)
  }

  /// Weights that are a path alone become a map on the same line.
  private static func edit(path node: YAMLNode, _ digest: FileDigest) throws -> Edit {
    let written = node.range.text
    guard !written.contains(where: \.isNewline) else {
      throw Diagnostic(
        "a path of several lines cannot be pinned", at: node.range,
        notes: [.init("write it as 'weights: {file: PATH}'")])
    }
    // What is plain behind a key may not be so within braces.
    let isQuoted = written.hasPrefix("'") || written.hasPrefix("\"")
    let isFit = isQuoted || !written.contains { ",[]{}".contains($0) }
    let path = isFit ? written : "'\(written.spelling(["'": "''"]))'"
    return Edit(
      range: node.range.start..<node.range.end,
      text: "{file: \(path), \(CommonFields.pin): \"\(digest.sha256)\"}")
  }

  /// Files by the last part of their paths, or by the whole where that is not enough.
  private static func names(_ digests: [FileDigest]) -> [(String, String)] {
    let short = digests.map { Folder.name(of: $0.path) }
    let isEnough = Set(short).count == short.count
    return zip(digests, short).map { digest, short in
      let name = isEnough ? short : digest.path
      // A name that YAML would read as something else is quoted.
      let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || "-_./".contains($0) }
      return (
        isPlain && name.contains(where: \.isLetter) ? name : "'\(name.spelling(["'": "''"]))'",
        "\"\(digest.sha256)\""
      )
    }
  }

  private static func applied(_ edits: Set<Edit>, to text: String) -> String {
    var bytes = Array(text.utf8)
    for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
      bytes.replaceSubrange(edit.range.clamped(to: 0..<bytes.count), with: Array(edit.text.utf8))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension YAMLNode {
  /// The value of a key, where this is a map that has it.
  fileprivate subscript(_ key: String) -> YAMLNode? {
    guard case .map(let pairs) = content else { return nil }
    return pairs.first { $0.key == key }?.value
  }
}
