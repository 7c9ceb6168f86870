import Foundation
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
    let whole = try #require(
      JSONSerialization.jsonObject(with: Data(LanguageSchema.text.utf8)) as? [String: Any])
    let definitions = try #require(whole["definitions"] as? [String: Any])
    var missing: [String] = []
    func visit(_ value: Any, _ path: String) {
      if let list = value as? [Any] {
        for (index, item) in list.enumerated() { visit(item, "\(path)/\(index)") }
      }
      guard let object = value as? [String: Any] else { return }
      for (key, property) in object["properties"] as? [String: Any] ?? [:] {
        guard let property = property as? [String: Any] else { continue }
        // A kind's own key refers to the kind, which is described there.
        let isKind = property["$ref"] != nil
        let text = property["description"] as? String ?? ""
        if !isKind, text.isEmpty || text.contains("\n") { missing.append("\(path).\(key)") }
      }
      for (key, inner) in object { visit(inner, "\(path)/\(key)") }
    }
    visit(whole, "")
    #expect(missing.isEmpty)
    // The kinds that a key refers to.
    for (name, definition) in definitions where name.contains(".") {
      let text = String(
        decoding: try JSONSerialization.data(withJSONObject: definition), as: UTF8.self)
      #expect(text.contains("\"description\""), "\(name)")
    }
  }

  @Test("Every reference leads to a definition")
  func references() throws {
    let text = LanguageSchema.text
    let whole = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let definitions = try #require(whole["definitions"] as? [String: Any])
    for match in text.matches(of: ##/"#/definitions/([^"]+)"/##) {
      let name = match.1.replacing("~1", with: "/").replacing("~0", with: "~")
      #expect(definitions[String(name)] != nil, "\(name)")
    }
  }
}
