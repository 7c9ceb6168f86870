import Testing

@testable import Commands

@Suite("Tables for spreadsheets")
struct TextTableTests {
  @Test(
    "A cell stands in quotes where it holds what divides cells or lines, in whatever character",
    arguments: [
      ("plain", "plain"), ("a,b", "\"a,b\""), ("a\nb", "\"a\nb\""), ("a\r\nb", "\"a\r\nb\""),
      ("say \"a\"", "\"say \"\"a\"\"\""), ("a,\u{301}b", "\"a,\u{301}b\""),
      ("a\"\u{301}b", "\"a\"\"\u{301}b\""),
    ])
  func cells(_ cell: String, _ written: String) {
    let csv = TextTable(["name"], [[cell]]).csv
    #expect(Array(csv.unicodeScalars) == Array("name\n\(written)\n".unicodeScalars))
  }

  @Test(
    "A cell of Markdown ends where it ends, whatever stands behind a bar",
    arguments: [
      ("a|b", "a\\|b"), ("a|\u{301}b", "a\\|\u{301}b"), ("`<\\", "\\`&lt;\\\\"),
    ])
  func markdown(_ cell: String, _ written: String) {
    let table = TextTable(["name"], [[cell]]).markdown
    let expected = "| name |\n| --- |\n| \(written) |\n"
    #expect(Array(table.unicodeScalars) == Array(expected.unicodeScalars))
  }

  @Test(
    "A cell of JSON is a number where it reads as one, but in a column of words, and where none is so large",
    arguments: [
      ("012", #""012""#, #""012""#), ("123456789012", "123456789012", #""123456789012""#),
      ("12345e678901", #""12345e678901""#, #""12345e678901""#), ("12e3", "12000.0", #""12e3""#),
      ("true", "true", #""true""#), ("", "null", "null"), ("a", #""a""#, #""a""#),
    ])
  func json(_ cell: String, _ figure: String, _ word: String) {
    let json = TextTable(["loss", "hash"], [[cell, cell]], words: ["hash"]).json
    #expect(json == "[\n{\"loss\":\(figure),\"hash\":\(word)}\n]\n")
  }
}
