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
}
