import Artifacts
import Training

/// The pictures of a finished run: those that were deleted are made again as far as a checkpoint allows.
extension ExperimentRun {
  /// More are not listed.
  private static let mostListed = 10_000

  /// All samples, plots and animations of the folder, from there; `nil` where they are too many.
  func allPictures() throws -> [String]? {
    var found: [String] = []
    for kind in RunFolder.kinds {
      for moment in try folder.moments(of: kind) {
        let names = try Folder.namesIfThere(in: folder.pictures(kind, at: moment)) ?? []
        found += names.map { "\(kind)/\(moment)/\($0)" }
      }
    }
    found += (try Folder.namesIfThere(in: folder.animations) ?? []).map {
      "\(RunFiles.animations)/\($0)"
    }
    return found.count > Self.mostListed ? nil : found.sorted()
  }

  /// What a finished run wrote last, as far as it is there.
  func lastPictures(of old: RunRecord) -> [String] {
    (old.pictures ?? []).map(folder.file).filter(Folder.exists)
  }

  /// What a finished run had and its folder lacks.
  func lostPictures(of old: RunRecord?) -> [String] {
    guard let old, old.status == .finished else { return [] }
    return (old.allPictures ?? old.pictures ?? []).filter {
      !Folder.exists(folder.file($0))
    }
  }

  /// Tells what could not be made again.
  func tellOf(_ lost: [String], _ observer: any TrainingObserver) {
    let gone = lost.filter { !Folder.exists(folder.file($0)) }
    guard let first = gone.first else { return }
    observer.remark(
      "pictures that were deleted, and whose checkpoint is gone too: \(first)"
        + (gone.count == 1 ? "" : " and \(gone.count - 1) more"))
  }
}
