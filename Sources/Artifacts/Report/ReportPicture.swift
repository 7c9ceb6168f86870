import Diagnostics
import Foundation

/// A picture or a text of a run on its page: in the page itself, or as a link to its file.
public struct ReportPicture: Sendable {
  enum Content: Sendable {
    /// A PNG, GIF or SVG file, which is read when a page takes it: what has no room is known by its beginning alone.
    case file(String, byteCount: Int, width: Int, height: Int)
    /// The bytes of one.
    case picture([UInt8], width: Int, height: Int)
    case text(String)
  }

  /// What a sample or plot is called, and when in training it was made: `epoch-0003`.
  public let name: String
  public let moment: String
  /// From the run's folder; from the page where that leads to it.
  public private(set) var path: String
  let content: Content
  /// What its file says of its axes; empty where it says nothing.
  let axes: String
  /// The titles that its file says its values have, for those who do not see them; empty where it says nothing.
  let rows: String
  /// The file of its pixels, where `content` is the same as shapes; what is made smaller is made of these.
  private var pixels: String?
  /// Whether `path` starts at the page, which can lead to it.
  public var isBelowPage = false
  /// Whether its file is larger than what stands here.
  private(set) var isReduced = false
  /// The largest width of a picture that was made smaller.
  static let smallWidth = 1024
  /// What stands around a picture in a page, in bytes.
  private static let markup = 500
  /// As much of a file is read to know what it is, and the most that is read to show it.
  private static let mostHeadBytes = 1 << 16
  private static let mostBytes = 1 << 28

  /// A plot is shown as the shapes beside its picture, which are sharp at any size, where these take no more bytes.
  ///
  /// - Parameter folder: the run's.
  /// - Throws: a file that cannot be read, or does not begin as a PNG or GIF file, or is no UTF-8 where its name ends in
  ///   `.txt`; one that stands elsewhere.
  public init(name: String, moment: String, path: String, in folder: String) throws {
    let file = try Archive.path(of: path, in: folder, toBe: "shown")
    if path.hasSuffix(".txt") {
      self.init(name: name, moment: moment, path: path, content: .text(try TextFile.read(file)))
      return
    }
    let opened = try InputFile(file)
    let head = try opened.bytes(min(opened.size, Self.mostHeadBytes))
    let size: (width: Int, height: Int)
    if head.starts(with: Array("GIF8".utf8)), head.count > 10 {
      size = (Int(head[6]) | Int(head[7]) << 8, Int(head[8]) | Int(head[9]) << 8)
    } else {
      size = try Self.size(head, of: file, opened.size)
    }
    let texts = head.starts(with: PNG.signature) ? PNG.texts(of: head) : []
    func text(_ keyword: String) -> String { texts.first { $0.keyword == keyword }?.text ?? "" }
    let shapes = Self.shapes(beside: file, most: opened.size)
    self.init(
      name: name, moment: moment, path: path,
      content: .file(
        shapes?.path ?? file, byteCount: shapes?.byteCount ?? opened.size, width: size.width,
        height: size.height), axes: text(PNG.Text.axes), rows: text(PNG.Text.rows))
    if shapes != nil { pixels = file }
  }

  /// The SVG file that stands beside a PNG file and takes no more bytes; `nil` where there is none, or a link to one.
  private static func shapes(beside file: String, most: Int) -> (path: String, byteCount: Int)? {
    guard file.hasSuffix(".png") else { return nil }
    let path = String(file.dropLast(".png".count)) + ".svg"
    guard !Folder.isLink(path), let opened = try? InputFile(path), opened.size <= most else {
      return nil
    }
    return (path, opened.size)
  }

  /// The size of a PNG file's picture.
  private static func size(
    _ head: [UInt8], of file: String, _ byteCount: Int
  ) throws -> (width: Int, height: Int) {
    do {
      let info = try PNG.describe(head, name: file)
      return (info.width, info.height)
    } catch  where head.count < byteCount {
      // Profiles may push the pixels further back.
      let whole = try InputFile.contents(of: file, maximum: mostBytes)
      let info = try PNG.describe(whole, name: file)
      return (info.width, info.height)
    }
  }

  init(
    name: String, moment: String, path: String, content: Content, axes: String = "",
    rows: String = ""
  ) {
    self.axes = axes
    self.rows = rows
    self.name = name
    self.moment = moment
    self.path = path
    self.content = content
  }

  /// The same on a page that can lead to its file, by that path from the page.
  public func linked(by path: String) -> ReportPicture {
    var copy = self
    (copy.path, copy.isBelowPage) = (path, true)
    return copy
  }

  /// Whether the name of a file is that of a picture or text to show.
  public static func isShown(_ file: String) -> Bool {
    !file.hasPrefix(".") && [".png", ".txt"].contains { file.hasSuffix($0) }
  }

  var isText: Bool {
    if case .text = content { true } else { false }
  }

  /// How many bytes the file has.
  var byteCount: Int {
    switch content {
    case .file(_, let byteCount, _, _): byteCount
    case .picture(let bytes, _, _): bytes.count
    case .text(let text): text.utf8.count
    }
  }

  /// How many bytes it takes in the page.
  var cost: Int {
    switch content {
    case .file, .picture: (byteCount + 2) / 3 * 4 + Self.markup
    case .text(let text): HTML.text(text).utf8.count + Self.markup
    }
  }

