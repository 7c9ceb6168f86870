import ArgumentParser
import Commands
import Diagnostics

struct CheckpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint", abstract: "Looks into checkpoints.",
    subcommands: [Show.self, Verify.self, Export.self])

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints names, shapes, sizes and how far training was.")

    @Argument(help: "A checkpoint, or a run's folder for its newest.", completion: .file())
    var file: String

    func run() throws {
      let report = try CheckpointReport(file)
      Terminal.report(report.warnings)
      try Terminal.answer(report.summary)
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Decompresses everything and compares the checksums.")

    @Argument(help: "Checkpoints, or runs' folders for all of theirs.", completion: .file())
    var files: [String]

    func run() throws {
      var problems = DiagnosticList()
      for file in files {
        for whole in try CheckpointReport.verify(file, problems: &problems) {
          try Terminal.answer("\(whole): ok\n")
        }
      }
      try problems.throwIfErrors()
    }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes a plain .safetensors file.")

    @Argument(help: "A checkpoint, or a run's folder for its newest.", completion: .file())
    var file: String

    @Argument(help: "The file to write.", completion: .file(extensions: ["safetensors"]))
    var out: String

    func run() throws {
      let report = try CheckpointReport(file)
      Terminal.report(report.warnings)
      try report.export(to: out)
      try Terminal.answer(out + "\n")
    }
  }
}
