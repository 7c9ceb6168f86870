import Artifacts
import Diagnostics
import Testing

@testable import Commands

@Suite("Texts of an archive that are gathered into a table")
struct TextGatheringTests {
  private static let table = TextGathering.Table(
    name: "train.tsv", patterns: ["train/neg/*.txt", "train/pos/*.txt"])

  /// The table of these texts, by path.
  private func gathered(_ texts: KeyValuePairs<String, String>) throws -> String {
    let folder = try RunsFolder()
    var files: [(place: String, path: String)] = []
    for (path, text) in texts {
      let place = "\(folder.path)/in/\(files.count)"
      try TextFile.write(text, to: place)
      files.append((place, path))
    }
    try TextGathering(table: Self.table).write(files, to: folder.path)
    return try TextFile.read(folder.path + "/train.tsv")
  }

  @Test("are lines of label, rating, path and text, in the order of the files' names")
  func lines() throws {
    let expected = """
      1\t9\ttrain/pos/0_9.txt\tA <br />kind one
      0\t3\ttrain/neg/10_3.txt\tBad
      0\t1\ttrain/neg/1_1.txt\t
      1\t1\ttrain/pos/1_1.txt\tSame name
      0\t\ttrain/neg/plain.txt\tNo rating

      """
    let texts: KeyValuePairs<String, String> = [
      "train/pos/1_1.txt": "Same name", "train/neg/1_1.txt": "", "train/neg/10_3.txt": "Bad",
      "train/pos/0_9.txt": "A <br />kind one", "train/neg/plain.txt": "No rating",
      "train/unsup/0_0.txt": "of no label", "test/pos/0_9.txt": "of another part",
    ]
    #expect(try gathered(texts) == expected)
  }

  @Test("have blanks in the place of tabs and ends of lines")
  func blanks() throws {
    #expect(
      try gathered(["train/neg/a_b.txt": "one\ttwo\nthree\r\nfour"])
        == "0\t\ttrain/neg/a_b.txt\tone two three  four\n")
  }

  @Test("are refused where one is too long, or none is of the table")
  func refused() throws {
    #expect(throws: Diagnostic.self) {
      try gathered([
        "train/neg/0_1.txt": String(repeating: "x", count: TextGathering.longest + 1)
      ])
    }
    #expect(throws: Diagnostic.self) { try gathered(["train/unsup/0_0.txt": "x"]) }
  }

  @Test(
    "come from an archive, and nothing else does",
    .enabled(if: FetchServer.isThere, "python3 and curl are needed"))
  func archive() throws {
    let folder = try RunsFolder()
    try FetchedSet.archive(
      """
      t = tarfile.open('a', 'w:gz')
      for n in ('x/pos/2_7.txt', 'x/neg/1_2.txt', 'x/README'):
        i = tarfile.TarInfo(n); i.size = len(n); t.addfile(i, io.BytesIO(n.encode()))
      t.close()
      """, in: folder)
    let file = try FetchedSet.recipe(
      ["https://example.org/a"], in: folder.path,
      more: "    unpack: tar.gz\n    into: data/set\n    strip: 1\n"
        + "    tables: {all.tsv: [neg/*, pos/*]}\n", path: "a")
    let end = try FetchedSet.fetch(file, in: folder.path, ["--from", folder.path])
    #expect(end.status == 0, "\(end.errors)")
    #expect(try Folder.names(in: folder.path + "/data/set") == ["all.tsv"])
    #expect(
      try TextFile.read(folder.path + "/data/set/all.tsv")
        == "0\t2\tneg/1_2.txt\tx/neg/1_2.txt\n1\t7\tpos/2_7.txt\tx/pos/2_7.txt\n")
    #expect(try FetchedSet.fetch(file, in: folder.path, ["--check"]).output == "set: ok\n")
  }

  @Test("of reviews are the tables that the experiment names")
  func reviews() throws {
    let file = try #require(try Recipes.named("imdb").files.first)
    let text = try TextFile.read(
      repository.appending(path: "experiments/text_generation_imdb.yaml").path)
    #expect(file.into == "data/imdb" && text.contains("path: data/imdb\n"))
    #expect(file.tables.map(\.name) == ["train.tsv", "test.tsv"])
    #expect(text.contains("splits: {train: train.tsv, test: test.tsv}"))
    #expect(text.contains("column: 4\n"))
  }
}
