import Testing

@testable import Diagnostics

@Suite("A word of a shell")
struct ShellWordTests {
  @Test(
    "is one, whatever stands in it",
    arguments: [
      ("a-b/c.yaml", "a-b/c.yaml"), ("", "''"), ("a b", "'a b'"), ("it's", "'it'\\''s'"),
      ("$HOME", "'$HOME'"), ("~/x", "'~/x'"), ("größe", "'größe'"),
      ("it'\u{301}; ls", "'it'\\''\u{301}; ls'"),
    ])
  func words(_ word: String, _ quoted: String) {
    #expect(Array(word.shellWord.unicodeScalars) == Array(quoted.unicodeScalars))
  }

  @Test("is on one line where it is shown")
  func shown() {
    #expect("a\nb".shownShellWord == "'a\\nb'")
  }
}
