import RecordedCases
import Testing

@testable import Experiment
@testable import Training

@Suite("A running average of a network")
struct AverageTests {
  private static func text(_ average: String, _ more: String = "") -> String {
    """
    etch: 1
    name: average
    data:
      digit: {source: builtin/digits, count: 64, holdout: 0, scale: [0, 1]}
    networks:
      net:
        input: [28, 28, 1]
        layers:
          - conv2d: {filters: 2, kernel: 3, stride: 4}
          - batch_norm
          - flatten
          - dense: 1
      shadow: \(average)
    losses: {size: mean(square(net(digit) - 1))}
    train:
      epochs: 2
      batch_size: 16
      optimizer: {sgd: {learning_rate: 0.001}}
      step: {net: {minimize: size}}
    metrics: {shadow_size: {value: mean(square(shadow(digit) - 1)), split: train}}
    \(more)
    """
  }

  @Test(
    "begins as the network and follows each of its updates; running statistics are the network's")
  func follows() throws {
    let run = try Rehearsal(Self.text("{ema: net, decay: 0.75}"))
    let trained = ["conv2d_1.weight", "conv2d_1.bias", "batch_norm_1.weight", "dense_1.weight"]
    var shadow: [String: [Double]] = [:]
    for name in trained {
      shadow[name] = try run.values("net." + name)
      #expect(try run.values("shadow." + name) == shadow[name])
    }
    let trainer = try run.trainer()
    try trainer.beginRound()
    for _ in 0..<3 {
      try trainer.runStep()
      for name in trained {
        let net = try run.values("net." + name)
        let next = zip(shadow[name] ?? [], net).map { 0.75 * $0 + 0.25 * $1 }
        for (expected, found) in zip(next, try run.values("shadow." + name)) {
          #expect(abs(expected - found) <= 1e-6 * max(1, abs(expected)), "\(name)")
        }
        shadow[name] = try run.values("shadow." + name)
      }
      for name in ["batch_norm_1.running_mean", "batch_norm_1.running_var"] {
        #expect(try run.values("shadow." + name) == run.values("net." + name))
      }
    }
    #expect(try run.values("shadow.dense_1.weight") != run.values("net.dense_1.weight"))
    #expect(run.warnings == [])
  }

  static let recorded: [AverageCase] = (try? Recorded.cases("averages")) ?? []

  @Test("ten steps of a network, and of its average, are PyTorch's", arguments: recorded)
  func tenSteps(_ recorded: AverageCase) throws {
    #expect(recorded.weights.count == 10 && recorded.averages.count == 10)
    let run = try Rehearsal(recorded.experiment)
    let trainer = try run.trainer()
    try trainer.beginRound()
    for (weights, average) in zip(recorded.weights, recorded.averages) {
      try trainer.runStep()
      #expect(try weights.share(usedBy: run.values("net.dense_1.weight")) <= 1)
      #expect(try average.share(usedBy: run.values("shadow.dense_1.weight")) <= 1)
    }
  }

  @Test("has the weights that its network reads, from the start")
  func resumed() throws {
    let first = try Rehearsal(Self.text("{ema: net}"))
    _ = try first.trainer(stopAfter: 3).run()
    let second = try Rehearsal(Self.text("{ema: net}"), after: first)
    _ = try second.trainer().run()
    let whole = try Rehearsal(Self.text("{ema: net}"))
    _ = try whole.trainer().run()
    #expect(
      try second.values("shadow.dense_1.weight") == whole.values("shadow.dense_1.weight"))
  }

  @Test(
    "is refused as what is trained, in training mode, of another average, or with weights of its own",
    arguments: [
      ("{ema: shadow}", "like it again"), ("{ema: other}", "unknown network 'other'"),
      ("{ema: net, weights: x.safetensors}", "an average begins as its network does"),
      ("{like: net, decay: 0.5}", "'decay' goes with 'ema'"),
    ])
  func refused(average: String, sentence: String) {
    let message = diagnosis { try Rehearsal(Self.text(average)) }
    #expect(message.contains(sentence), "\(message)")
  }

  @Test("is refused in training mode")
  func mode() {
    let message = diagnosis {
      try Rehearsal(
        Self.text("{ema: net}").replacing(
          "{value: mean(square(shadow(digit) - 1))",
          with: "{value: \"mean(square(shadow(digit, mode=training) - 1))\"")
      )
    }
    #expect(message == "'shadow' is an average, which runs in inference mode")
  }
}
