import Artifacts
import Foundation
import Processes
import Testing

@testable import Commands

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
        "BEGIN.txt", "Benchmarks", "CHANGELOG.md", "Documentation", "README.md", "bin",
        "experiments", "licences", "schemas", "share",
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
    let first = try #require(readme.components(separatedBy: "\n\n").first)
    #expect(first.contains("bin/etch run ") && first.contains("bin/etch new "), "\(first)")
    #expect(readme.contains("\n## Quick start\n") && readme.contains("\n## Running experiments\n"))
    let begin = try TextFile.read(unpacked + "/BEGIN.txt")
    for path in begin.matches(of: /\b(share|bin|experiments|Documentation)\/[A-Za-z0-9_.\/]*\w/) {
      #expect(Folder.exists("\(unpacked)/\(path.0)"), "\(path.0)")
    }
    try checkLinks(files, in: unpacked)
  }

  /// Pages lead to what is packed with them: pictures, other pages, measurements.
  private func checkLinks(_ files: [String], in folder: String) throws {
    let pages = files.filter { $0.hasSuffix(".md") }
    #expect(pages.contains { $0.hasSuffix("README.md") })
    for page in pages {
      let text = try TextFile.read("\(folder)/\(page)")
      for link in text.matches(of: /(?:\]\(|src=")([^)"\s#]+)/) where !link.1.contains("://") {
        let place = "\(Folder.parent(of: "\(folder)/\(page)"))/\(link.1)"
        #expect(Folder.exists(place), "\(page) leads to \(link.1)")
      }
    }
  }

  @Test("A system's folders have it where its own files are looked for")
  func system() throws {
    let folder = try RunsFolder()
    let files = try tree(folder.path, "system")
    #expect(files.contains("usr/share/etch/experiments/vae_mnist.yaml"))
    #expect(files.contains("usr/share/man/man1/etch.1"))
    #expect(files.allSatisfy { $0 == "usr" || $0.hasPrefix("usr/") })
    try checkLinks(files, in: folder.path)
    try shell("mkdir own && cd own && ../usr/bin/etch new mine", in: folder.path)
    let first = try TextFile.read(folder.path + "/own/mine.yaml").prefix { $0 != "\n" }
    #expect(first.hasSuffix("/usr/share/etch/schemas/experiment.schema.json"), "\(first)")
  }

  @Test(
    "The same files give the same archive, whenever they were written",
    arguments: [("gz", "gzip"), ("zst", "zstd")])
  func sameBytes(kind: String, program: String) throws {
    // Who has no zstd gets the other archive alone.
    guard try kind == "gz" || shell("command -v zstd || true", in: "/") != "" else { return }
    let folder = try RunsFolder()
    for (name, stamp) in [("one", "2001-01-01"), ("two", "2020-02-02")] {
      try Folder.create("\(folder.path)/\(name)/etch/b")
      for file in ["b/y", "a", "z"] {
        try TextFile.write(file, to: "\(folder.path)/\(name)/etch/\(file)")
      }
      try shell(
        "chmod 600 etch/a; find etch -exec touch -d \(stamp) {} +; "
          + "SOURCE_DATE_EPOCH=1 '\(Self.root)/Packaging/archive' etch etch.tar.\(kind)",
        in: "\(folder.path)/\(name)")
    }
    let archives = try ["one", "two"].map {
      try InputFile.contents(of: "\(folder.path)/\($0)/etch.tar.\(kind)")
    }
    #expect(archives[0] == archives[1])
    #expect(try Folder.names(in: folder.path + "/one") == ["etch", "etch.tar.\(kind)"])
    let list = try shell("\(program) -dc one/etch.tar.\(kind) | tar -tvf -", in: folder.path)
    #expect(
      list.split(separator: "\n").map { $0.split(separator: " ").last ?? "" } == [
        "etch/", "etch/a", "etch/b/", "etch/b/y", "etch/z",
      ])
    #expect(
      list.split(separator: "\n").allSatisfy { $0.contains(" 0/0 ") && $0.contains("1970-01-01") })
  }

  @Test(
    "The image is of the archive's program, with what the Debian package asks for, and runs as nobody special"
  )
  func image() throws {
    let text = try TextFile.read(Self.root + "/Packaging/Containerfile")
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") && !$0.hasPrefix(" &&") }
    #expect(
      lines.map { $0.split(separator: " ")[0] } == [
        "FROM", "ARG", "RUN", "ADD", "RUN", "ENV", "USER", "WORKDIR", "VOLUME", "ENTRYPOINT", "CMD",
      ])
    let package = try TextFile.read(Self.root + "/Packaging/deb")
    let asked = package.matches(of: /(?:libraries, |Recommends: )([a-z0-9|, -]+)/).flatMap {
      $0.output.1.split(separator: ",")
    }.map { String($0.split(separator: "|")[0].filter { $0 != " " }) }
    #expect(asked == ["gcc", "libc6-dev", "curl", "git", "unzip"])
    for name in asked {
      #expect(text.contains(" \(name) ") || text.contains(" \(name)\n"), "\(name)")
    }
    #expect(text.contains("\nUSER etch\n") && text.contains("useradd --create-home etch\n"))
    // The archive has one folder of its own name, with bin/etch in it.
    #expect(text.contains("ADD ${ARCHIVE}.tar.gz /opt/\n"))
    #expect(text.contains("ln -s \"/opt/${ARCHIVE}\" /opt/etch "))
    #expect(text.contains("ln -s /opt/etch/bin/etch /usr/local/bin/etch "))
    let makefile = try TextFile.read(Self.root + "/Makefile")
    #expect(makefile.contains("--file Packaging/Containerfile --build-arg ARCHIVE=$$name"))
  }

  @Test(
    "A formula has the archive's digest, this version, and the libraries that are set up elsewhere")
  func formula() throws {
    let folder = try RunsFolder()
    try TextFile.write("abc", to: folder.path + "/source.tar.gz")
    let url = "https://example.org/etch-source.tar.gz"
    let text = try shell(
      "'\(Self.root)/Packaging/formula' https://example.org '\(url)' source.tar.gz",
      in: folder.path)
    #expect(
      text.contains("  url \"\(url)\"\n") && text.contains("  version \"\(Version.current)\"\n"))
    // SHA-256 of "abc", as its standard has it.
    #expect(
      text.contains(
        "  sha256 \"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"\n"))
    let named = text.matches(of: /depends_on "([a-z0-9-]+)"/).map { String($0.output.1) }
    #expect(named == ["swift", "giflib", "jpeg-turbo", "libpng", "libyaml", "zstd"])
    #expect(text.components(separatedBy: "\n  end\n").count == 3 && text.hasSuffix("\nend\n"))
    // What its test does works in an empty folder.
    let commands = text.matches(of: /system bin\/"etch", "(new|validate|run)", ([^\n]*)/)
    #expect(commands.map { String($0.output.1) } == ["new", "validate", "run"])
    for command in commands {
      let words = command.output.2.matches(of: /"([^"]*)"/).map { String($0.output.1) }
      let name = command.output.1 == "run" ? "validate" : String(command.output.1)
      let end = try EtchProgram([name] + words, limits: "cd '\(folder.path)'")
      #expect(end.status == 0, "\(words): \(end.errors)")
    }
  }
}
