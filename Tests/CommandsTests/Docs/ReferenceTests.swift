import Artifacts
import Config
import Diagnostics
import Experiment
import Foundation
import Layers
import Testing

@testable import Commands

@Suite("The reference")
struct ReferenceTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Documentation/Reference").path

  struct Kind: Sendable, CustomTestStringConvertible {
    let family: String
    let schema: Schema
    var testDescription: String { "\(family)/\(schema.name)" }
  }

  private static let kinds = Reference.catalogues.flatMap { family in
    family.catalogues.flatMap(\.schemas).map { Kind(family: family.name, schema: $0) }
  }

  private func validate(_ text: String) throws {
    _ = try LoadedExperiment(
      .experiment(texts: ["example.yaml": text]), file: "example.yaml", profile: nil,
      overrides: [], dataFolder: "data")
  }

  @Test("Every kind has an example that validates within an experiment", arguments: kinds)
  func examples(kind: Kind) throws {
    let example = ReferenceExample(kind.schema, of: kind.family)
    let text = try #require(example.text)
    // What an expression is has topics, whose names are no words of it.
    #expect(kind.family == "expressions" || text.contains(kind.schema.name))
    do {
      try validate(example.experiment)
    } catch let problems as DiagnosticList {
      Issue.record(
        "the schema of \(kind.testDescription) needs an example:\n\(problems.printed())")
    }
  }

  @Test(
    "Every part of a file that the language's page shows validates within the whole one",
    arguments: LanguageReference.schemas.map(\.name))
  func parts(name: String) throws {
    let schema = try #require(LanguageReference.schemas.first { $0.name == name })
    let example = ReferenceExample(schema, of: "language")
    let file = try #require(NetworkSchema.file.example)
    // The network's file is used by the example of networks.
    guard example.text != nil, name != "network file" else { return }
    let folder = try RunsFolder()
    try TextFile.write(ReferenceExample.whole, to: folder.path + "/digits.yaml")
    try TextFile.write(file, to: folder.path + "/shrink.yaml")
    try TextFile.write(example.experiment, to: folder.path + "/example.yaml")
    do {
      _ = try LoadedExperiment(
        .experiment(), file: folder.path + "/example.yaml", profile: nil, overrides: [],
        dataFolder: "data")
    } catch let problems as DiagnosticList {
      Issue.record("the example of \(name) is wrong:\n\(problems.printed())")
    }
  }

  @Test(
    "What is more than a list of plain keys has an example on the language's page",
    arguments: [
      "extends", "params", "data", "functions", "values", "profiles", "network", "weights",
      "layer item", "block", "network file", "metric",
    ])
  func shown(name: String) throws {
    let schema = try #require(LanguageReference.schemas.first { $0.name == name })
    #expect(schema.example != nil && !schema.discussion.isEmpty)
  }

  @Test("The page of expressions has what each operator is written as")
  func operators() throws {
    let text = ExpressionReference.topics.schemas.map { $0.summary + $0.discussion }.joined()
    for symbol in ExpressionTree.Operator.allCases.map(\.rawValue) + ["...", "per=", "count="] {
      #expect(text.contains(symbol), "\(symbol)")
    }
  }

  @Test("The whole file of the language's page validates, and makes no warning")
  func whole() throws {
    try validate(ReferenceExample.whole)
  }

  @Test("Documentation/Reference is what 'etch docs' writes now")
  func stale() throws {
    let out = try RunsFolder()
    #expect(try EtchProgram(["docs", "--out", out.path]).status == 0)
    if ProcessInfo.processInfo.environment["ETCH_RECORD"] == "1" {
      #expect(try EtchProgram(["docs", "--out", Self.folder]).status == 0)
    }
    let names = try Folder.names(in: out.path)
    #expect(names == (try Folder.names(in: Self.folder)), "run 'etch docs'")
    for name in names {
      let now = try TextFile.read("\(out.path)/\(name)")
      #expect(
        try TextFile.read("\(Self.folder)/\(name)") == now, "\(name) is stale: run 'etch docs'")
    }
  }

  @Test("The lines of shipped experiments that a kind is said to stand in have its name")
  func places() throws {
    let program = try #require(builtProgram, "the program is not built beside the tests")
    let uses = try ShippedUses(besides: program.path)
    var used = 0
    for kind in Self.kinds {
      let places = uses.places(of: kind.schema.name, in: kind.family)
      used += places.isEmpty ? 0 : 1
      for place in places {
        let parts = place.split(separator: ":")
        try #require(parts.count == 2, "\(place)")
        let text = try TextFile.read(repository.appending(path: String(parts[0])).path)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = try #require(Int(parts[1]).map { lines[$0 - 1] })
        #expect(line.contains(kind.schema.name), "\(kind.testDescription) in \(place)")
      }
    }
    // Of some 190 kinds.
    #expect(used > 100, "\(used)")
  }

  @Test("An entry says where shipped experiments have it, on pages of both forms")
  func used() throws {
    let out = try RunsFolder()
    for (format, code) in [("markdown", "`"), ("html", "")] {
      #expect(try EtchProgram(["docs", "--out", out.path, "--format", format]).status == 0)
      let page = try TextFile.read("\(out.path)/layers.\(format == "html" ? "html" : "md")")
      #expect(
        page.contains(#/In (<code>|`)experiments\/[a-z0-9_\/]+\.yaml:[0-9]+(<\/code>|`)/#))
      #expect(page.contains("\(code)experiments/dcgan_mnist.yaml:"))
    }
  }

  @Test("Every command and option stands in commands.md and in the manual")
  func commands() throws {
    let out = try RunsFolder()
    for format in ["markdown", "man"] {
      #expect(try EtchProgram(["docs", "--out", out.path, "--format", format]).status == 0)
    }
    let page = try TextFile.read("\(out.path)/commands.md")
    let manual = try TextFile.read("\(out.path)/etch.1")
    for word in ["etch run", "etch checkpoint verify", "--fail-on <class>", "--accept-changes"] {
      #expect(page.contains(word))
      #expect(manual.contains(word.replacing("-", with: "\\-")))
    }
    #expect(manual.hasPrefix(".\\\" ") && manual.contains("\n.TH ETCH 1\n"))
    // What only groups others is nothing to type.
    #expect(manual.contains("\n\\fBetch checkpoint show\\fR <file> [options]\n"))
    #expect(!manual.contains("\n\\fBetch checkpoint\\fR"))
    for variable in ["CC", "NO_COLOR", "FORCE_COLOR", "XDG_CACHE_HOME"] {
      #expect(manual.contains("\n.TP\n\\fB\(variable)\\fR\n"), "\(variable)")
    }
  }

  @Test("Every command has up to three examples, which its parser takes")
  func commandExamples() throws {
    let end = try EtchProgram(["docs", "--check-examples"])
    #expect(end.status == 0 && end.output.hasSuffix(" examples\n"), "\(end.errors)")
  }

  @Test("What the examples run is right in a folder that 'etch new' has just made")
  func rightExamples() throws {
    let folder = try RunsFolder()
    let new = try EtchProgram(["new", "vae_mnist"], limits: "cd '\(folder.path)'")
    #expect(new.status == 0, "\(new.errors)")
    let page = try TextFile.read("\(Self.folder)/commands.md")
    let lines = page.split(separator: "\n").map(String.init).filter {
      $0.hasPrefix("etch run ") || $0.hasPrefix("etch validate ")
    }
    #expect(lines.count >= 5)
    for line in lines {
      let words = CommandExample("", line).arguments.dropFirst().prefix { $0 != "--continue" }
      let end = try EtchProgram(["validate"] + words, limits: "cd '\(folder.path)'")
      #expect(end.status == 0, "\(line): \(end.errors)")
    }
  }

  @Test("What the first help says to try works in an empty folder, wherever etch was installed")
  func tryLine() throws {
    let help = try EtchProgram(["--help"]).output
    let line = try #require(help.firstMatch(of: /Try: ([^\n]+)/)).output.1
    let commands = line.components(separatedBy: " && ").map { CommandExample("", $0) }
    #expect(commands.map(\.arguments.first) == ["new", "run"])
    let folder = try RunsFolder()
    for command in commands {
      var arguments = command.arguments
      if arguments.first == "run" { arguments[0] = "validate" }
      let end = try EtchProgram(arguments, limits: "cd '\(folder.path)'")
      #expect(end.status == 0, "\(command.line): \(end.errors)")
    }
  }

  @Test("No help names a folder that only a clone or an unpacked archive has")
  func everywhere() throws {
    let page = try TextFile.read("\(Self.folder)/commands.md")
    #expect(!page.contains("experiments/"))
  }

  @Test(
    "Help ends with the examples of the command that it is of",
    arguments: [
      (["--help"], "etch new vae_mnist"), (["help", "run"], "etch run vae_mnist.yaml"),
      (["run", "x.yaml", "--help"], "etch run vae_mnist.yaml"),
      (["checkpoint", "export", "-h"], "etch checkpoint export vae_mnist"),
      (["help", "checkpoint", "show"], "etch checkpoint show -"),
    ])
  func helpExamples(arguments: [String], line: String) throws {
    let end = try EtchProgram(arguments)
    let parts = end.output.components(separatedBy: "\nEXAMPLES:\n  # ")
    #expect(end.status == 0 && parts.count == 2, "\(end.output)")
    #expect(parts.last?.contains("\n  \(line)") == true, "\(end.output)")
  }

  @Test(
    "The words of an example are those that a shell makes",
    arguments: [
      ("etch run a.yaml --profile quick", ["run", "a.yaml", "--profile", "quick"]),
      ("etch sample - 'x.grid=f([2], n=3)'", ["sample", "-", "x.grid=f([2], n=3)"]),
      ("etch completion bash > ~/x", ["completion", "bash"]), ("etch", []),
      ("mkdir -p ~/x && etch completion bash > ~/x/etch", ["completion", "bash"]),
    ])
  func words(line: String, arguments: [String]) {
    #expect(CommandExample("", line).arguments == arguments)
  }

  @Test(
    "man shows the manual without a complaint",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/groff")))
  func man() throws {
    let out = try RunsFolder()
    #expect(try EtchProgram(["docs", "--out", out.path, "--format", "man"]).status == 0)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/groff")
    process.arguments = ["-man", "-ww", "-Tutf8", "-z", "\(out.path)/etch.1"]
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let told = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(
      process.terminationStatus == 0 && told.isEmpty, "\(String(decoding: told, as: UTF8.self))")
  }

  @Test("Pages in HTML are whole, and nothing in them is markup by accident")
  func html() throws {
    let out = try RunsFolder()
    #expect(
      try EtchProgram(["docs", "--out", out.path, "--format", "html"]).status == 0)
    for name in try Folder.names(in: out.path) {
      let page = try TextFile.read("\(out.path)/\(name)")
      #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
      #expect(page.components(separatedBy: "<h1>").count == 2)
      let document = page.replacing("<!DOCTYPE html>", with: "")
        .replacing("<meta charset=\"utf-8\">", with: "")
        .replacing("<meta name=\"viewport\" content=\"width=device-width\">", with: "")
      let parser = XMLCheck(document)
      #expect(parser.problem == nil, "\(name): \(parser.problem ?? "")")
      // Every link within leads somewhere.
      for match in page.matches(of: /href="#([^"]*)"/) {
        #expect(page.contains("id=\"\(match.1)\""), "\(name) lacks \(match.1)")
      }
    }
  }
}

/// Whether tags are closed in the order in which they were opened.
private struct XMLCheck {
  private(set) var problem: String?

  init(_ text: String) {
    var open: [Substring] = []
    for match in text.matches(of: /<(\/?)([a-z0-9]+)[^>]*>/) {
      if match.1.isEmpty {
        open.append(match.2)
      } else if open.popLast() != match.2 {
        problem = "</\(match.2)> closes nothing"
        return
      }
    }
    if let last = open.last { problem = "<\(last)> is not closed" }
  }
}
