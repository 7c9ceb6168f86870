import Artifacts
import Training

extension RunFolder {
  /// The folder of a run as a command line names it, with a slash at its end or without.
  init(word: String) {
    self.init(word.count > 1 && word.hasSuffix("/") ? String(word.dropLast()) : word)
  }

  /// The folder of the run that a checkpoint is of: `RUN` of `RUN/checkpoints/epoch-0003.safetensors.zst`.
  init(ofCheckpoint file: String) {
    let folder = Folder.parent(of: file)
    // A file that is named from its own folder does not say what that is called.
    let isNamed = ![".", ".."].contains(Folder.name(of: folder))
    self.init(isNamed ? Folder.parent(of: folder) : folder + "/..")
  }

  /// Whether there is a run: a record of it.
  var isThere: Bool { Folder.exists(record) }

  /// Whether it is a folder with nothing of a run in it: one beside the runs may be called as their experiment.
  var isOther: Bool {
    Folder.isFolder(path) && [record, experiment, checkpoints].allSatisfy { Folder.isAbsent($0) }
  }

  /// Whether there is surely none: what stands in a folder that may not be looked into may be one.
  var isAbsent: Bool { Folder.isAbsent(record) }
}
