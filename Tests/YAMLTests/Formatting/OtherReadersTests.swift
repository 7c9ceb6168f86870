import Foundation
import Testing

@testable import YAML

/// PyYAML and ruamel.yaml, where a python3 has both.
@Suite("What other readers of YAML make of formatted files")
struct OtherReadersTests {
  private static let script = """
    import glob, sys
    import yaml, ruamel.yaml
    def plain(event):
        # PyYAML calls a list in its map's column neither block nor flow.
        return [type(event).__name__, bool(getattr(event, 'flow_style', False))] + [
            str(getattr(event, name, None)) for name in ('value', 'anchor', 'tag', 'style')]
    def read(text):
        return [plain(e) for e in yaml.parse(text, Loader=yaml.Loader)]
    def read_1_2(text):
        return [plain(e) for e in ruamel.yaml.YAML(typ='rt', pure=True).parse(text)]
    compared = 0
    for old in sorted(glob.glob(sys.argv[1] + '/*.old')):
        before, after = [open(old[:-3] + end, newline='', encoding='utf-8').read() for end in ('old', 'new')]
        for reader in (read, read_1_2):
            try:
                expected = reader(before)
            except Exception:
                continue
            compared += 1
            if reader(after) != expected:
                sys.exit(f'{reader.__name__} reads another text:\\n{before}')
    print(compared)
    """

  /// Both are slow.
  private static let count =
    ProcessInfo.processInfo.environment["ETCH_TEST_ALL"] == "1" ? 2000 : 200

  @Test("They read the old and the new text alike")
  func alike() throws {
    guard try Self.python(["-c", "import yaml, ruamel.yaml"]).status == 0 else {
      print("left out: no python3 with yaml and ruamel.yaml is here")
      return
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for seed in 0..<Self.count {
      var random = MadeNumbers(seed: UInt64(seed) + 20_000)
      let tree = MadeYAML.tree(&random)
      var style = MadeYAML.Style.any(&random)
      style.hasBareDashes = seed % 2 == 0
      style.hasBlankLines = true
      let made = MadeYAML(tree, style, comments: .everywhere, seed: UInt64(seed))
      let new = try FormattingTests.formatted(made.text)
      try Data(made.text.utf8).write(to: folder.appending(path: "\(seed).old"))
      try Data(new.utf8).write(to: folder.appending(path: "\(seed).new"))
    }
    let end = try Self.python(["-c", Self.script, folder.path])
    #expect(end.status == 0, "\(end.output)")
    #expect(
      Int(end.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 > Self.count * 3 / 2,
      "\(end.output)")
  }

  private static func python(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