  /// The bytes of its file, which are read here where they have not been; `nil` of a text.
  ///
  /// - Throws: a file that can no longer be read, or is too large to be shown.
  private func contents() throws -> [UInt8]? {
    switch content {
    case .file(let file, _, _, _): try InputFile.contents(of: file, maximum: Self.mostBytes)
    case .picture(let bytes, _, _): bytes
    case .text: nil
    }
  }

  /// How large the picture is; `nil` of a text.
  private var extent: (width: Int, height: Int)? {
    switch content {
    case .file(_, _, let width, let height), .picture(_, let width, let height): (width, height)
    case .text: nil
    }
  }

  /// About what it takes in the page where it is made so wide; the means of pixels take more bytes than they do.
  func cost(atWidth width: Int) -> Int {
    guard pixels == nil, let extent, extent.width > width else { return cost }
    let share = Double(width) / Double(extent.width)
    return min(cost, Int(1.5 * share * share * Double(cost)) + Self.markup)
  }

  /// The picture at most so wide, each pixel the mean of those it stands for; itself where it is small, or is of shapes that
  /// take fewer bytes.
  ///
  /// - Throws: a file that cannot be read, or is damaged.
  func smaller(toWidth width: Int = smallWidth) throws -> ReportPicture {
    guard let extent, extent.width > width else { return self }
    let own = try pixels.map { try InputFile.contents(of: $0, maximum: Self.mostBytes) }
    guard let bytes = try own ?? contents(), bytes.starts(with: PNG.signature) else {
      return self
    }
    let small = try PNG.decode(bytes, name: path).reduced(toWidth: width)
    var reduced = ReportPicture(
      name: name, moment: moment, path: path,
      content: .picture(try PNG.encode(small), width: small.width, height: small.height),
      axes: axes, rows: rows)
    (reduced.isReduced, reduced.isBelowPage) = (true, isBelowPage)
    return pixels == nil || reduced.cost < cost ? reduced : self
  }

  /// - Parameters:
  ///   - isEmbedded: whether it stands in the page.
  ///   - isLinked: whether the page stands in the run's folder, so that it can lead to the file.
  /// - Throws: a file that cannot be read, where it stands in the page.
  func figure(isEmbedded: Bool, isLinked: Bool = true) throws -> String {
    let what = HTML.text("\(name), \(moment)" + (axes.isEmpty ? "" : ": \(axes)"))
    guard isEmbedded else {
      let link =
        isLinked ? "<a href=\"\(HTML.path(path))\">\(what)</a>" : "\(what), \(HTML.text(path))"
      return "<p>\(link): \(size); left out of this page for its size.</p>"
    }
    let inner: String
    if case .text(let text) = content {
      inner = "<pre class=\"text\">\(HTML.text(text))</pre>"
    } else {
      let bytes = try contents() ?? []
      let kind =
        bytes.starts(with: PNG.signature)
        ? "png" : bytes.starts(with: Array("GIF8".utf8)) ? "gif" : "svg+xml"
      let (width, height) = extent ?? (0, 0)
      inner =
        "<img src=\"data:image/\(kind);base64,\(Data(bytes).base64EncodedString())\" "
        + "alt=\"\(what)\(rows.isEmpty ? "" : HTML.text("; shows \(rows)"))\" width=\"\(width)\" height=\"\(height)\">"
    }
    // The letters of a plot are small; of pictures, all is to be seen at once.
    let isPlot = path.split(separator: "/").contains(Substring(RunFiles.plots))
    let shown = isPlot ? ScrollBox.html(inner, label: "\(name), \(moment)") : inner
    let title = isReduced && isLinked ? "<a href=\"\(HTML.path(path))\">\(what)</a>" : what
    let remark = isReduced ? "; made smaller for this page" : ""
    return
      "<figure\(isPlot ? " class=\"plot\"" : "")>\(shown)<figcaption>\(title)\(remark)</figcaption></figure>"
  }

  private var size: String {
    switch content {
    case .file(_, _, let width, let height), .picture(_, let width, let height):
      "\(height) pixels high and \(width) wide"
    case .text(let text): "\(text.utf8.count) bytes of text"
    }
  }
}

extension Picture {
  /// The picture so wide, in the same proportion; each pixel is the mean of the box that it stands for.
  ///
  /// - Precondition: it is wider.
  func reduced(toWidth newWidth: Int) -> Picture {
    precondition(newWidth > 0 && newWidth <= width)
    let newHeight = max(1, height * newWidth / width)
    var reduced = Picture(height: newHeight, width: newWidth, channels: channels, filledWith: 0)
    for row in 0..<newHeight {
      let rows =
        row * height / newHeight..<max(row * height / newHeight + 1, (row + 1) * height / newHeight)
      for column in 0..<newWidth {
        let first = column * width / newWidth
        let columns = first..<max(first + 1, (column + 1) * width / newWidth)
        for channel in 0..<channels {
          var sum = 0
          for y in rows {
            for x in columns { sum += Int(pixels[(y * width + x) * channels + channel]) }
          }
          let count = rows.count * columns.count
          reduced.pixels[(row * newWidth + column) * channels + channel] = UInt8(
            (sum + count / 2) / count)
        }
      }
    }
    return reduced
  }
}
