import Artifacts
import Foundation
import Processes
import Testing

@testable import Commands
@testable import Experiment
@testable import Training

/// What the program answers to words, and how it ends.
@Suite("The command line")
struct CommandLineTests {
  private static let vae = QuickExperiment(name: "vae_mnist").file
  private static let ecg = QuickExperiment(name: "ecg_anomaly").file

  struct Words: CustomTestStringConvertible, Sendable {
    let arguments: [String]
    let answer: String
    var testDescription: String { "etch " + arguments.joined(separator: " ") }
  }

  @Test(
    "A word that is not known ends it with status 2, and says what was meant",
    arguments: [
      Words(arguments: ["rum"], answer: "there is no command 'rum'; did you mean 'run'?\n"),
      Words(
        arguments: ["Run", "x.yaml"], answer: "there is no command 'Run'; did you mean 'run'?"),
      Words(arguments: ["help", "rum"], answer: "'rum'; did you mean 'run'?"),
      Words(arguments: ["checkpoint", "shw", "x"], answer: "'shw'; did you mean 'show'?"),
      Words(arguments: ["frobnicate"], answer: "note: the commands are new, demo, run, validate"),
      Words(
        arguments: ["experiments/vae.yaml"],
        answer: "; did you mean 'etch run experiments/vae.yaml'?"),
      Words(
        arguments: ["vae.yaml", "--profile", "quick", "--allow-outside", "--data", "my data"],
        answer:
          "; did you mean 'etch run vae.yaml --profile quick --allow-outside --data 'my data''?"),
      Words(arguments: ["run", vae, "--profil", "quick"], answer: "Did you mean '--profile'?"),
      Words(
        arguments: ["run", vae, "--helpp"], answer: "'--helpp'. Did you mean '--help'?\nUsage"),
      Words(
        arguments: ["--verson"],
        answer: "error: there is no option '--verson'. Did you mean '--version'?\nUsage"),
      Words(
        arguments: ["run", vae, "--batch_sizes", "8"],
        answer: "is set without dashes: train.batch_size=64"),
      Words(
        arguments: ["run", vae, "--epochs=3"],
        answer: "note: a value of the experiment is set without dashes: train.epochs=3"),
      Words(
        arguments: ["run", vae, "--lr", "0.1"],
        answer:
          "error: there is no option '--lr'\nnote: a value of the experiment is set without dashes: train.optimizer"
      ),
      Words(
        arguments: ["run", vae, "--device", "cuda"],
        answer:
          "error: there is no option '--device'\nnote: all runs on the processor: --threads 4"),
      Words(
        arguments: ["run", vae, "--seed", "3"],
        answer:
          "error: there is no option '--seed'\nnote: a value of the experiment is set without dashes: seed=7\n"
      ),
      Words(
        arguments: ["run", vae, "--name", "x"],
        answer:
          "error: there is no option '--name'\nnote: a value of the experiment is set without dashes: name=other\n"
      ),
      Words(
        arguments: ["run", vae, "--gpus", "1"],
        answer: "error: there is no option '--gpus'\nnote: all runs on the processor: --threads 4\n"
      ),
      Words(arguments: ["run", vae, "--verbose"], answer: "\nnote: every run shows its progress"),
      Words(arguments: ["run", vae, "--force"], answer: "\nnote: --fresh removes what an earlier"),
      Words(
        arguments: ["run", vae, "--dry-run"], answer: "\nnote: 'etch validate FILE' checks it"),
      Words(arguments: ["run", vae, "--frob"], answer: "\nnote: a value of the experiment is set"),
      Words(
        arguments: ["sweep", "s.yaml", "--profile", "quick"],
        answer: "\nnote: the sweep's file says it: 'profile: quick'\n"),
      Words(
        arguments: ["sweep", "s.yaml", "params.latent=3"],
        answer: "\nnote: a sweep's file sets what all its trials have: 'set: {params.latent: 3}'\n"),
      Words(
        arguments: ["run", vae, "train.epochs", "=", "3"],
        answer: "error: no blank may stand beside the '=' of 'train.epochs': write train.epochs=…"),
      Words(
        arguments: ["run", vae, "train.epochs", "3"],
        answer:
          "error: a '=' is missing between 'train.epochs' and '3': write train.epochs=3"),
      Words(
        arguments: ["validate", vae, "train.epochs=", "3"],
        answer: "error: no blank may stand beside the '=' of 'train.epochs'"),
      Words(
        arguments: ["validate", vae, "networks.encoder.layers[2].dense.units=4"],
        answer: "'layers[2]' is not a key; an item of a list is a part of its own: 'layers.2'\n"),
      Words(
        arguments: ["report", "none/base.yaml"],
        answer: "it is an experiment's file\nnote: 'etch run none/base.yaml' makes a run of it\n"),
      Words(arguments: ["train", vae], answer: "there is no command 'train'; here it is 'run'\n"),
      Words(arguments: ["fit", vae], answer: "there is no command 'fit'; here it is 'run'\n"),
      Words(
        arguments: ["tensorboard"], answer: "event file: 'tensorboard --logdir outputs' shows all\n"
      ),
      Words(
        arguments: ["rm", "vae_mnist"], answer: "a run is its folder, OUT/NAME/HASH, which may be"),
      Words(arguments: ["prune"], answer: "a run is its folder, OUT/NAME/HASH, which may be"),
      Words(arguments: ["status"], answer: "there is no command 'status'; here it is 'runs'\n"),
      Words(arguments: ["summary", vae], answer: "here it is 'plan'\n"),
      Words(arguments: ["plot", vae], answer: "here it is 'report'\n"),
      Words(
        arguments: ["run", vae, "--steps", "-1"],
        answer: "--steps takes a whole number from 0, not -1."),
      Words(
        arguments: ["run", vae, "--continue", ""],
        answer: "--continue takes a run, not an empty text: - for the newest of this experiment"),
      Words(
        arguments: ["run", vae, "--threads", "0"],
        answer: "--threads takes a whole number from 1 to 1024, not 0."),
      Words(arguments: ["run", vae, "--profile", "quik"], answer: "; did you mean 'quick'?"),
      Words(arguments: ["show", vae, "tran.epochs=3"], answer: "; did you mean 'train'?"),
      Words(arguments: ["show", vae, "epochs=3"], answer: "; it belongs under 'train'"),
      Words(arguments: ["show", vae, "train.epoch=3"], answer: "; did you mean 'epochs'?"),
      Words(arguments: ["show", vae, "params.latnt=3"], answer: "; did you mean 'latent'?"),
      Words(
        arguments: ["show", vae, "networks.encoder.layers.2.dense.units=8"],
        answer: "'networks.encoder.layers.2' is 'flatten', and has no 'dense'"),
      Words(
        arguments: ["explain", vae, "netwrks.encoder"], answer: "; did you mean 'networks'?"),
      Words(
        arguments: ["kernels", vae, "--after", "fuse"], answer: "note: the passes are simplify"),
    ])
  func unknownWords(words: Words) throws {
    let end = try EtchProgram(words.arguments)
    #expect(end.status == 2)
    #expect(end.errors.contains(words.answer), "\(end.errors)")
    #expect(end.errors.hasPrefix("error: ") || end.errors.hasPrefix("command line:"))
    #expect(end.output == "")
  }

