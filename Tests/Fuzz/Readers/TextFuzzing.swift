import Diagnostics

@testable import Config
@testable import YAML

/// A file as it comes from the disk; what is YAML is set right by `fmt`, and then stays as it is.
enum YAMLFuzzing: FuzzedReader {
  static func read(_ bytes: [UInt8]) throws {
    let file = try SourceFile(name: "a.yaml", bytes: bytes)
    var diagnostics = DiagnosticList()
    let node = YAMLReader.read(file, diagnostics: &diagnostics)
    precondition(node != nil || diagnostics.hasErrors, "no value, and no word why")
    _ = diagnostics.printed(with: CaretPrinter())
    if let node { _ = ConfigNode(node, origin: .commandLine) }
    let once = try file.formatted()
    let twice = try SourceFile(name: "a.yaml", text: once).formatted()
    precondition(once == twice, "fmt changes what it has written")
  }
}

/// An expression; what is printed of it is the same expression.
enum ExpressionFuzzing: FuzzedReader {
  static func read(_ bytes: [UInt8]) throws {
    let file = SourceFile(name: "a.yaml", text: String(decoding: bytes, as: UTF8.self))
    let range = SourceRange(file: file, start: 0, end: file.text.utf8.count)
    let tree: ExpressionTree
    do {
      tree = try ExpressionTree(parsing: file.text, range: range)
    } catch {
      _ = DiagnosticList([error]).printed(with: CaretPrinter())
      throw error
    }
    let printed = tree.description
    do {
      let again = try ExpressionTree(parsing: printed)
      precondition(again.description == printed, "\(printed) is printed as \(again)")
    } catch {
      preconditionFailure("what is printed is no expression: \(printed)")
    }
  }
}
