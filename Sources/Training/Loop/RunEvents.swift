import Artifacts
import Diagnostics

/// What TensorBoard is told of a run besides its numbers.
public struct EventsRequest: Sendable {
  /// The hyperparameters by name.
  public let settings: [(name: String, value: Event.Setting)]
  /// What runs that differ in their seed only have in common.
  public let group: String

  public init(settings: [(name: String, value: Event.Setting)], group: String) {
    self.settings = settings
    self.group = group
  }
}

/// The events of a run that trains: losses, metrics, pictures and texts, under `loss/`, `epoch/`, `metric/`, `rate/`, `samples/` and `plots/`.
final class RunEvents {
  private let file: EventsFile
  /// Beyond so many bytes there are no more pictures.
  private let mostPictureBytes: Int
  /// Whether that was told.
  private var isToldFull = false

  /// - Parameter offset: the bytes after the beginning that the checkpoint has seen.
  init(
    _ request: EventsRequest, folder: RunFolder, from offset: Int,
    mostPictureBytes: Int = 200_000_000
  ) throws {
    self.mostPictureBytes = mostPictureBytes
    file = try EventsFile(
      folder.events, beginning: .begins(request.settings, group: request.group), from: offset)
  }

  var offset: Int { file.offset }

  func add(_ values: [(kind: String, name: String, value: Double)], step: Int) throws {
    guard !values.isEmpty else { return }
    try file.append(.scalars(values.map { ("\($0.kind)/\($0.name)", $0.value) }, step: step))
  }

  /// A picture or text that was written as `…/samples/MOMENT/NAME.png` or `.txt`.
  ///
  /// - Returns: what is to be told the first time that one has no room any more.
  func add(written path: String, step: Int) throws -> String? {
    let parts = path.split(separator: "/")
    guard parts.count >= 3, [".png", ".txt"].contains(where: path.hasSuffix) else { return nil }
    guard file.offset < mostPictureBytes else {
      defer { isToldFull = true }
      return isToldFull
        ? nil
        : "the file for TensorBoard has passed \(mostPictureBytes / 1_000_000) MB: it gets no more pictures and texts, "
          + "which stand in samples/ and plots/ as before; numbers go on"
    }
    let tag = "\(parts[parts.count - 3])/\(parts[parts.count - 1].dropLast(4))"
    if path.hasSuffix(".png") {
      let png = try InputFile.contents(of: path)
      let info = try PictureFile.describe(path)
      try file.append(
        .picture(tag: tag, png: png, width: info.width, height: info.height, step: step))
    } else {
      // Each line a paragraph of Markdown.
      let text = try TextFile.read(path).replacing("\n", with: "\n\n")
      try file.append(.text(tag: tag, text, step: step))
    }
    return nil
  }

  func end(succeeded: Bool, step: Int) throws {
    try file.append(.ends(succeeded: succeeded, step: step))
  }
}
