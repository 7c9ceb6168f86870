import Artifacts
import Foundation
import Testing

@testable import Commands

/// What `etch run` says before the first step.
@Suite("The header of a run")
struct RunHeaderTests {
  private static let text = """
    etch: 1
    name: heads
    data:
      beat: {source: builtin/ecg, count: 40, holdout: 0.5}
    networks:
      net: {input: [140], layers: [{dense: 140}]}
    losses:
      error: mse(net(beat), beat)
    train:
      epochs: 3
      batch_size: 10
      optimizer: {sgd: {learning_rate: 0.01}}
      step: {net: {minimize: error}}

    """
  private static let estimate =
    "  estimated: less than a second of computing for 6 steps, beside data, metrics and pictures"

  private let folder: RunsFolder
  private let file: String

  init() throws {
    folder = try RunsFolder()
    file = folder.path + "/heads.yaml"
    try TextFile.write(Self.text, to: file)
  }

  /// A run with a kernel cache of its own.
  private func run(_ arguments: String..., redirection: String = "") throws -> EtchProgram {
    try EtchProgram(
      ["run", file, "--out", folder.path + "/out", "--threads", "1"] + arguments,
      redirection: redirection, environment: ["XDG_CACHE_HOME": folder.path, "TERM": "xterm"])
  }

  /// The lines before the first epoch ends.
  private func header(_ text: String) -> [String] {
    Array(text.split(separator: "\n").map(String.init).prefix { !$0.hasPrefix("epoch ") })
  }

  /// That the run is, whatever it is run on.
  private func isRun(_ lines: [String]) -> Bool {
    lines.first?.hasPrefix("heads ") == true
      && lines.first?.contains(", in \(folder.path)/out/heads/") == true
      && Array(lines.dropFirst().prefix(3)) == [
        "  beat: value [140], label; 20 to train on, 20 for testing", "  net 19740 parameters",
        "  3 epochs of 2 steps, 10 examples each",
      ]
  }

  @Test("has the run, its data, its networks, its length, an estimate, and what is compiled")
  func whole() throws {
    let first = try run()
    let lines = header(first.errors)
    try #require(first.status == 0 && lines.count == 6, "\(first.errors)")
    #expect(isRun(lines) && lines[4] == Self.estimate, "\(first.errors)")
    #expect(lines[5].wholeMatch(of: #/compiling [1-9][0-9]* kernels?/#) != nil, "\(lines[5])")
    // The second time there is nothing to compile.
    let second = header(try run("--fresh").errors)
    #expect(isRun(second) && second.dropFirst(4) == [Self.estimate], "\(second)")
    // What is estimated is what is left to do.
    _ = try run("--fresh", "--steps", "1")
    let rest = header(try run("--steps", "4").errors)
    #expect(rest.contains(Self.estimate.replacing("6 steps", with: "3 steps")), "\(rest)")
  }

  @Test("is as long as what is known", arguments: [["--backend", "reference"], ["--no-cache"]])
  func unknown(arguments: [String]) throws {
    let lines = header(
      try EtchProgram(
        ["run", file, "--out", folder.path + "/out", "--threads", "1"] + arguments
      ).errors)
    #expect(isRun(lines))
    #expect(!lines.contains { $0.contains("estimated") }, "\(lines)")
    #expect(lines.contains { $0.hasPrefix("compiling") } == (arguments == ["--no-cache"]))
  }

  @Test("counts no more examples in a step than there are")
  func few() throws {
    let lines = header(try run("train.batch_size=999", "--backend", "reference").errors)
    #expect(lines.contains("  3 epochs of 1 step, 20 examples each"), "\(lines)")
  }

  @Test("is not told by a quiet run")
  func quiet() throws {
    let end = try run("--quiet")
    #expect(end.errors.split(separator: "\n").count == 1, "\(end.errors)")
  }

  @Test("is the same on a terminal, where the next line is written over what is compiled")
  func terminal() throws {
    let terminal = try PseudoTerminal(columns: 100)
    _ = try run(redirection: "2>\(terminal.path)")
    let lines = terminal.received.split(whereSeparator: \.isNewline).map(String.init)
    #expect(isRun(lines), "\(terminal.received)")
    #expect(lines.contains { $0.hasSuffix(Self.estimate) }, "\(terminal.received)")
    #expect(
      terminal.received.contains(
        #/(?s)compiling ([1-9][0-9]*) kernels?\r\u{1B}\[2K.*compiled \1 of \1 kernels?  [0-9]+:[0-9]{2}/#
      ), "\(terminal.received)")
  }

  @Test("leaves no mark in what is kept of the run")
  func files() throws {
    _ = try run()
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path + "/out")
    for name in names where name.hasSuffix(".jsonl") || name.hasSuffix(".html") {
      let text = try TextFile.read(folder.path + "/out/" + name)
      #expect(!text.contains("estimated:") && !text.contains("compiling "), "\(name)")
    }
  }
}
