import Diagnostics
import Foundation
import Testing

@testable import Processes

@Suite("Programs are run, read and ended")
struct SubprocessTests {
  private func shell(
    _ script: String, _ arguments: [String] = [], seconds: Double = 60, limit: Int = 1 << 20,
    joins: Bool = false, environment: [String: String] = [:]
  ) -> Command {
    Command(
      "/bin/sh", ["-c", script, "sh"] + arguments, environment: environment, seconds: seconds,
      outputLimit: limit, joinsErrors: joins)
  }

  private func run(_ command: Command) throws -> Command.Ending {
    try Subprocess.run(command, stopping: { false })
  }

  @Test(
    "how it ended is told",
    arguments: [
      ("exit 0", Command.Ending.Cause.status(0)), ("exit 3", .status(3)),
      ("exit 255", .status(255)),
      ("kill -9 $$", .signal(9)), ("kill -15 $$", .signal(15)), ("kill -11 $$", .signal(11)),
    ])
  func causes(script: String, cause: Command.Ending.Cause) throws {
    #expect(try run(shell(script)).cause == cause)
  }

  @Test("arguments arrive as they are, whatever stands in them")
  func arguments() throws {
    let words = ["a b", "", "$HOME", "'\"", "*", "ü\n", "-n"]
    let ending = try run(shell("for word; do printf '%s\\0' \"$word\"; done", words))
    #expect(ending.output == words.flatMap { Array($0.utf8) + [0] })
  }

  @Test("variables are set beside those of this process")
  func variables() throws {
    let ending = try run(
      shell("printf %s \"$ETCH_TEST-$PATH\"", environment: ["ETCH_TEST": "1 2"]))
    #expect(ending.text == "1 2-" + (ProcessInfo.processInfo.environment["PATH"] ?? ""))
  }

  @Test(
    "both streams are read whole, whatever their size and order",
    arguments: [0, 1, 65_536, 3_000_000])
  func streams(size: Int) throws {
    let script = """
      head -c \(size) /dev/zero >&2; head -c \(size) /dev/zero | tr '\\0' x
      head -c 10 /dev/zero >&2
      """
    let ending = try run(shell(script, limit: 1 << 23))
    #expect(ending.output.count == size && ending.output.allSatisfy { $0 == UInt8(ascii: "x") })
    #expect(ending.errors.count == size + 10)
    #expect(ending.succeeded)
  }

  @Test("errors that go the way of the output keep their order")
  func joined() throws {
    let ending = try run(shell("echo 1; echo 2 >&2; echo 3", joins: true))
    #expect(ending.text == "1\n2\n3\n" && ending.errors.isEmpty)
  }

  @Test("no more is kept than allowed, and the program is not held up")
  func bounds() throws {
    let ending = try run(shell("head -c 3000000 /dev/zero; echo done >&2", limit: 1000))
    #expect(ending.output.count == 1000 && ending.errorText == "done\n" && ending.succeeded)
  }

  @Test("it reads nothing")
  func noInput() throws {
    #expect(try run(shell("cat; echo end")).text == "end\n")
  }

  @Test("it inherits no descriptor")
  func descriptors() throws {
    // One that was opened without the flag, as libraries do.
    let leaked = open("/dev/null", O_RDONLY)
    defer { close(leaked) }
    let ending = try run(Command("/bin/ls", ["/proc/self/fd"], seconds: 60))
    // The three streams, and the folder that is read.
    #expect(ending.text.split(separator: "\n") == ["0", "1", "2", "3"])
  }

  @Test(
    "signals that this process ignores are not ignored by it",
    arguments: [SIGTERM, SIGINT, SIGPIPE])
  func dispositions(number: Int32) throws {
    let former = signal(number, SIG_IGN)
    defer { signal(number, former) }
    #expect(try run(shell("kill -\(number) $$; echo survived")).cause == .signal(number))
  }

