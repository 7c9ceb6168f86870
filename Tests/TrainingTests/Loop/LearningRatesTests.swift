import Diagnostics
import Testing

@testable import Artifacts
@testable import Training

@Suite("Learning rates and timings")
struct LearningRatesTests {
  private static func text(_ rate: String, epochs: Int = 3) -> String {
    """
    etch: 1
    name: rates
    data:
      digit: {source: builtin/digits, count: 32, scale: [0, 1]}
    networks:
      net: {input: [28, 28, 1], layers: [flatten, {dense: 2}]}
    losses: {loss: mean(square(net(digit)))}
    train:
      epochs: \(epochs)
      batch_size: 16
      step:
        net: {minimize: loss, optimizer: {sgd: {learning_rate: \(rate)}}}
    outputs: {checkpoints: {every: 1 epoch, keep: 9}}
    """
  }

  private static func rates(_ log: [JSON]) -> [Double?] {
    log.map { $0[Trainer.learningRateKey]?["net"]?.double }
  }

  @Test(
    "Each line of the log has the rate of its last step",
    arguments: [
      ("0.5", [0.5, 0.5, 0.5]),
      ("{linear_decay: {initial: 0.6, final: 0, end: 6 steps}}", [0.5, 0.3, 0.1]),
      ("{step: {initial: 1, rate: 0.5, every: 1 epoch}}", [1, 0.5, 0.25]),
    ])
  func lines(rate: String, expected: [Double]) throws {
    let rehearsal = try Rehearsal(Self.text(rate))
    #expect(try rehearsal.trainer().run() == .finished)
    let found = try Self.rates(rehearsal.log())
    #expect(found.count == expected.count)
    for (found, expected) in zip(found, expected) {
      #expect(abs((found ?? .nan) - expected) < 1e-12, "\(found ?? .nan)")
    }
  }

  @Test("A run that was stopped within an epoch writes the same log; its times go on")
  func resumed() throws {
    let text = Self.text("{linear_decay: {initial: 0.6, final: 0, end: 6 steps}}")
    let whole = try Rehearsal(text)
    #expect(try whole.trainer().run() == .finished)
    let first = try Rehearsal(text)
    #expect(try first.trainer(stopAfter: 3).run() == .stopped)
    let rest = try Rehearsal(text, after: first)
    #expect(try rest.trainer().run() == .finished)
    #expect(
      try InputFile.contents(of: rest.folder.metrics)
        == InputFile.contents(of: whole.folder.metrics))
    let times = try MetricsLog.read(rest.folder.timings)
    #expect(times.compactMap { $0["step"]?.double } == [2, 4, 6])
    let seconds = times.compactMap { $0["seconds"]?.double }
    #expect(zip(seconds, seconds.dropFirst()).allSatisfy { $0 <= $1 } && seconds.count == 3)
    #expect(times.allSatisfy { $0["kind"] == .string("epoch") && $0["loss"] == nil })
  }

  @Test("An update in two stages has one rate, one that assigns has none")
  func once() throws {
    let rehearsal = try Rehearsal(
      """
      etch: 1
      name: rates
      variables:
        a: {init: "ones([1])"}
        b: {init: "ones([1])"}
      losses: {far: sum(square(a - 3))}
      train:
        steps: 2
        optimizer: {sgd: {learning_rate: 0.1}}
        step:
          - a: {minimize: far}
            b: {assign: b + 1}
          - a: {minimize: far}
      """)
    #expect(try rehearsal.trainer().run() == .finished)
    for line in try rehearsal.log() {
      #expect(line[Trainer.learningRateKey] == .object([.init("a", .number(0.1))]))
    }
    #expect(try !rehearsal.log().isEmpty)
  }

  @Test("What was timed of steps that are done again, and a damaged file, are forgotten")
  func forgotten() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/timings.jsonl"
    try TextFile.write(
      #"{"step":2,"seconds":1.5}"# + "\n" + #"{"step":4,"seconds":3}"# + "\n" + #"{"st"#, to: path)
    let timings = try RunTimings(path, upTo: 3)
    try timings.add([.init("step", .integer(4))], step: 4)
    let lines = try MetricsLog.read(path)
    #expect(lines.compactMap { $0["step"]?.double } == [2, 4])
    #expect((lines.last?["seconds"]?.double ?? 0) >= 1.5)
    try TextFile.write("no JSON\n", to: path)
    _ = try RunTimings(path, upTo: 3)
    #expect(try MetricsLog.read(path).isEmpty)
  }
}
