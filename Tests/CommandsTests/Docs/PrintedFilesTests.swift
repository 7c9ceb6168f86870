import Artifacts
import Foundation
import Testing

/// The YAML that pages print.
@Suite("Files in the documentation")
struct PrintedFilesTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  struct Block: Sendable, CustomTestStringConvertible {
    let page: String
    let number: Int
    let text: String
    let isSweep: Bool
    var testDescription: String { "\(page), block \(number)" }
  }

  /// The blocks that are whole: experiments and sweeps.
  private static let blocks: [Block] = {
    let folder = root + "/Documentation"
    let names = ((try? Folder.names(in: folder)) ?? []).filter { $0.hasSuffix(".md") }
    let pages = ["README.md"] + names.map { "Documentation/" + $0 }
    return pages.flatMap { page -> [Block] in
      let text = (try? TextFile.read(root + "/" + page)) ?? ""
      return text.matches(of: /(?s)```yaml\n(.*?)```/).enumerated().compactMap { index, match in
        let yaml = String(match.output.1)
        let keys = yaml.split(separator: "\n").compactMap { $0.firstMatch(of: /^[a-z]+(?=:)/) }
          .map { String($0.output) }
        guard keys.contains("etch") || keys.contains("sweep") else { return nil }
        return Block(
          page: page, number: index + 1, text: yaml, isSweep: keys.contains("sweep"))
      }
    }
  }()

  @Test("There are experiments and sweeps among them")
  func found() {
    #expect(Self.blocks.contains { $0.page == "README.md" && !$0.isSweep })
    #expect(Self.blocks.contains { $0.page == "Documentation/Sweeps.md" && $0.isSweep })
  }

  /// Beside the shipped experiments, as pages have it: `../vae_mnist.yaml`; the tutorial's sweep is of its own file, which
  /// the test of the tutorial runs.
  @Test(
    "Each that is whole validates as it stands",
    arguments: blocks.filter { $0.page != "Documentation/Tutorial.md" })
  func valid(block: Block) throws {
    let folder = try RunsFolder()
    let experiments = Self.root + "/experiments"
    for name in try Folder.names(in: experiments) where name.hasSuffix(".yaml") {
      try TextFile.write(
        TextFile.read("\(experiments)/\(name)"), to: "\(folder.path)/\(name)")
    }
    try Folder.create(folder.path + "/sweeps")
    let file = folder.path + "/sweeps/printed.yaml"
    try TextFile.write(block.text, to: file)
    let end = try EtchProgram(
      block.isSweep
        ? ["sweep", file, "--list", "--allow-outside", "--out", folder.path] : ["validate", file])
    #expect(end.status == 0, "\(end.output)\(end.errors)")
  }
}
