import Diagnostics
import Foundation
import SchemaChecking
import Testing

@testable import Commands

/// What `etch validate` does besides checking one file.
@Suite("etch validate")
struct ValidateTests {
  private static let text = """
    etch: 1
    name: checked
    data:
      digit: {source: builtin/digits, count: 64, scale: [0, 1]}
    networks:
      net: {input: [28, 28, 1], layers: [flatten, {dense: 1}]}
    losses:
      error: mean(square(net(digit)))
    train:
      epochs: 1
      optimizer: sgd
      step: {net: {minimize: error}}

    """

  private func folder() throws -> RunsFolder { try RunsFolder() }

  private func write(_ text: String, _ name: String, in folder: RunsFolder) throws -> String {
    let path = folder.path + "/" + name
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test("says of a sweep's file what checks it")
  func sweep() throws {
    let folder = try folder()
    let file = try write("sweep: {experiment: a.yaml}\n", "many.yaml", in: folder)
    let end = try EtchProgram(["validate", file])
    #expect(end.status == 2 && end.errors.contains("this file is a sweep"))
    #expect(end.errors.contains(" --list' checks them all and trains none"), "\(end.errors)")
    let outside = try EtchProgram(["validate", file, "--allow-outside", "--data", folder.path])
    let options = "--data \(folder.path) --allow-outside"
    #expect(outside.errors.contains(".yaml \(options)' runs its trials"), "\(outside.errors)")
    #expect(outside.errors.contains(".yaml --list \(options)' checks"), "\(outside.errors)")
  }

  @Test("ends with status 2 for warnings that are not allowed, where it is strict")
  func strict() throws {
    let folder = try folder()
    let spare = "params: {spare: 1}\n" + Self.text
    let file = try write(spare, "spare.yaml", in: folder)
    let plain = try EtchProgram(["validate", file])
    #expect(plain.status == 0)
    #expect(plain.errors.contains("warning: the param 'spare' is used nowhere [unused]"))
    let strict = try EtchProgram(["validate", "--strict", file])
    #expect(strict.status == 2 && strict.output.isEmpty)
    #expect(strict.errors.contains("error: the param 'spare' is used nowhere [unused]"))
    let allowing = try write("allow: [unused]\n" + spare, "allowing.yaml", in: folder)
    let quiet = try EtchProgram(["validate", "--strict", allowing])
    #expect(quiet.status == 0 && quiet.errors.isEmpty, "\(quiet.errors)")
  }

  @Test("A file of one's own that is not there is an error, and one of the folder of data is not")
  func missing() throws {
    let folder = try folder()
    for (path, status) in [("pisc", Int32(2)), ("data/pisc", 0)] {
      let text = Self.text.replacing(
        "{source: builtin/digits, count: 64, scale: [0, 1]}",
        with: "{source: images, path: \(path)}")
      let end = try EtchProgram(["validate", try write(text, "own.yaml", in: folder)])
      #expect(end.status == status && end.output.isEmpty == (status == 2), "\(end.errors)")
      #expect(
        end.errors.contains("\(status == 2 ? "error" : "note"): there is no folder '"),
        "\(end.errors)")
    }
  }

  @Test(
    "A file of weights of one's own that is not there is an error, and one that may come later is not",
    arguments: [
      ("w.safetensors", true), ("./networks/w.safetensors", true), ("digits/0123456789ab", true),
      ("weights/w.safetensors", false), ("data/w.safetensors", false),
      ("outputs/digits/0123456789ab/checkpoints/epoch-0001.safetensors.zst", false),
      ("{run: digits/0123456789ab}", false),
    ])
  func missingWeights(path: String, isError: Bool) throws {
    let folder = try folder()
    let text = Self.text.replacing("{dense: 1}]", with: "{dense: 1}], weights: \(path)")
    _ = try write(text, "own.yaml", in: folder)
    let end = try EtchProgram(["validate", "own.yaml"], limits: "cd '\(folder.path)'")
    #expect(end.status == (isError ? 2 : 0), "\(end.errors)")
    #expect(end.errors.contains("\(isError ? "error" : "note"): there is no "), "\(end.errors)")
  }

