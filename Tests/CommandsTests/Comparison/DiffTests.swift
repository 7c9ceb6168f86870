import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Commands

/// What `etch diff` answers, with a real git.
@Suite("etch diff", .enabled(if: GitFolder.isInstalled))
struct DiffTests {
  @Test("Nothing of a text is markup of a page, whatever stands behind it")
  func markup() {
    let escaped = ComparisonReport.escaped("a|\u{301}<b>`@me")
    #expect(Array(escaped.utf8) == Array("a&#124;\u{301}&#60;b&#62;&#96;&#64;me".utf8))
  }

  private func lines(_ end: EtchProgram) -> [String] {
    end.output.split(separator: "\n").map(String.init)
  }

  @Test("A change in a base is told at each experiment that uses it, by the base's line")
  func base() throws {
    let repository = try GitFolder()
    #expect(try repository.etch("diff", "--git").output == "no experiment differs\n")
    try repository.change("experiments/base.yaml", "epochs: 2", "epochs: 3")
    let end = try repository.etch("diff", "--git")
    let told = lines(end)
    #expect((end.status, end.errors) == (0, ""))
    #expect(
      told[0].hasPrefix("experiments/one.yaml  ") && told[0].contains("  numerics: a new run"))
    #expect(told[1] == "  train.epochs: 2 -> 3  through experiments/base.yaml:17")
    #expect(told[2].hasPrefix("  training "))
    // Under the profile, which has epochs of its own, nothing has changed.
    #expect(told[3].hasPrefix("experiments/one.yaml --profile quick  "))
    #expect(told[3].hasSuffix("  cosmetic: the same experiment"))
    #expect(told[4].hasPrefix("experiments/zwölf.yaml  "))
    #expect(told[5] == "2 experiments: 1 numerics, 1 cosmetic")
    // From within a folder, paths are that folder's.
    let below = try repository.etch("diff", "--git", "HEAD", "one.yaml", below: "experiments")
    #expect(lines(below)[0].hasPrefix("one.yaml  "))
    #expect(lines(below)[1].hasSuffix("  through base.yaml:17"))
  }

  @Test("An experiment counts by the greatest class that it has, under a profile too")
  func profileCounts() throws {
    let repository = try GitFolder()
    try repository.change(
      "experiments/one.yaml", "train: {epochs: 1}", "{train: {epochs: 1}, params: {size: 5}}")
    try repository.change("experiments/zwölf.yaml", "epochs: 5", "epochs: 6")
    let end = try repository.etch("diff", "--git", "--exit-code", "--fail-on", "checkpoint")
    #expect(end.status == 3)
    #expect(
      lines(end).last == "2 experiments: 1 checkpoint-incompatible, 1 numerics", "\(end.output)")
  }

  @Test(
    "Where data is missing, the class is told to be the least that it can be",
    arguments: [true, false])
  func lowerBound(isMissing: Bool) throws {
    let repository = try GitFolder()
    let source =
      isMissing
      ? "{source: csv, path: data/none.csv, header: false, label: last}"
      : "{source: builtin/ecg, count: 64}"
    try repository.write(
      """
      etch: 1
      name: beats
      data: {beat: \(source)}
      networks: {network: {input: [140], layers: [{dense: 140}]}}
      values: {rebuilt: network(beat)}
      losses: {error: "l1(rebuilt, beat)"}
      train: {epochs: 1, batch_size: 4, optimizer: {sgd: {learning_rate: 1}}, step: [{network: {minimize: error}}]}

      """, "experiments/beats.yaml")
    try repository.commit()
    try repository.change("experiments/beats.yaml", "learning_rate: 1", "learning_rate: 2")
    #expect(try repository.etch("diff", "--git").output.contains("at least numerics") == isMissing)
    let json = try JSON(
      parsing: repository.etch("diff", "--git", "--format", "json").output)
    guard case .array(let experiments)? = json["experiments"] else {
      Issue.record("no experiments: \(json)")
      return
    }
    #expect(experiments.map { $0["class"] } == [.string("numerics")])
    #expect(experiments.map { $0["at_least"] } == [.boolean(isMissing)])
  }

  @Test(
    "A metric that training ends by is of its numbers, and so is one that it reads; another is shown",
    arguments: [("abs", "numerics"), ("mean(far)", "numerics"), ("mean(rebuilt)", "outputs")])
  func metrics(changed: String, level: String) throws {
    let repository = try GitFolder()
    try repository.write(
      """
      etch: 1
      name: beats
      data: {beat: {source: builtin/ecg, count: 64}}
      networks: {network: {input: [140], layers: [{dense: 140}]}}
      values: {rebuilt: network(beat)}
      losses: {error: "l1(rebuilt, beat)"}
      train: {epochs: 1, batch_size: 4, stop: {minimize: watched}, optimizer: {sgd: {learning_rate: 1}}, step: [{network: {minimize: error}}]}
      metrics:
        far: {value: "mean(abs(rebuilt - beat), per=example)"}
        watched: {value: mean(far)}
        high: {value: mean(rebuilt)}

      """, "experiments/beats.yaml")
    try repository.commit()
    try repository.change(
      "experiments/beats.yaml", changed,
      changed.hasPrefix("mean") ? changed.replacing("mean", with: "max") : "square")
    let json = try JSON(
      parsing: repository.etch("diff", "--git", "--format", "json").output)
    guard case .array(let experiments)? = json["experiments"],
      case .array(let changes)? = experiments.first?["changes"]
    else {
      Issue.record("no changes: \(json)")
      return
    }
    #expect(changes.map { $0["class"] } == [.string(level)])
    #expect(experiments.map { $0["class"] } == [.string(level)])
  }

  @Test("Folders of runs have copies of experiments, which are none")
  func runFolders() throws {
    let repository = try GitFolder()
    let run = "experiments/outputs/one/0123456789ab"
    for file in ["experiment.yaml", "sources/one.yaml"] {
      try repository.write(
        "etch: 1\nname: copy\ndata: {digit: {source: builtin/digits, count: 8}}\n", "\(run)/\(file)"
      )
    }
    let told = try repository.etch("diff", "--git")
    #expect((told.output + told.errors).contains("\(run)/experiment.yaml"))
    try repository.write("{}\n", "\(run)/run.json")
    #expect(try repository.etch("diff", "--git").output == "no experiment differs\n")
  }

  @Test(
    "What is set on both sides is said to be, where nothing differs",
    arguments: [["seed=9"], ["seed=9", "train.batch_size=2"]])
  func bothSides(words: [String]) throws {
    let repository = try GitFolder()
    let file = "experiments/one.yaml"
    let end = try EtchProgram(
      ["diff", file, file] + words, limits: "cd '\(repository.path)'")
    let note = "  set on both sides, so no difference: \(words.joined(separator: ", "))\n"
    #expect(end.status == 0 && end.output.contains(note), "\(end.output) \(end.errors)")
  }

  @Test("An override that fits neither side is told once")
  func override() throws {
    let repository = try GitFolder()
    let end = try repository.etch(
      "diff", "experiments/one.yaml", "experiments/zwölf.yaml", "params.nix=3")
    #expect(end.status == 2)
    #expect(end.errors.components(separatedBy: "no param 'nix'").count == 2, "\(end.errors)")
  }

  @Test("A change in a network's file is told at each experiment that uses it")
  func network() throws {
    let repository = try GitFolder()
    try repository.change(
      "experiments/networks/decoder.yaml", "dense: 28 * 28", "dense: {units: 784, bias: false}")
    try repository.commit()
    let end = try repository.etch("diff", "--git", "HEAD~1", "HEAD")
    let told = lines(end)
    #expect(
      told[1]
        == "  networks.decoder.dense_1.bias: true -> false  through HEAD:experiments/networks/decoder.yaml:4"
    )
    #expect(told[2] == "    decoder.dense_1  bias [784] -> none")
    #expect(told.last == "2 experiments: 2 checkpoint-incompatible")
  }

  @Test("A renamed file is compared with what it was called, new and removed ones are told")
  func renamed() throws {
    let repository = try GitFolder()
    try repository.git("mv", "experiments/one.yaml", "experiments/eins.yaml")
    try repository.change("experiments/eins.yaml", "name: one", "name: one\nseed: 7")
    try repository.write("extends: base.yaml\nname: more\n", "experiments/more.yaml")
    try repository.git("rm", "--quiet", "experiments/zwölf.yaml")
    let end = try repository.etch("diff", "--git", "--format", "json")
    let json = try JSON(parsing: end.output)
    guard case .array(let experiments)? = json["experiments"] else {
      Issue.record("no experiments: \(end.output)")
      return
    }
    func text(_ json: JSON?) -> String { if case .string(let text)? = json { text } else { "" } }
    let told = experiments.filter { $0["profile"] == nil }.map {
      "\(text($0["was_file"])) > \(text($0["file"])) \(text($0["class"])) \($0["before"] == .null) \($0["after"] == .null)"
    }
    #expect(
      told == [
        "experiments/one.yaml > experiments/eins.yaml numerics false false",
        " > experiments/more.yaml numerics true false",
        " > experiments/zwölf.yaml checkpoint false true",
      ])
    #expect(json["counts"]?.description == #"{"checkpoint":1,"numerics":2}"#)
  }

  @Test("After a merge, each side is compared with what both came from")
  func merge() throws {
    let repository = try GitFolder()
    try repository.git("checkout", "--quiet", "-b", "topic")
    try repository.change("experiments/one.yaml", "name: one", "name: one\nseed: 7")
    try repository.commit()
    try repository.git("checkout", "--quiet", "main")
    try repository.change("experiments/zwölf.yaml", "epochs: 5", "epochs: 6")
    try repository.commit()
    try repository.git("checkout", "--quiet", "topic")
    // Two dots' worth: main's change is seen, backwards; with three dots it is not.
    let plain = try repository.etch("diff", "--git", "main")
    #expect(plain.output.contains("train.epochs: 6 -> 5") && plain.output.contains("seed: 0 -> 7"))
    let parted = try repository.etch("diff", "--git", "main...")
    #expect(!parted.output.contains("epochs: 6") && parted.output.contains("seed: 0 -> 7"))
    // As git has them, two and three dots name both sides: the working tree is neither.
    try repository.git("checkout", "--quiet", "main")
    let dots = try repository.etch("diff", "--git", "main...topic")
    #expect(!dots.output.contains("epochs: 6") && dots.output.contains("seed: 0 -> 7"))
    let ends = try repository.etch("diff", "--git", "main..topic")
    #expect(ends.output.contains("train.epochs: 6 -> 5") && ends.output.contains("seed: 0 -> 7"))
    #expect(try repository.etch("diff", "--git", "topic..", "experiments/one.yaml").status == 0)
    try repository.git("checkout", "--quiet", "topic")
    try repository.git("merge", "--quiet", "--message", "Both.", "main")
    let merged = try repository.etch("diff", "--git", "main", "HEAD")
    #expect(!merged.output.contains("epochs: 6") && merged.output.contains("seed: 0 -> 7"))
    #expect(try repository.etch("diff", "--git").output == "no experiment differs\n")
  }

  @Test("A base that is gone is an error at the side that lacks it; the others are still compared")
  func deletedBase() throws {
    let repository = try GitFolder()
    try repository.write(
      GitFolder.base.replacing("etch: 1", with: "etch: 1\nname: alone"), "experiments/alone.yaml")
    try repository.commit()
    try repository.git("rm", "--quiet", "experiments/base.yaml")
    try repository.change("experiments/alone.yaml", "epochs: 2", "epochs: 9")
    let end = try repository.etch("diff", "--git", "--exit-code")
    #expect(end.status == 2)
    #expect(
      end.errors.contains(
        "experiments/one.yaml:1:10: error: cannot read 'experiments/base.yaml': no such file"))
    #expect(end.output.contains("train.epochs: 2 -> 9"))
    // The other way round, it is the revision that lacks it.
    try repository.commit()
    let back = try repository.etch(
      "diff", "HEAD:experiments/one.yaml", "HEAD~1:experiments/one.yaml")
    #expect(back.status == 2 && back.output == "")
    #expect(back.errors.contains("cannot read 'HEAD:experiments/base.yaml': no such file in this"))
  }

  @Test("A sweep whose experiment was renamed is an error, with the name it has now")
  func lostBySweep() throws {
    let repository = try GitFolder()
    try repository.write("sweep: ../one.yaml\nseeds: 2\n", "experiments/sweeps/seeds.yaml")
    try repository.commit()
    #expect(try repository.etch("diff", "--git").output == "no experiment differs\n")
    try repository.git("mv", "experiments/one.yaml", "experiments/eins.yaml")
    let end = try repository.etch("diff", "--git")
    let told =
      "experiments/sweeps/seeds.yaml:1:8: error: 'experiments/one.yaml', of which this is a sweep, is gone; it is 'experiments/eins.yaml' now"
    #expect(end.status == 2 && end.errors.contains(told), "\(end.errors)")
    try repository.change("experiments/sweeps/seeds.yaml", "one", "eins")
    #expect(try repository.etch("diff", "--git").status == 0)
  }

  @Test(
    "With --exit-code the status is 3 from the class on that is named",
    arguments: [
      ("seed: 7", ["--exit-code"], 3), ("seed: 7", [], 0),
      ("seed: 7", ["--exit-code", "--fail-on", "numerics"], 3),
      ("seed: 7", ["--exit-code", "--fail-on", "checkpoint"], 0),
      ("params: {size: 5}", ["--exit-code", "--fail-on", "checkpoint"], 3),
      ("about: Now.", ["--exit-code", "--fail-on", "numerics"], 0),
      ("about: Now.", ["--exit-code", "--fail-on", "outputs"], 3),
      ("# A comment.", ["--exit-code"], 3),
      ("# A comment.", ["--exit-code", "--fail-on", "outputs"], 0),
    ])
  func status(line: String, options: [String], status: Int32) throws {
    let repository = try GitFolder()
    try repository.change("experiments/one.yaml", "name: one", "name: one\n\(line)")
    let words = ["diff", "HEAD:experiments/one.yaml", "experiments/one.yaml"] + options
    let end = try EtchProgram(words, limits: "cd '\(repository.path)'")
    #expect(end.status == status, "\(end.output) \(end.errors)")
    let same = try repository.etch(
      "diff", "HEAD:experiments/one.yaml", "HEAD:experiments/one.yaml", "--exit-code")
    #expect(same.status == 0)
  }

  @Test("What is no revision, path, file or repository is told, and nothing is taken for an option")
  func wrong() throws {
    let repository = try GitFolder()
    func status(_ words: String...) throws -> (Int32, String) {
      let end = try EtchProgram(words, limits: "cd '\(repository.path)'")
      return (end.status, end.errors)
    }
    #expect(try status("diff", "--git", "nowhere").0 == 2)
    #expect(try status("diff", "--git", "nowhere").1.contains("neither a revision nor a path"))
    #expect(
      try status("diff", "nowhere:a.yaml", "a.yaml").1.contains("git knows no revision 'nowhere'"))
    let option = try status("diff", "--git", "--", "--upload-pack=touch x", "-x")
    #expect(option.0 == 2 && option.1.contains("neither a revision nor a path"))
    #expect(
      try status("diff", "a.yaml", "b.yaml").1.contains("no file, run or checkpoint 'a.yaml'"))
    #expect(try status("diff", "a.yaml").1.contains("diff takes two sides"))
    #expect(
      try status("diff", "HEAD:../a.yaml", "HEAD:b.yaml").1.contains("outside the repository"))
    let elsewhere = try RunsFolder()
    let none = try EtchProgram(
      ["diff", "--git"], environment: ["GIT_CEILING_DIRECTORIES": elsewhere.path],
      limits: "cd '\(elsewhere.path)'")
    #expect(none.status == 1 && none.errors.contains("is in no git repository"))
    let missing = try EtchProgram(
      ["diff", "--git"], environment: ["PATH": "/nowhere"], limits: "cd '\(repository.path)'")
    #expect(missing.status == 1 && missing.errors.contains("there is no program 'git'"))
  }

  @Test("A comment says which experiment does not compile, and not that none differs")
  func broken() throws {
    let repository = try GitFolder()
    #expect(
      try repository.etch("diff", "--git", "--format", "markdown").output
        == "<!-- etch diff -->\nNo experiment differs.\n")
    try repository.change("experiments/one.yaml", "name: one", "name: one\ntrane: {<b>: 1}")
    let end = try repository.etch("diff", "--git", "--format", "markdown")
    #expect(end.status == 2)
    #expect(end.output.hasPrefix("<!-- etch diff -->\n**Not compared: what does not compile**\n"))
    #expect(end.output.contains("one.yaml:3:1</code>: experiment has no field"), "\(end.output)")
    #expect(!end.output.contains("No experiment differs") && !end.output.contains("<b>"))
    // The others are compared all the same.
    try repository.change("experiments/zwölf.yaml", "epochs: 5", "epochs: 6")
    let both = try repository.etch("diff", "--git", "--format", "markdown").output
    #expect(both.contains("does not compile") && both.contains("**1 experiment: "), "\(both)")
  }

  @Test("Markdown begins with its mark, holds no markup of the file's, and has a largest size")
  func markdown() throws {
    let repository = try GitFolder()
    try repository.change(
      "experiments/one.yaml", "name: one",
      "name: one\nabout: \"<script>|`x` @someone [a](http://b) \\e[31m\"")
    let end = try repository.etch("diff", "--git", "--format", "markdown")
    #expect(end.output.hasPrefix("<!-- etch diff -->\n"))
    #expect(!end.output.contains("<script") && !end.output.contains("\u{1B}"))
    #expect(!end.output.contains("@someone") && !end.output.contains("[a]"))
    let cells = end.output.split(separator: "\n").filter { $0.hasPrefix("| <code>about") }
    #expect(cells.count == 1 && cells[0].count { $0 == "|" } == 5, "\(cells)")
    var report = ComparisonReport()
    let item = try ExperimentComparison(
      Compared.side(), Compared.side(Compared.text.replacing("An experiment", with: "Another")),
      file: String(repeating: "a", count: 900))
    for _ in 0..<100 { try report.add(item) }
    let long = report.printed(as: .markdown, command: "etch diff --git main")
    #expect(long.count <= 60_000 && long.count > 50_000)
    #expect(long.hasSuffix("more: <code>etch diff --git main</code>\n"))
    #expect(
      long.components(separatedBy: "<details").count
        == long.components(separatedBy: "</details>").count)
  }

  @Test("Runs and checkpoints are sides, by folder, by name and hash, and by file")
  func runs() throws {
    let out = try RunsFolder()
    let small = QuickExperiment.representatives[0]
    let (run, _) = try small.run(in: out.path, steps: 1)
    let checkpoint = try #require(run.folder.checkpointFiles().last?.path)
    let hash = String(run.folder.path.suffix(12))
    for side in [run.folder.path, "ecg_anomaly/\(hash.prefix(5))", checkpoint] {
      let end = try EtchProgram(
        ["diff", side, run.folder.path, "--out", out.path, "--exit-code"])
      #expect((end.status, end.errors) == (0, ""), "\(side): \(end.errors)")
      #expect(end.output.contains("  \(hash)  cosmetic"))
    }
    // The run was made under the profile that the file is read with.
    let same = try EtchProgram(
      ["diff", checkpoint, small.file, "--profile", "quick", "--exit-code", "--fail-on", "outputs"]
        + small.overrides)
    #expect(same.status == 0 && same.output.contains("  \(hash)  "), "\(same.output)")
    let none = try EtchProgram(["diff", checkpoint, run.folder.path, "--profile", "quick"])
    #expect(none.status == 2 && none.errors.contains("--profile is for files"))
    let file = try EtchProgram(["diff", checkpoint, small.file, "--format", "json"])
    #expect(file.status == 0 && file.output.hasPrefix(#"{"format":1,"experiments":[{"file":"#))
  }
}
