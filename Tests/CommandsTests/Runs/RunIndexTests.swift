import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Commands
@testable import Training

@Suite("etch runs and compare")
struct RunIndexTests {
  /// A folder of runs that were never trained.
  static func make(
    _ out: String, name: String = "tiny", number: Int, status: RunRecord.Status = .finished,
    seed: Int = 42, width: Int = 8, rate: String? = nil, about: String = "a test",
    figures: [(Double, Double)] = [(0.5, 0.1), (0.25, 0.3)],
    better: [String: RunRecord.Better] = ["error": .lower]
  ) throws {
    let hash = String(format: "%012x", number)
    let folder = RunFolder("\(out)/\(name)/\(hash)")
    var record = RunRecord(
      status: status, name: name, hash: hash, versions: ["etch": Version.current],
      machine: .current(threads: 1))
    record.updated = String(format: "2026-01-01T00:%02d:%02dZ", number / 60 % 60, number % 60)
    record.request = RunRecord.Request(
      identity: hash, groupIdentity: "", root: "/", file: "tiny.yaml", profile: nil,
      overrides: ["params.width=\(width)", "seed=\(seed)"]
        + (rate.map { ["train.updates.error.optimizer.adam.rate=\($0)"] } ?? [])
        + (about == "a test" ? [] : ["about=\(about)"]),
      params: ["width": "\(width)"],
      commandLine: [])
    record.better = better
    try record.write(to: folder.record)
    try TextFile.write(
      """
      etch: 1
      name: \(name)
      about: "\(about)"
      seed: \(seed)
      networks:
        autoencoder:
          layers:
            - dense:
                units: \(width)
      train:
        epochs: \(figures.count)
        batch_size: 50

      """, to: folder.experiment)
    let lines = figures.enumerated().map { index, pair in
      #"{"epoch":\#(index + 1),"step":\#(4 * (index + 1)),"kind":"epoch","error":\#(pair.0),"accuracy":\#(pair.1)}"#
        + "\n"
    }
    try TextFile.write(lines.joined(), to: folder.metrics)
  }