  @Test(
    "what takes too long is ended with all that it started",
    arguments: [
      "sleep 60", "sleep 60 & wait", "sh -c 'sleep 60; true'; true",
      "trap '' TERM; while :; do sleep 60; done", "sleep 60 | sleep 60",
      "(trap '' TERM; sleep 60; sleep 60) & exec sleep 60", "yes", "exec >&- 2>&-; sleep 60",
    ])
  func tooLong(script: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "etch-\(UUID().uuidString)")
    let began = ContinuousClock.now
    let ending = try run(
      shell("echo $$ > \"$1\"; \(script)", [folder.path], seconds: 2, limit: 100))
    #expect(ending.cause == .outOfTime)
    #expect(ContinuousClock.now - began < .seconds(40))
    let text = try String(contentsOf: folder, encoding: .utf8)
    try FileManager.default.removeItem(at: folder)
    let group = try #require(Int32(text.trimmingCharacters(in: .newlines)))
    #expect(isGone(group))
  }

  @Test("what was asked to end may tidy up")
  func tidies() throws {
    let ending = try run(
      shell("trap 'sleep 0.1; echo tidy; exit 0' TERM; while :; do sleep 0.05; done", seconds: 2))
    #expect(ending.cause == .outOfTime && ending.text == "tidy\n")
  }

  @Test("one that stays behind and holds the streams is not waited for")
  func staysBehind() throws {
    let began = ContinuousClock.now
    let ending = try run(shell("sleep 60 & echo done"))
    #expect(ending.text == "done\n" && ending.succeeded)
    #expect(ContinuousClock.now - began < .seconds(40))
  }

  @Test("what a killed program had started ends with it")
  func killedLeader() throws {
    let ending = try run(shell("sleep 60 & echo $$; kill -9 $$"))
    #expect(ending.cause == .signal(9))
    #expect(isGone(try #require(Int32(ending.text.trimmingCharacters(in: .newlines)))))
  }

  @Test(
    "a wish to stop ends it at once",
    arguments: ["sleep 60", "trap '' TERM; sleep 60 & wait", "yes"])
  func stopping(script: String) throws {
    let began = ContinuousClock.now
    var asked = 0
    #expect(throws: Interruption.self) {
      _ = try Subprocess.run(shell(script, limit: 100)) {
        asked += 1
        return asked > 4
      }
    }
    #expect(ContinuousClock.now - began < .seconds(40))
  }

  @Test(
    "what is no program is told as that",
    arguments: [("/nowhere/cc", ENOENT), ("/etc", EACCES), ("/etc/passwd", EACCES)])
  func noProgram(path: String, code: Int32) throws {
    let ending = try run(Command(path, seconds: 1))
    #expect(ending.cause == .notStarted(code) && !ending.succeeded)
  }

  @Test("several run at once, and each has its own ending")
  func several() throws {
    let began = ContinuousClock.now
    let endings = try Subprocess.run(
      (0..<6).map { shell("sleep 3; echo \($0)") }, atOnce: 6, stopping: { false })
    #expect(ContinuousClock.now - began < .seconds(15))
    #expect(endings.map { $0?.text } == (0..<6).map { "\($0)\n" })
  }

  @Test("after one that fails no other is begun")
  func failing() throws {
    let endings = try Subprocess.run(
      ["echo 0", "exit 1", "echo 2", "echo 3"].map { shell($0) }, atOnce: 1, stopping: { false })
    #expect(endings.map { $0?.cause } == [.status(0), .status(1), nil, nil])
  }

  @Test("each is told of when it has ended, also before all are stopped")
  func told() throws {
    var told: [String] = []
    let commands = ["echo 0", "echo 1", "exit 1", "echo 3"].map { shell($0) }
    let note = { (index: Int, ending: Command.Ending) in told.append("\(index) \(ending.text)") }
    _ = try Subprocess.run(commands, atOnce: 1, stopping: { false }, ended: note)
    #expect(told == ["0 0\n", "1 1\n", "2 "])
    told = []
    #expect(throws: Interruption.self) {
      _ = try Subprocess.run(
        ["echo 0", "sleep 60"].map { shell($0) }, atOnce: 2, stopping: { !told.isEmpty },
        ended: note)
    }
    #expect(told == ["0 0\n"])
    #expect(throws: TestFailure.self) {
      _ = try Subprocess.run(
        commands, atOnce: 2, stopping: { false }, ended: { _, _ in throw TestFailure() })
    }
  }

  private struct TestFailure: Error {}

  @Test("nothing is left of a hundred")
  func leaks() throws {
    func open() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
    let before = try open()
    for _ in 0..<100 { _ = try run(Command("/bin/true", seconds: 10)) }
    // Other tests run meanwhile.
    #expect(try open() < before + 50)
  }

  /// Whether nothing of a group is left; init takes a moment to let go of what it inherits.
  private func isGone(_ group: Int32) -> Bool {
    for _ in 0..<200 {
      if kill(-group, 0) != 0 && errno == ESRCH { return true }
      if onlyDead(group) { return true }
      usleep(10_000)
    }
    return false
  }

  /// Whether all of a group have ended, although nobody has reaped them: where no init does.
  private func onlyDead(_ group: Int32) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.allSatisfy { name in
      guard Int32(name) != nil,
        let text = try? String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8),
        let end = text.lastIndex(of: ")")
      else { return true }
      let fields = text[end...].split(separator: " ")
      return fields.count < 4 || fields[3] != "\(group)" || fields[1] == "Z"
    }
  }
}
