import Foundation
import SchemaChecking
import Testing

@testable import Experiment

/// The JSON Schema that editors complete and check by.
@Suite("The schema of experiments")
struct SchemaTests {
  @Test(
    "The committed schema is the one that the definitions give; run `make schema` where it is not")
  func current() throws {
    let path = LanguageGolden.root + "/schemas/" + LanguageSchema.fileName
    let committed = try? String(contentsOfFile: path, encoding: .utf8)
    #expect(committed == LanguageSchema.text, "run `make schema`")
  }

  @Test("Every key that a map may hold says in one line what it is")
  func described() throws {
    var missing: [String] = []
    try Self.visit { object, path in
      for (key, property) in object["properties"] as? [String: Any] ?? [:] {
        guard let property = property as? [String: Any] else { continue }
        // A kind's own key refers to the kind, which is described there.
        let isKind = property["$ref"] != nil
        let text = property["description"] as? String ?? ""
        if !isKind, text.isEmpty || text.contains("\n") { missing.append("\(path).\(key)") }
      }
    }
    #expect(missing.isEmpty)
    // The kinds that a key refers to.
    for (name, definition) in try Self.definitions() where name.contains(".") {
      let text = String(
        decoding: try JSONSerialization.data(withJSONObject: definition), as: UTF8.self)
      #expect(text.contains("\"description\""), "\(name)")
    }
  }

  @Test("Every reference leads to a definition")
  func references() throws {
    let definitions = try Self.definitions()
    for match in LanguageSchema.text.matches(of: ##/"#/definitions/([^"]+)"/##) {
      #expect(definitions[String(match.1)] != nil, "\(match.1)")
    }
  }

  @Test(
    "No definition's name needs an escape: the YAML language server does not undo '~1' and refuses all"
  )
  func plainNames() throws {
    let definitions = try Self.definitions()
    for name in definitions.keys {
      #expect(name.wholeMatch(of: ##/[A-Za-z0-9_.]+/##) != nil, "\(name)")
    }
    #expect(definitions["source.builtin_digits"] != nil)
  }

  @Test(
    "Alternatives have titles of their own: an editor shows nothing about those that it cannot tell apart"
  )
  func titles() throws {
    let definitions = try Self.definitions()
    var count = 0
    try Self.visit { object, path in
      guard let alternatives = object["anyOf"] as? [[String: Any]], !path.hasSuffix("/not") else {
        return
      }
      let titles = alternatives.map { alternative in
        let name = (alternative["$ref"] as? String)?.components(separatedBy: "/").last
        let target = name.flatMap { definitions[$0] as? [String: Any] } ?? alternative
        return target["title"] as? String ?? name
      }
      count += 1
      #expect(!titles.contains(nil) && Set(titles).count == titles.count, "\(path): \(titles)")
    }
    #expect(count > 100)
  }

  @Test("A reference beside a description has its type there: an editor looks no further")
  func types() throws {
    var count = 0
    try Self.visit { object, path in
      guard object["description"] != nil, let parts = object["allOf"] as? [[String: Any]],
        parts.contains(where: { $0["$ref"] != nil })
      else { return }
      count += 1
      #expect(object["type"] != nil, "\(path)")
    }
    #expect(count > 20)
  }

  @Test("What an editor offers for a list is an item of it, with every field that it needs")
  func snippets() throws {
    let checker = try SchemaChecker(schema: LanguageSchema.text)
    let definitions = try Self.definitions()
    let layers = try #require(definitions["layers"] as? [String: Any])
    let items = try #require(layers["items"] as? [String: Any])
    let snippets = try #require(items["defaultSnippets"] as? [[String: String]])
    let labels = Set(snippets.compactMap { $0["label"] })
    #expect(labels.isSuperset(of: ["conv2d: {filters, kernel}", "reshape: [shape]"]))
    for snippet in snippets {
      // A place is filled in by a param of its name; a list of layers by a layer.
      let body = try #require(snippet["body"])
      let filled = body.replacing(##/\$\{[0-9]+:([^}]*)\}/##) { place in
        ["layers": "relu", "layer": "{dense: 3}"][place.1] ?? String(place.1)
      }
      let file = "etch: 1\nname: x\nnetworks: {a: {input: [3], layers: [{\(filled)}]}}"
      #expect(try checker.problems(of: file).isEmpty, "\(filled)")
    }
    let update = try #require(
      LanguageSchema.text.firstMatch(of: ##/"body": "(\$\{1:name\}[^"]*)"/##))
    #expect(update.1 == "${1:name}: {minimize: ${2:loss}}")
    let file = "etch: 1\nname: x\ntrain: {step: [{name: {minimize: loss}}]}"
    #expect(try checker.problems(of: file).isEmpty)
  }

  private static func whole() throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: Data(LanguageSchema.text.utf8)) as? [String: Any])
  }

  private static func definitions() throws -> [String: Any] {
    try #require(whole()["definitions"] as? [String: Any])
  }

  /// Calls `body` with every map of the schema and its path.
  private static func visit(_ body: ([String: Any], String) throws -> Void) throws {
    func visit(_ value: Any, _ path: String) throws {
      if let list = value as? [Any] {
        for (index, item) in list.enumerated() { try visit(item, "\(path)/\(index)") }
      }
      guard let object = value as? [String: Any] else { return }
      try body(object, path)
      for (key, inner) in object { try visit(inner, "\(path)/\(key)") }
    }
    try visit(whole(), "")
  }
}
