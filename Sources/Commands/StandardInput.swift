import Diagnostics
import YAML

/// The file `-` of a command line: what standard input has.
public enum StandardInput {
  public static let name = "-"

  /// All of it.
  ///
  /// - Throws: what cannot be read, is too large or is no text.
  public static func text() throws -> String {
    try SourceFile.readingStandardInput(name: name).text
  }
}