  @Test("checks each file with what is set on the command line")
  func overrides() throws {
    let folder = try folder()
    let file = try write(Self.text, "a.yaml", in: folder)
    let right = try EtchProgram(["validate", file, "seed=7"])
    #expect((right.status, right.output) == (0, "\(file): ok\n"), "\(right.errors)")
    let wrong = try EtchProgram(["validate", file, "seed=seven", file])
    #expect(wrong.status == 2 && wrong.output.isEmpty)
    #expect(wrong.errors.contains("command line:1:"), "\(wrong.errors)")
    #expect(try EtchProgram(["validate", "seed=7"]).status == 2)
  }

  @Test("reads the experiment from standard input, and names it -")
  func standardInput() throws {
    let folder = try folder()
    let right = try write(Self.text, "right.yaml", in: folder)
    let wrong = try write(
      Self.text.replacing("dense: 1", with: "dens: 1"), "wrong.yaml", in: folder)
    let good = try EtchProgram(["validate", "-", "seed=7"], redirection: "< \(right)")
    #expect((good.status, good.output, good.errors) == (0, "-: ok\n", ""))
    let bad = try EtchProgram(["validate", right, "-"], redirection: "< \(wrong)")
    #expect((bad.status, bad.output) == (2, "\(right): ok\n"))
    #expect(bad.errors.contains("-:6:48: error: unknown layer 'dens'"), "\(bad.errors)")
    let empty = try EtchProgram(["validate", "-"], redirection: "< /dev/null")
    #expect(empty.status == 2 && empty.errors.contains("'-' is empty"), "\(empty.errors)")
    #expect(try EtchProgram(["validate", "-", "-"], redirection: "< \(right)").status == 2)
    let folderIsNone = try EtchProgram(["validate", "-"], redirection: "< \(folder.path)")
    #expect(folderIsNone.status == 1, "\(folderIsNone.errors)")
    let large = try EtchProgram(["validate", "-"], redirection: "< \(builtProgram?.path ?? "")")
    #expect(large.status == 2 && large.errors.contains("too large"), "\(large.errors)")
  }

  @Test("writes one JSON object a diagnostic, as its schema says, where programs ask")
  func json() throws {
    let folder = try folder()
    let right = try write(Self.text, "right.yaml", in: folder)
    let wrong = try write(
      "params: {spare: 1}\n"
        + Self.text.replacing("dense: 1", with: "dens: 1").replacing("sgd", with: "sdg"),
      "wrong.yaml", in: folder)
    let ended = try EtchProgram(["validate", "--format", "json", right, wrong, "missing.yaml"])
    #expect(ended.status == 2 && ended.errors.isEmpty, "\(ended.errors)")
    let lines = ended.output.split(separator: "\n").map(String.init)
    let checker = try SchemaChecker(schema: OutputSchemas.diagnostic)
    for line in lines { #expect(try checker.problems(of: line).isEmpty, "\(line)") }
    let problems = try lines.map { try JSON(parsing: $0) }
    let unknown = try #require(
      problems.first { $0["message"] == .string("unknown layer 'dens'; did you mean 'dense'?") })
    #expect(unknown["severity"] == .string("error") && unknown["code"] == .null)
    #expect(unknown["file"] == .string(wrong) && unknown["line"] == .integer(7))
    #expect(unknown["column"] == .integer(48))
    #expect(unknown["end"] == .object(["line": .integer(7), "column": .integer(52)]))
    #expect(unknown["help"] == .string("did you mean 'dense'?"))
    let missing = try #require(problems.last)
    #expect(missing["file"] == .string("missing.yaml") && missing["line"] == .null)
    let spare = try write("params: {spare: 1}\n" + Self.text, "spare.yaml", in: folder)
    let warned = try EtchProgram(["validate", "--format", "json", spare])
    #expect(warned.status == 0)
    #expect(warned.output.hasPrefix(#"{"severity":"warning","code":"unused","message":"the param"#))
  }

