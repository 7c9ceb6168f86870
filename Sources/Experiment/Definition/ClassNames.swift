import Datasets
import Diagnostics
import Foundation

/// The names of classes that a file has, one a line: `labels` of a sample.
package struct ClassNames: Sendable {
  /// In the order of the classes.
  package let names: [String]

  private static let mostBytes = 1 << 24

  /// - Throws: a file that is missing, too large, or no text in UTF-8; one without names, or a line without one.
  package init(_ file: DataFile) throws {
    guard file.exists else { throw file.missing(.error) }
    let data = try file.readText(limit: Self.mostBytes).text
    let bytes = data.dropFirst(data.starts(with: UTF8Text.mark) ? UTF8Text.mark.count : 0)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Diagnostic("'\(file.shown)' is no text in UTF-8", at: file.range)
    }
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
    guard !lines.isEmpty else {
      throw Diagnostic("'\(file.shown)' holds no names", at: file.range)
    }
    if let blank = lines.firstIndex(where: { $0.allSatisfy(\.isWhitespace) }) {
      throw Diagnostic(
        "\(file.shown):\(blank + 1): the line is blank, and each is the name of a class",
        at: file.range)
    }
    names = lines.map(Self.name)
  }

  /// The name of a class: without the number that ImageNet has before it, the first of several.
  private static func name(_ line: Substring) -> String {
    let words = line.split(separator: " ", maxSplits: 1)
    let isNumbered =
      words.count == 2 && words[0].count == 9 && words[0].first == "n"
      && words[0].dropFirst().allSatisfy(\.isNumber)
    let names = isNumbered ? words[1] : line
    return String(names.split(separator: ",").first ?? names)
  }

  /// What is wrong with captions that are so many numbers each; `nil` where there are as many names.
  package func mistake(in width: Int) -> String? {
    guard width != names.count else { return nil }
    return width == 1
      ? "is one number for each picture, and 'labels' has names for several"
      : "is of \(width.counted("class", plural: "classes")), and 'labels' has names for \(names.count)"
  }
}
