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
    return experiment.kept != nil || (holder.files == experiment.root.path && holder.isThere)
  }

  /// The project's folder as the record has it.
  var recordedRoot: String {
    isOfPack ? Folder.name(of: folder.files) : experiment.root.path
  }

  /// Puts a copy of a pack's files into the run's folder, in the place of those of a run before.
  ///
  /// - Throws: a disk that is full or does not allow it.
  func keepFiles() throws {
    let root = experiment.root.path
    // Where links are followed: a folder may be named in several ways.
    let (from, to) = (URL(fileURLWithPath: root), URL(fileURLWithPath: folder.files))
    guard from.resolvingSymlinksInPath().path != to.resolvingSymlinksInPath().path else { return }
    try remove(Folder.name(of: folder.files))
    guard isOfPack else { return }
    do {
      try FileManager.default.copyItem(atPath: root, toPath: folder.files)
    } catch {
      throw Diagnostic.machine("'\(folder.files)' cannot be written: \(error.localizedDescription)")
    }
  }
}
