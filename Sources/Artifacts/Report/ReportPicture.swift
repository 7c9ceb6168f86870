import Diagnostics
import Foundation

/// A picture of a run on its page: in the page itself, or as a link to its file.
public struct ReportPicture: Sendable {
  /// What a sample or plot is called, and when in training it was made: `epoch-0003`.
  public let name: String
  public let moment: String
  /// From the run's folder.
  public let path: String
  let bytes: [UInt8]
  let width: Int
  let height: Int
  /// The largest width of a picture that was made smaller.
  static let smallWidth = 1024

  /// - Parameter folder: the run's.
  /// - Throws: a file that cannot be read or is no PNG or GIF file.
  public init(name: String, moment: String, path: String, in folder: String) throws {
    let bytes = try InputFile.contents(of: "\(folder)/\(path)", maximum: 1 << 28)
    let size: (width: Int, height: Int)
    if bytes.starts(with: Array("GIF8".utf8)), bytes.count > 10 {
      size = (Int(bytes[6]) | Int(bytes[7]) << 8, Int(bytes[8]) | Int(bytes[9]) << 8)
    } else {
      let info = try PNG.describe(bytes, name: path)
      size = (info.width, info.height)
    }
    self.init(
      name: name, moment: moment, path: path, bytes: bytes, width: size.width, height: size.height)
  }

  init(name: String, moment: String, path: String, bytes: [UInt8], width: Int, height: Int) {
    self.name = name
    self.moment = moment
    self.path = path
    self.bytes = bytes
    self.width = width
    self.height = height
  }

  /// How many bytes it takes in the page.
  var cost: Int { (bytes.count + 2) / 3 * 4 + 300 }

  /// The picture at most ``smallWidth`` wide, each pixel the mean of those it stands for; itself where it is small.
  func smaller() throws -> ReportPicture {
    guard width > Self.smallWidth, bytes.starts(with: PNG.signature) else { return self }
    let small = try PNG.decode(bytes, name: path).reduced(toWidth: Self.smallWidth)
    return ReportPicture(
      name: name, moment: moment, path: path, bytes: try PNG.encode(small), width: small.width,
      height: small.height)
  }

  /// - Parameters:
  ///   - isEmbedded: whether its bytes stand in the page.
  ///   - isLinked: whether the page stands in the run's folder, so that it can lead to the file.
  func figure(isEmbedded: Bool, isLinked: Bool = true) -> String {
    let kind = bytes.starts(with: PNG.signature) ? "png" : "gif"
    let what = HTML.text("\(name), \(moment)")
    guard isEmbedded else {
      let link =
        isLinked ? "<a href=\"\(HTML.path(path))\">\(what)</a>" : "\(what), \(HTML.text(path))"
      return "<p>\(link): \(width) × \(height) pixels; "
        + "left out of this page for its size.</p>"
    }
    return "<figure><img src=\"data:image/\(kind);base64,\(Data(bytes).base64EncodedString())\" "
      + "alt=\"\(what)\" width=\"\(width)\" height=\"\(height)\"><figcaption>\(what)</figcaption></figure>"
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