  @Test(
    "A file that is not there is told with the one beside it that may be meant",
    arguments: ["run", "plan", "validate", "show", "explain", "sweep"])
  func nearFile(command: String) throws {
    let folder = try RunsFolder()
    try TextFile.write("etch: 1\n", to: folder.path + "/right.yaml")
    let end = try EtchProgram([command, "righ.yaml"], limits: "cd '\(folder.path)'")
    #expect(end.status == 2)
    #expect(end.errors.contains("; did you mean 'right.yaml'?"), "\(end.errors)")
  }

  @Test(
    "Help and the version are answers, on standard output with status 0",
    arguments: [["--help"], ["run", "--help"], ["help", "checkpoint", "show"], ["--version"], []])
  func help(arguments: [String]) throws {
    let end = try EtchProgram(arguments)
    #expect(end.status == 0)
    #expect(!end.output.isEmpty && end.errors == "")
  }

  static let answering = [
    ["show", vae], ["show", vae, "--hash"], ["validate", vae], ["plan", vae], ["kernels", vae],
    ["explain", vae, "params.latent"], ["schema", "--out", "-"], ["--help"], ["--version"],
  ]

  @Test(
    "What cannot be written to standard output is an error with status 1",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: answering)
  func fullOutput(arguments: [String]) throws {
    let end = try EtchProgram(arguments, redirection: ">/dev/full")
    #expect(end.status == 1)
    #expect(
      end.errors.contains("error: cannot write to standard output: No space left on device"),
      "\(end.errors)")
  }

  @Test("A closed standard output is one that cannot be written", arguments: answering)
  func closedOutput(arguments: [String]) throws {
    let end = try EtchProgram(arguments, redirection: ">&-")
    #expect(end.status == 1)
    #expect(end.errors.contains("error: cannot write to standard output: "), "\(end.errors)")
  }

  @Test("A reader that goes away ends it quietly")
  func closedPipe() throws {
    let out = try RunsFolder()
    let program = try #require(builtProgram)
    let ending = try Subprocess.run(
      Command(
        "/bin/sh",
        [
          "-c", #"{ "$1" kernels "$2"; } 2>"$3/errors" | head -n 1"#, "sh", program.path, Self.vae,
          out.path,
        ], seconds: 300))
    #expect(ending.succeeded)
    #expect(try TextFile.read(out.path + "/errors") == "")
  }

  @Test(
    "Where nobody can be told, it ends as otherwise",
    arguments: ["2>&-", "2>/dev/full", ">&- 2>&-"])
  func noErrors(redirection: String) throws {
    let wrong = try EtchProgram(["validate", "no.yaml"], redirection: redirection)
    #expect(wrong.status == 2)
    let out = try RunsFolder()
    let small = QuickExperiment.representatives[0]
    let end = try EtchProgram(
      ["run", small.file, "--profile", "quick", "--out", out.path] + small.overrides,
      redirection: redirection)
    #expect(end.status == (redirection.hasPrefix(">") ? 1 : 0))
    // Nothing was written into a file that took the number of a closed stream.
    let run = RunFolder("\(out.path)/ecg_anomaly/\(try small.load().identity.short)")
    #expect(try MetricsLog.read(run.metrics).count == 3)
    #expect(try RunRecord.read(from: run.record).status == .finished)
  }

  @Test("What a terminal would act on is escaped there, and kept to the byte elsewhere")
  func terminal() throws {
    let folder = try RunsFolder()
    let file = folder.path + "/e\u{1B}]0;title\u{7}.yaml"
    try AtomicFile.write(TextFile.read(Self.vae), to: file)
    let terminal = try PseudoTerminal()
    let shown = try EtchProgram(["validate", file], redirection: ">\(terminal.path)")
    #expect(shown.status == 0, "\(shown.errors)")
    #expect(terminal.received.contains(#"/e\u{1B}]0;title\u{7}.yaml: ok"#))
    #expect(!terminal.received.contains("\u{1B}"))
    #expect(try EtchProgram(["validate", file]).output == file + ": ok\n")

    let option = try EtchProgram(["run", Self.vae, "--o\u{1B}[31mut"])
    #expect(option.status == 2)
    #expect(option.errors.contains(#"--o\u{1B}[31mut"#), "\(option.errors)")
    #expect(!option.errors.contains("\u{1B}"))
  }

  @Test("An excerpt of a file is cut so that its caret stands below it", arguments: [60, 90])
  func narrowTerminal(columns: Int) throws {
    let folder = try RunsFolder()
    let file = folder.path + "/wide.yaml"
    let about = String(repeating: "many words ", count: 20)
    try TextFile.write("etch: 1\nname: wide\nx: {about: \"\(about)\", unknown: 1}\n", to: file)
    let terminal = try PseudoTerminal(columns: columns)
    let end = try EtchProgram(
      ["validate", file], redirection: "2>\(terminal.path)", environment: ["NO_COLOR": "1"])
    #expect(end.status == 2)
    let lines = terminal.received.split(whereSeparator: \.isNewline)
    let caret = try #require(lines.firstIndex { $0.contains("^") && !$0.contains("error") })
    #expect(lines[caret - 1].contains("x:"), "\(terminal.received)")
    #expect(lines[caret - 1].count <= columns && lines[caret].count <= columns)
  }

  // MARK: Status

  @Test(
    "Data that is not there ends every command that needs it with status 2",
    arguments: ["run", "plan", "kernels", "bench"])
  func missingData(command: String) throws {
    let out = try RunsFolder()
    let end = try EtchProgram([command, Self.ecg, "--data", out.path])
    #expect(end.status == 2)
    #expect(end.errors.contains("error: there is no file 'data/ecg5000/ecg.csv'"), "\(end.errors)")
    #expect(end.output == "")
  }

  @Test("Data that is damaged ends it with status 2", arguments: ["run", "plan", "bench"])
  func damagedData(command: String) throws {
    let data = try RunsFolder()
    let row = [String](repeating: "0.5", count: 141).joined(separator: ",") + "\n"
    let rows = String(repeating: row, count: 10).dropLast(2) + "x\n"
    try AtomicFile.write(String(rows), to: data.path + "/ecg5000/ecg.csv")
    let end = try EtchProgram([command, Self.ecg, "--data", data.path])
    #expect(end.status == 2)
    #expect(end.errors.contains("data/ecg5000/ecg.csv:10"), "\(end.errors)")
  }

  @Test(
    "A folder that cannot be made ends it with status 1",
    arguments: [
      ["run", vae, "--profile", "quick", "--out", "FILE/runs"],
      ["schema", "--out", "FILE/schemas"],
    ])
  func notAFolder(arguments: [String]) throws {
    let folder = try RunsFolder()
    try AtomicFile.write("", to: folder.path + "/file")
    let end = try EtchProgram(arguments.map { $0.replacing("FILE", with: folder.path + "/file") })
    #expect(end.status == 1)
    #expect(end.errors.contains("error: cannot make the folder"), "\(end.errors)")
  }

  @Test(
    "Without a compiler, what needs one ends with status 1", arguments: ["run", "kernels"])
  func noCompiler(command: String) throws {
    let out = try RunsFolder()
    let end = try EtchProgram(
      [command, Self.vae, "--profile", "quick"] + (command == "run" ? ["--out", out.path] : []),
      environment: ["CC": "/no/such/compiler"])
    #expect(end.status == 1)
    #expect(end.errors.contains("error: no C compiler '/no/such/compiler'"), "\(end.errors)")
  }

  // MARK: Notes

  @Test("Notes on the experiment are told by validate and plan, and not by run")
  func notes() throws {
    let out = try RunsFolder()
    let file = out.path + "/noted.yaml"
    try AtomicFile.write(
      """
      etch: 1
      name: noted
      data:
        digit: {source: builtin/digits, count: 64}
      networks:
        judge:
          input: [28, 28, 1]
          layers:
            - flatten
            - dense: {units: 1, activation: sigmoid}
      losses:
        doubt: bce(judge(digit), 1)
      train:
        epochs: 1
        batch_size: 32
        optimizer: {sgd: {learning_rate: 0.1}}
        step:
          - judge: {minimize: doubt}

      """, to: file)
    let validated = try EtchProgram(["validate", file])
    #expect(validated.errors.contains("note: bce uses what went into"), "\(validated.errors)")
    let planned = try EtchProgram(["plan", file])
    #expect(planned.output.contains("note: bce uses what went into"), "\(planned.output)")
    #expect(!planned.errors.contains("note:"))
    let run = try EtchProgram(["run", file, "--out", out.path])
    #expect(run.status == 0)
    #expect(!run.errors.contains("note:"), "\(run.errors)")
  }
}
