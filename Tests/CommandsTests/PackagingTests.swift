import Artifacts
import Foundation
import Processes
import Testing

/// What `make dist` and `make deb` hand out, laid out with the program that is built here.
@Suite("Packages")
struct PackagingTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  @discardableResult
  private func shell(_ line: String, in folder: String, path: String? = nil) throws -> String {
    let ending = try Subprocess.run(
      Command(
        "/bin/sh", ["-ec", "cd '\(folder)'\n\(line)"],
        environment: path.map { ["PATH": $0] } ?? [:], seconds: 120, joinsErrors: true))
    #expect(ending.succeeded, "\(line)\n\(ending.text)")
    return ending.text
  }

  private func tree(_ folder: String, _ layout: String) throws -> [String] {
    let program = try #require(builtProgram).path
    try shell("'\(Self.root)/Packaging/tree' '\(program)' '\(folder)' \(layout)", in: "/")
    return (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
      .sorted()
  }

  @Test("An archive has the program, its experiments and all that a shell and an editor need")
  func archive() throws {
    let folder = try RunsFolder()
    let unpacked = folder.path + "/etch"
    let files = try tree(unpacked, "archive")
    let tops = Set(files.map { String($0.prefix { $0 != "/" }) })
    #expect(
      tops.subtracting(["LICENSE"]) == [
        "BEGIN.txt", "CHANGELOG.md", "Documentation", "README.md", "bin", "experiments", "licences",
        "schemas", "share",
      ])
    for name in [
      "experiments/vae_mnist.yaml", "experiments/networks/vgg19.yaml",
      "experiments/sweeps/latent.yaml", "experiments/weights/classifier_digits.safetensors.zst",
      "schemas/experiment.schema.json", "schemas/sweep.schema.json", "share/man/man1/etch.1",
      "share/bash-completion/completions/etch", "share/zsh/site-functions/_etch",
      "share/fish/vendor_completions.d/etch.fish", "Documentation/Reference/layers.md",
    ] {
      #expect(files.contains(name), "\(name)")
    }
    #expect(!files.contains { $0.hasPrefix("outputs") || $0.contains("/.") })
    // It needs neither the clone nor a PATH.
    #expect(try shell("bin/etch new --list", in: unpacked, path: "/nowhere").contains("vae_mnist"))
    try shell("bin/etch validate experiments/*.yaml --profile quick", in: unpacked)
    let readme = try TextFile.read(unpacked + "/README.md")
    #expect(readme.hasPrefix("> This is the packed program, `bin/etch`: "))
    #expect(readme.contains("\n## Two commands\n") && readme.contains("\n## Running experiments\n"))
    let begin = try TextFile.read(unpacked + "/BEGIN.txt")
    for path in begin.matches(of: /\b(share|bin|experiments|Documentation)\/[A-Za-z0-9_.\/]*\w/) {
      #expect(Folder.exists("\(unpacked)/\(path.0)"), "\(path.0)")
    }
  }

  @Test("A system's folders have it where its own files are looked for")
  func system() throws {
    let folder = try RunsFolder()
    let files = try tree(folder.path, "system")
    #expect(files.contains("usr/share/etch/experiments/vae_mnist.yaml"))
    #expect(files.contains("usr/share/man/man1/etch.1"))
    #expect(files.allSatisfy { $0 == "usr" || $0.hasPrefix("usr/") })
    try shell("mkdir own && cd own && ../usr/bin/etch new mine", in: folder.path)
    let first = try TextFile.read(folder.path + "/own/mine.yaml").prefix { $0 != "\n" }
    #expect(first.hasSuffix("/usr/share/etch/schemas/experiment.schema.json"), "\(first)")
  }

  @Test("The same files give the same archive, whenever they were written")
  func sameBytes() throws {
    let folder = try RunsFolder()
    for (name, stamp) in [("one", "2001-01-01"), ("two", "2020-02-02")] {
      try Folder.create("\(folder.path)/\(name)/etch/b")
      for file in ["b/y", "a", "z"] {
        try TextFile.write(file, to: "\(folder.path)/\(name)/etch/\(file)")
      }
      try shell(
        "chmod 600 etch/a; find etch -exec touch -d \(stamp) {} +; "
          + "SOURCE_DATE_EPOCH=1 '\(Self.root)/Packaging/archive' etch etch.tar.gz",
        in: "\(folder.path)/\(name)")
    }
    let archives = try ["one", "two"].map {
      try InputFile.contents(of: "\(folder.path)/\($0)/etch.tar.gz")
    }
    #expect(archives[0] == archives[1])
    let list = try shell("tar -tvzf one/etch.tar.gz", in: folder.path)
    #expect(
      list.split(separator: "\n").map { $0.split(separator: " ").last ?? "" } == [
        "etch/", "etch/a", "etch/b/", "etch/b/y", "etch/z",
      ])
    #expect(
      list.split(separator: "\n").allSatisfy { $0.contains(" 0/0 ") && $0.contains("1970-01-01") })
  }
}