  @Test("goes on with the other files where one makes it fail")
  func trap() throws {
    let folder = try folder()
    // So large, and so often, that it is being looked at when the signal comes, which is what a trap would send.
    let values = (0..<9_000).map { "  v\($0): net(digit * \($0))\n" }.joined()
    let slow = try write(
      Self.text.replacing("losses:", with: "values:\n\(values)losses:"), "slow.yaml", in: folder)
    let good = try write(Self.text, "good.yaml", in: folder)
    let wrong = try write(
      Self.text.replacing("dense: 1", with: "dens: 1"), "wrong.yaml", in: folder)
    // After half a second of its own time: on a busy machine a second by the clock may be over before it begins.
    let signal = """
      (while [ "$(cut -d ' ' -f 14 /proc/$$/stat)" -lt 50 ]; do sleep 0.02; done; kill -ILL $$) &
      :
      """
    let ended = try EtchProgram(
      ["validate", slow, slow, slow, slow, wrong, good], limits: signal)
    #expect(ended.status == 1, "\(ended.errors)")
    #expect(ended.errors.contains("error: etch itself failed on '\(slow)'"), "\(ended.errors)")
    #expect(ended.errors.contains("unknown layer 'dens'"))
    let ends = ended.output.split(separator: "\n")
    #expect(ends.count { $0 == "\(slow): ok" } == 3 && ends.last == "\(good): ok", "\(ends)")
  }

  @Test(
    "is ended by no number, wherever it stands",
    arguments: [
      "9223372036854775807", "9223372036854775808", "2 ** 62", "9**9", "-1", "1e300", "{}",
      "16777216",
    ])
  func numbers(_ number: String) throws {
    let folder = try folder()
    let places = [
      ("name: checked", "name: checked\nseed: N"), ("count: 64", "count: N"),
      ("epochs: 1", "steps: N"),
      ("epochs: 1", "epochs: N"), ("epochs: 1", "epochs: 1\n  batch_size: N"),
      ("input: [28, 28, 1]", "input: N"), ("input: [28, 28, 1]", "input: [28, 28, N]"),
      ("dense: 1", "dense: N"), ("flatten,", "{conv2d: {filters: 1, kernel: N}}, flatten,"),
      ("flatten,", "{conv2d_transpose: {filters: 3, kernel: 3, stride: N}}, flatten,"),
      ("flatten,", "{upsample: N}, {upsample: N}, flatten,"),
      ("flatten,", "{pad: N}, flatten,"), ("flatten,", "{reshape: [N, N]}, flatten,"),
      ("flatten,", "{repeat: {times: N, layers: [relu]}}, flatten,"),
      ("net(digit)", "net(digit) * mean(normal([N, N]))"), ("net(digit)", "net(digit.batch[:N])"),
      ("net(digit)", "net(digit[N:])"), ("net(digit)", "net(digit) * mean(range(N))"),
      ("net(digit)", "net(digit) * mean(one_hot(digit.label, N))"),
      ("net(digit)", "net(resize(digit, [N, 28]))"), ("net(digit)", "net(shift(digit, [N, N]))"),
      (
        "optimizer: sgd", "optimizer: {sgd: {learning_rate: {cosine: {initial: 1, over: N steps}}}}"
      ),
    ]
    var files: [String] = []
    for (index, (old, new)) in places.enumerated() {
      let text = Self.text.replacing(old, with: new.replacing("N", with: number))
      #expect(text != Self.text, "\(old) stands nowhere")
      files.append(try write(text, "n\(index).yaml", in: folder))
    }
    let ended = try EtchProgram(["validate"] + files)
    #expect(ended.status == 0 || ended.status == 2, "\(ended.errors)")
    #expect(!ended.errors.contains("etch itself failed"), "\(ended.errors)")
    // Each has been looked at: it is right, or a mistake has its place.
    for file in files {
      #expect(ended.output.contains(file) || ended.errors.contains(file + ":"), "\(file)")
    }
  }

  @Test("refuses names that are no UTF-8, and other commands do", arguments: ["validate", "run"])
  func noText(command: String) throws {
    let ended = try EtchProgram([command], redirection: "\"$(printf 'caf\\351.yaml')\"")
    #expect(ended.status == 2)
    #expect(ended.errors.contains("is no UTF-8"), "\(ended.errors)")
  }
}