  @Test("only what differs has a column, the newest run stands first")
  func table() throws {
    let folder = try RunsFolder()
    try Self.make(folder.path, number: 1, seed: 1)
    try Self.make(folder.path, number: 2, seed: 2, figures: [(0.5, 0.1), (0.75, 0.2)])
    try Self.make(folder.path, number: 3, status: .failed, seed: 2, width: 4, figures: [])
    let runs = try RunIndex([folder.path]).runs
    let now = try Date("2026-01-01T02:00:03Z", strategy: .iso8601)
    #expect(
      try RunTable(runs).table(now: now).text == """
        hash          width  seed  epochs  status    error  best error  accuracy  when
        000000000003  4      2     0/0     failed                                 2 hours ago
        000000000002  8      2     2       finished  0.75   0.5         0.2       2 hours ago
        000000000001  8      1     2       finished  0.25   0.25        0.3       2 hours ago

        """)
    let sorted = try RunTable(runs, moment: .last).table(sort: "error", now: now)
    #expect(sorted.rows.map { String($0[0].suffix(1)) } == ["1", "2", "3"])
    #expect(throws: Diagnostic.self) { try RunTable(runs).table(sort: "eror") }
    let data = try RunTable(runs).table(isData: true)
    #expect(
      data.csv.hasPrefix("hash,width,seed,epochs,status,error,best error,accuracy,updated\n"))
    #expect(try JSON(parsing: data.json) != .null)
  }

  @Test("Metrics have columns before losses, and runs are sorted by any figure, shown or not")
  func metrics() throws {
    let folder = try RunsFolder()
    for (number, total) in [(1, 2.00001), (2, 3), (3, 2)] {
      try Self.make(folder.path, number: number, better: ["c": .lower, "total": .lower])
      let run = RunFolder("\(folder.path)/tiny/\(String(format: "%012x", number))")
      let metrics = "metrics:\n  total:\n    value: error\n  \"n\":\n    value: error\n"
      try TextFile.write(try TextFile.read(run.experiment) + metrics, to: run.experiment)
      try TextFile.write(
        #"{"epoch":1,"step":4,"kind":"epoch","a":1,"b":2,"c":\#(-total),"d":4,"total":\#(total),"n":5}"#
          + "\n",
        to: run.metrics)
    }
    let runs = try RunIndex([folder.path]).runs
    let table = RunTable(runs, moment: .last)
    #expect(table.hiddenFigures == ["b", "c", "d"])
    func sorted(_ name: String) throws -> String {
      let found = try table.table(sort: name)
      let titles = found.titles.filter {
        $0.count == 1 || $0 == "total" || $0.hasPrefix("best ")
      }
      return (titles + found.rows.map { String($0[0].suffix(1)) }).joined(separator: " ")
    }
    #expect(try sorted("total") == "total n a 3 1 2")
    #expect(try sorted("c") == "total n a c 2 1 3")
    #expect(try sorted("best c") == "total n a best c 2 1 3")
    #expect(try sorted("best total") == "total n a best total 3 1 2")
    #expect(try sorted("train.batch_size") == "total n a 3 2 1")
    let wrong = #expect(throws: Diagnostic.self) { try table.table(sort: "totl") }
    #expect(wrong?.message == "there is no column 'totl'; did you mean 'total'?")
    #expect(wrong?.notes.last?.message == "other figures are b, c, d")
  }

  @Test(
    "conditions are on settings, states and figures",
    arguments: [
      ("params.width=8", "12"), ("params.width=8.0", "12"), ("status!=finished", "3"),
      ("seed>1", "23"), ("error<0.5", "1"), ("error<=0.75", "12"), ("name=tiny", "123"),
      ("status==finished", "12"), ("train.batch_size=50", "123"), ("hash=000000000002", "2"),
      ("hash=2", ""), ("nothing=1", ""),
    ])
  func conditions(condition: String, found: String) throws {
    let folder = try RunsFolder()
    try Self.make(folder.path, number: 1, seed: 1)
    try Self.make(folder.path, number: 2, seed: 2, figures: [(0.75, 0.2)])
    try Self.make(folder.path, number: 3, status: .failed, seed: 2, width: 4, figures: [])
    let filter = try RunFilter(condition)
    let runs = try RunIndex([folder.path]).runs.filter(filter.holds)
    #expect(String(runs.map { $0.hash.suffix(1) }.joined().sorted()) == found)
  }

  @Test("a folder without a record, with a broken one or a newer one's is told and passed over")
  func passedOver() throws {
    let folder = try RunsFolder()
    try Self.make(folder.path, number: 1)
    try Folder.create(folder.path + "/tiny/aaaaaaaaaaaa")
    try TextFile.write("{", to: folder.path + "/tiny/bbbbbbbbbbbb/run.json")
    try TextFile.write(
      #"{"status":"dreaming","versions":{"etch":"9.0"}}"#,
      to: folder.path + "/tiny/cccccccccccc/run.json")
    try TextFile.write("notes", to: folder.path + "/README.md")
    try Folder.create(folder.path + "/sweeps/latent")
    let index = try RunIndex([folder.path])
    #expect(index.runs.map(\.hash) == ["000000000001"])
    let said = index.remarks.diagnostics.map(\.message)
    #expect(said.count == 3)
    #expect(said[0] == "there is no run.json in '\(folder.path)/tiny/aaaaaaaaaaaa'")
    #expect(said[1].hasSuffix("is no record of a run"))
    #expect(said[2].contains("was written by etch 9.0"))
    #expect(throws: Diagnostic.self) { try RunIndex([folder.path + "/none"]) }
  }

  #if os(Linux)
    @Test("a folder that may not be listed is told and passed over")
    func notListed() throws {
      guard getuid() == 0, FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") else {
        return print("only root, with setpriv, can be somebody else")
      }
      let folder = try RunsFolder()
      try Self.make(folder.path, number: 1)
      try Self.make(folder.path, name: "other", number: 2)
      #expect(chmod(folder.path, 0o755) == 0 && chmod(folder.path + "/other", 0o700) == 0)
      let somebody = "set -- /usr/bin/setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\""
      let runs = try EtchProgram(["runs", folder.path], limits: somebody)
      #expect(runs.status == 0 && runs.output.contains("000000000001"), "\(runs.output)")
      let said = "cannot list the folder '\(folder.path)/other': Permission denied"
      #expect(runs.errors.contains(said), "\(runs.errors)")
      let report = try EtchProgram(["report", folder.path + "/other/0000"], limits: somebody)
      #expect(report.status == 1 && report.errors.contains(said), "\(report.errors)")
    }
  #endif

  @Test("a run that has begun, and has no record yet, is no folder that is passed over")
  func begins() throws {
    let folder = try RunsFolder()
    let run = folder.path + "/tiny/0123456789ab"
    let lock = try FolderLock(run)
    #expect(try RunIndex([folder.path]).remarks.diagnostics.isEmpty)
    // What its process leaves when it is killed.
    try TextFile.write("1\n", to: run + "/.lock")
    lock.release()
    #expect(try RunIndex([folder.path]).remarks.diagnostics.count == 1)
  }

  @Test("a run that is being written is read as far as it is whole")
  func beingWritten() throws {
    let folder = try RunsFolder()
    try Self.make(folder.path, number: 1, status: .running)
    let path = folder.path + "/tiny/000000000001"
    let log = try TextFile.read(path + "/metrics.jsonl")
    try TextFile.write(log + #"{"epoch":3,"step":12,"kind":"epo"#, to: path + "/metrics.jsonl")
    // Nobody holds the lock: the process was killed, and its number may be that of another one now.
    #expect(try RunIndex([folder.path]).runs[0].status == "interrupted")
    try TextFile.write("1\n", to: path + "/.lock")
    #expect(try RunIndex([folder.path]).runs[0].status == "interrupted")
    let lock = try FolderLock(path)
    defer { lock.release() }
    let run = try RunIndex([folder.path]).runs[0]
    #expect(run.status == "running" && run.figures.epoch == 2)
    // Of one that has only begun there is no more than the record.
    try FileManager.default.removeItem(atPath: path + "/experiment.yaml")
    try FileManager.default.removeItem(atPath: path + "/metrics.jsonl")
    #expect(try RunIndex([folder.path]).runs[0].figures.names == [])
  }

  @Test("a thousand runs are listed in a second of an optimized program")
  func thousand() throws {
    let folder = try RunsFolder()
    let figures = (0..<30).map { (1 / Double($0 + 1), 0.5) }
    for number in 0..<1000 {
      try Self.make(folder.path, number: number, seed: number, figures: figures)
    }
    let began = ThreadTime.seconds
    let index = try RunIndex([folder.path])
    let text = try RunTable(index.runs).table().text
    let seconds = ThreadTime.seconds - began
    #expect(text.split(separator: "\n").count == 1001)
    #if DEBUG
      print("1,000 runs listed in \(seconds) s, not optimized")
    #else
      #expect(seconds < 1, "\(seconds) s")
    #endif
  }

  // MARK: Which run

  @Test("a number has one spelling in the table, however it was written, and is no difference")
  func spelling() throws {
    let folder = try RunsFolder()
    for (number, rate) in ["1e-3", "0.001", "1.0E-3"].enumerated() {
      try Self.make(folder.path, number: number, rate: rate)
    }
    let runs = try RunIndex([folder.path]).runs
    #expect(try RunTable(runs).table().titles.contains("rate") == false)
    let table = try RunTable(runs, showsAll: true).table()
    let column = try #require(table.titles.firstIndex { $0.hasSuffix("rate") })
    #expect(table.rows.map { $0[column] } == ["0.001", "0.001", "0.001"])
  }

  @Test("a text that looks like a number stays what it is")
  func quoted() throws {
    let folder = try RunsFolder()
    try Self.make(folder.path, number: 1, about: "1.10")
    let run = try #require(try RunIndex([folder.path]).runs.first)
    #expect(run.value("about") == "1.10")
    #expect(run.value("seed") == "42")
  }

  @Test("a run is a folder, NAME, NAME/HASH, the beginning of a hash, or the newest")
  func words() throws {
    let folder = try RunsFolder()
    try Self.make(folder.path, number: 0x10)
    try Self.make(folder.path, name: "other", number: 0x11)
    try TextFile.write("", to: folder.path + "/other/000000000011/x")
    for (word, hash) in [
      ("tiny", "10"), ("tiny/0", "10"), ("other/000000000011", "11"), ("000000000010", "10"),
      ("-", "11"), (folder.path + "/tiny/000000000010/", "10"),
    ] {
      #expect(try RunIndex.run(word, in: folder.path).hash == "0000000000\(hash)")
    }
    do {
      _ = try RunIndex.run("00", in: folder.path)
      Issue.record("two runs are meant")
    } catch let problem as Diagnostic {
      #expect(problem.message == "'00' means 2 runs")
      #expect(
        problem.notes.map { $0.message.prefix(18) } == [
          "other/000000000011", "tiny/000000000010 ", "write more of the ",
        ])
    }
    #expect(throws: Diagnostic.self) { try RunIndex.run("tinny", in: folder.path) }
  }

  @Test("of many runs that a word may mean twelve are named, and how many more there are")
  func manyMeant() throws {
    let folder = try RunsFolder()
    for number in 1...16 { try Self.make(folder.path, number: number) }
    do {
      _ = try RunIndex.run("0000", in: folder.path)
      Issue.record("sixteen runs are meant")
    } catch let problem as Diagnostic {
      #expect(problem.message == "'0000' means 16 runs" && problem.notes.count == 14)
      #expect(problem.notes.dropLast().last?.message == "and 4 more")
    }
  }

  @Test("of several runs of a name the newest is meant, which is told")
  func newestOfName() throws {
    let folder = try RunsFolder()
    for number in 1...3 { try Self.make(folder.path, number: number) }
    let newest = try #require(try RunIndex([folder.path]).runs.first)
    var remarks: [String] = []
    let run = try RunIndex.run("tiny", in: folder.path) { remarks.append($0) }
    let path = try RunIndex.path("tiny", in: folder.path) { remarks.append($0) }
    #expect(run.hash == newest.hash && path == newest.folder.path)
    let told = "'tiny' has 3 runs; the newest is tiny/\(newest.hash.prefix(6))"
    #expect(remarks == [told, told])
  }

  @Test(
    "a command's word for a run is its folder's path",
    arguments: [
      ("tiny/000000000010", "tiny/000000000010"), ("00000000001", nil),
      ("other", "other/000000000011"),
      ("0000000000ff", "0000000000ff"), ("-", "other/000000000011"), ("", ""),
    ] as [(String, String?)])
  func paths(word: String, path: String?) throws {
    let folder = try RunsFolder()
    try Self.make(folder.path, number: 0x10)
    try Self.make(folder.path, name: "other", number: 0x11)
    guard let path else {
      #expect(throws: Diagnostic.self) { try RunIndex.path(word, in: folder.path) }
      return
    }
    // What is no run is left to the command that asks.
    let isRun = path.contains("/")
    #expect(
      try RunIndex.path(word, in: folder.path) == (isRun ? "\(folder.path)/\(path)" : path))
    #expect(try RunIndex.path(word, in: folder.path + "/nowhere") == word)
    #expect(try RunIndex.path(folder.path, in: folder.path) == folder.path)
  }

  @Test("a run elsewhere is meant by its folder's path before its hash's beginning")
  func elsewhere() throws {
    let folder = try RunsFolder()
    try Self.make(folder.path, number: 0x10)
    try Self.make(folder.path, name: "other", number: 0x11)
    let nowhere = folder.path + "/nowhere"
    for (word, path) in [
      ("tiny/00", "tiny/000000000010"), ("000000000011", "other/000000000011"),
      ("other/-", "other/000000000011"), ("-", "other/000000000011"), ("other/ff", "other/ff"),
      ("other", "other"), ("tiny/0000.yaml", "tiny/0000.yaml"),
    ] {
      #expect(try RunIndex.path("\(folder.path)/\(word)", in: nowhere) == "\(folder.path)/\(path)")
    }
    #expect(throws: Diagnostic.self) { try RunIndex.path("\(folder.path)/00", in: nowhere) }
  }

  @Test("one layer more does not make those behind it others")
  func layers() throws {
    let folder = try RunsFolder()
    try Self.make(folder.path, number: 1)
    try Self.make(folder.path, number: 2)
    let second = "\(folder.path)/tiny/000000000002/experiment.yaml"
    let layer = "      - dense:\n          units: 8\n"
    let text = try TextFile.read(second)
    #expect(text.contains(layer))
    try TextFile.write(
      text.replacing(layer, with: layer + "      - relu\n" + layer.replacing("8", with: "3")),
      to: second)
    let runs = try ["1", "2"].map {
      try RunIndex.run("00000000000\($0)", in: folder.path)
    }
    #expect(
      RunComparison(runs).differences.map { [$0.path, $0.values[0] ?? "-", $0.values[1] ?? "-"] }
        == [
          ["networks.autoencoder.relu_1", "-", "relu"],
          ["networks.autoencoder.dense_2.units", "-", "3"],
        ])
  }

  @Test("two runs side by side: what differs, the figures, and by how much")
  func compared() throws {
    let folder = try RunsFolder()
    try Self.make(folder.path, number: 1, seed: 1)
    try Self.make(folder.path, number: 2, seed: 1, width: 4, figures: [(0.5, 0.5)])
    let runs = try ["000000000001", "000000000002"].map { try RunIndex.run($0, in: folder.path) }
    #expect(
      RunComparison(runs).table().text == """
                                                     000000000001  000000000002  change
        status                                       finished      finished
        epochs                                       2             1
        params.width                                 8             4
        networks.autoencoder.dense_1.units           8             4
        error                               last     0.25          0.5           +0.25
        error                               lowest   0.25 @2       0.5 @1        +0.25
        error                               highest  0.5 @1        0.5 @1        0
        accuracy                            last     0.3           0.5           +0.2
        accuracy                            lowest   0.1 @1        0.5 @1        +0.4
        accuracy                            highest  0.3 @2        0.5 @1        +0.2

        """)
    let json = try JSON(parsing: RunComparison(runs).table(isData: true).json)
    guard case .array(let rows) = json else {
      Issue.record("no list")
      return
    }
    #expect(rows.count == 10 && rows[4]["change"] == .number(0.25))
  }
}
