import Artifacts
import Foundation

/// What a server said of the bytes that it sent: the headers of an answer, as curl writes them.
struct DownloadAnswer {
  let status: Int
  /// By their names in lower case.
  private var headers: [String: String] = [:]

  /// - Returns: the last answer of a file; `nil` where none came.
  init?(_ path: String) {
    guard let text = try? TextFile.read(path) else { return nil }
    var status: Int?
    for line in text.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("HTTP/") {
        headers = [:]
        status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) }
      } else if let colon = line.firstIndex(of: ":") {
        headers[line[..<colon].lowercased()] = line[line.index(after: colon)...]
          .trimmingCharacters(in: .whitespaces)
      }
    }
    guard let status else { return nil }
    self.status = status
  }

  /// What distinguishes the file from those that had its address before.
  var tag: String? { headers["etag"] }
  var type: String? { headers["content-type"] }

  /// The bytes of the whole file, where the answer says so.
  var wholeSize: Int? {
    // `bytes 500-999/1000`, and `bytes */1000` where nothing is behind the part.
    status == 200
      ? headers["content-length"].flatMap { Int($0) }
      : headers["content-range"]?.split(separator: "/").last.flatMap { Int($0) }
  }

  /// Where the answer stands that the bytes of a part came with, once another is asked for.
  static func kept(_ part: String) -> String { part + keptEnding }
  /// Where curl writes what it is answered.
  static func newest(_ part: String) -> String { part + newestEnding }
  /// How the files of both are called behind the part's name.
  static let endings = [keptEnding, newestEnding]
  private static let keptEnding = ".kept"
  private static let newestEnding = ".headers"

  /// What the bytes of a part came with; `nil` where that is not known, or they are of another file than the server has now.
  ///
  /// An attempt that got no answer, or that of a server in trouble, changes none of them.
  static func ofPart(_ part: String) -> DownloadAnswer? {
    let newest = DownloadAnswer(newest(part))
    guard let kept = DownloadAnswer(kept(part)) else {
      return newest.flatMap { [200, 206].contains($0.status) ? $0 : nil }
    }
    switch newest?.status {
    case 200: return nil
    case 206: return newest?.tag ?? kept.tag == kept.tag ? kept : nil
    default: return kept
    }
  }

  /// Puts the answer to the bytes that are there aside, since curl begins its file anew before it is answered.
  static func keep(_ part: String) throws {
    guard !Folder.exists(kept(part)) else { return }
    try Folder.move(newest(part), to: kept(part))
  }
}
