import ArgumentParser
import Commands
import Diagnostics

struct CheckpointCommand: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint", abstract: "Shows, verifies and exports checkpoints.",
    subcommands: [Show.self, Verify.self, Export.self])

  static let examples = [
    CommandExample(
      "What a run has learned, for PyTorch",
      "etch checkpoint export vae_mnist vae.safetensors --weights-only --pytorch vae.py")
  ]

  struct Show: ExemplifiedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints names, shapes, sizes and how far training was.")

    static let examples = [
      CommandExample("Of the newest run", "etch checkpoint show -")
    ]

    @Argument(
      help: "A checkpoint, or for its newest a run: \(RunWords.help). RUN/best is its best.",
      completion: RunWords.completion(CompletionWords.checkpointEndings))
    var file: String

    func run() throws {
      let report = try CheckpointReport(RunIndex.path(file, remark: Terminal.error))
      Terminal.report(report.warnings)
      try Terminal.answer(report.summary)
    }
  }

  struct Verify: ExemplifiedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Decompresses everything and compares the checksums.")

    static let examples = [
      CommandExample("All checkpoints of a run", "etch checkpoint verify vae_mnist")
    ]

    @Argument(
      help: "Checkpoints, or runs for all of theirs.",
      completion: RunWords.completion(CompletionWords.checkpointEndings))
    var files: [String]

    func run() throws {
      var problems = DiagnosticList()
      for file in files {
        for whole in try CheckpointReport.verify(
          RunIndex.path(file, remark: Terminal.error), problems: &problems)
        {
          try Terminal.answer("\(whole): ok\n")
        }
      }
      try problems.throwIfErrors()
    }
  }

  struct Export: ExemplifiedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes a plain .safetensors file.")

    static let examples = [
      CommandExample(
        "The weights alone", "etch checkpoint export vae_mnist vae.safetensors --weights-only"),
      CommandExample(
        "For PyTorch, with a module that reads them",
        "etch checkpoint export vae_mnist vae.safetensors --pytorch vae.py"),
    ]

    @Argument(
      help: "A checkpoint, or for its newest a run: \(RunWords.help). RUN/best is its best.",
      completion: RunWords.completion(CompletionWords.checkpointEndings))
    var file: String

    @Argument(help: "The file to write.", completion: .file(extensions: ["safetensors"]))
    var out: String

    @Flag(help: "Leave out what only the optimizer needs.")
    var weightsOnly = false

    @Option(
      help: ArgumentHelp(
        "Write a Python file too: the networks as PyTorch modules that read the weights.",
        valueName: "file.py"), completion: .file(extensions: ["py"]))
    var pytorch: String?

    func validate() throws {
      if let pytorch, !pytorch.hasSuffix(".py") {
        throw ValidationError("--pytorch takes a name that ends in .py, not '\(pytorch)'.")
      }
    }

    func run() throws {
      let report = try CheckpointReport(RunIndex.path(file, remark: Terminal.error))
      Terminal.report(report.warnings)
      Terminal.report(
        try report.export(to: out, weightsOnly: weightsOnly, module: pytorch))
      Terminal.error("exported \(report.place)")
      try Terminal.answer(([out] + [pytorch].compactMap { $0 }).map { $0 + "\n" }.joined())
    }
  }
}
