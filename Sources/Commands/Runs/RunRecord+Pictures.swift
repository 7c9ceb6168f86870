import Artifacts
import Foundation
import Training

extension RunRecord {
  /// The newest of each picture, plot and text of a finished run.
  ///
  /// - Parameters:
  ///   - run: its folder.
  ///   - names: those that are wanted, in that order; all by default, but for the curves.
  ///   - animated: whether an animation takes the place of what it ends with.
  /// - Throws: a picture that cannot be read. One that is gone is left out.
  func newestPictures(of run: RunFolder, named names: [String]? = nil, animated: Bool = false)
    throws -> [ReportPicture]
  {
    func name(_ path: String) -> String {
      URL(filePath: path).deletingPathExtension().lastPathComponent
    }
    let all = (pictures ?? []).filter {
      Folder.exists("\(run.path)/\($0)") && "\(run.path)/\($0)" != run.curves
        && (animated || ReportPicture.isShown(name($0) + "." + URL(filePath: $0).pathExtension))
    }
    let wanted = names ?? all.map(name).unique
    return try wanted.compactMap { wanted in
      let own = all.filter { name($0) == wanted }
      guard let path = own.first(where: { $0.hasSuffix(".gif") }) ?? own.last else { return nil }
      let moment = path.hasSuffix(".gif") ? "animation" : Folder.parent(of: path)
      return try ReportPicture(
        name: wanted, moment: URL(filePath: moment).lastPathComponent, path: path, in: run.path)
    }
  }
}
