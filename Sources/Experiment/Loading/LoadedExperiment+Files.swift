import Datasets
import Diagnostics

extension LoadedExperiment {
  /// What one data set is read from, or the weights of one network.
  package struct NamedFiles {
    /// Of weights that come from a run, none is named.
    package let files: [DataFile]
    /// What is told where some of them, or the run, are not there.
    package let missing: [Diagnostic]
  }

  /// The files that the experiment names, whether they are there or not: of its data, then of its weights.
  package var namedFiles: [NamedFiles] {
    let data = model.definition.data.values.map {
      NamedFiles(files: $0.files, missing: $0.missingFiles)
    }
    let weights = model.definition.weights.values.map { weights in
      if case .file(let file) = weights.source {
        return NamedFiles(files: [file], missing: file.exists ? [] : [weights.missing(.note)])
      }
      // A run that cannot be used was told of when the experiment was checked.
      let isThere = (try? weights.file()) != nil
      return NamedFiles(files: [], missing: isThere ? [] : [weights.missing(.note)])
    }
    return data + weights
  }
}
