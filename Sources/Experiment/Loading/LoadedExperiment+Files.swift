import Datasets
import Diagnostics

extension LoadedExperiment {
  /// What one data set is read from, or the weights of one network.
  package struct NamedFiles {
    package let name: String
    /// Of weights that come from a run, none is named.
    package let files: [DataFile]
    /// What is told where some of them, or the run, are not there.
    package let missing: [Diagnostic]
    /// Whether that says which other name may be meant.
    package let mayMeanAnother: Bool
    /// Whether the experiment says which bytes they have, and they are there and have these.
    package let isPinned: Bool
  }

  /// The files that the experiment names, whether they are there or not: of its data, then of its weights.
  package var namedFiles: [NamedFiles] {
    let data = model.definition.data.map { name, set in
      let missing = set.missingFiles
      return NamedFiles(
        name: name, files: set.files, missing: missing,
        mayMeanAnother: !set.nearestToMissing.isEmpty, isPinned: set.isPinned && missing.isEmpty)
    }
    let weights = model.definition.weights.map { name, weights in
      var files: [DataFile] = []
      if case .file(let file) = weights.source { files = [file] }
      // A run that cannot be used was told of when the experiment was checked.
      let isThere = (try? weights.file()) != nil
      return NamedFiles(
        name: "weights of \(name)", files: files, missing: isThere ? [] : [weights.missing(.note)],
        mayMeanAnother: !isThere && files.contains { !$0.nearest.isEmpty },
        isPinned: weights.isPinned && isThere)
    }
    return data + weights
  }

  /// SHA-256 of the files of data and weights by their paths as written, as reading them for a run finds it, with nothing kept of them.
  ///
  /// - Throws: those that are not there, or cannot be read.
  package func fileDigests() throws -> [String: String] {
    try requireData(whole: true)
    try requireWeights()
    let weights = try graphs.weightsFits().map { try $0.file.digest() }
    return try dataDigests().merging(weights.map { ($0.path, $0.sha256) }) { $1 }
  }

  /// The same of its data alone.
  package func dataDigests() throws -> [String: String] {
    let used = try model.definition.data.values.flatMap { try $0.usedDigests() }
    return Dictionary(used.map { ($0.path, $0.sha256) }) { $1 }
  }
}
