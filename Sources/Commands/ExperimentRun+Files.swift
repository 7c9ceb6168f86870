import Artifacts
import Diagnostics
import Experiment
import Foundation
import Training

/// What a pack took along stays with the run that it begins: that is shown and gone on with when the pack is no longer at hand.
extension ExperimentRun {
  /// Whether the experiment's project is what a pack took along, be it unpacked for this process or kept by a run.
  private var isOfPack: Bool {
    let holder = RunFolder(Folder.parent(of: experiment.root.path))
    return experiment.kept != nil || readsOwnFiles
      || (holder.files == experiment.root.path && holder.isThere)
  }

  /// Whether that is what this run keeps itself, however its folder is named.
  private var readsOwnFiles: Bool {
    let root = URL(fileURLWithPath: experiment.root.path)
    let own = URL(fileURLWithPath: folder.files)
    return root.resolvingSymlinksInPath().path == own.resolvingSymlinksInPath().path
  }

  /// The project's folder as the record has it.
  var recordedRoot: String {
    isOfPack ? Folder.name(of: folder.files) : experiment.root.path
  }

  /// Puts a copy of a pack's files into the run's folder, in the place of those of a run before, which stay until the copy is whole.
  ///
  /// - Throws: a disk that is full or does not allow it.
  func keepFiles() throws {
    guard !readsOwnFiles else { return }
    let isKept = isOfPack
    let copy = "." + RunFiles.files
    // What a run that was killed was copying.
    try remove(copy)
    if isKept {
      do {
        try FileManager.default.copyItem(atPath: experiment.root.path, toPath: folder.file(copy))
      } catch {
        try? remove(copy)
        throw Diagnostic.machine(
          "'\(folder.files)' cannot be written: \(error.localizedDescription)")
      }
    }
    try remove(RunFiles.files)
    if isKept { try Folder.move(folder.file(copy), to: folder.files) }
  }
}
