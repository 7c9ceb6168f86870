import Artifacts
import Diagnostics
import Testing

@testable import Experiment
@testable import Training

/// A picture of one number everywhere that rounds enlarge, beside a variable that keeps its size.
@Suite("Rounds that resize")
struct ResizingRoundsTests {
  private static let sides = [2, 4, 4, 6]

  private static let growing = """
    etch: 1
    name: growing
    variables:
      canvas: {init: "ones([3, 3, 1], count=1) * 4", clip: [-1000, 1000]}
      still: {init: "ones([2]) * 4"}
    losses:
      far: sum(square(canvas - 3)) + sum(square(still - 3))
    train:
      rounds: {side: [2, 4, 4, 6]}
      start: {canvas: "resize(canvas, [side, side]) + side / 100"}
      steps: 2
      optimizer: {sgd: {learning_rate: 0.25, momentum: 0.5}}
      step: {both: {update: [canvas, still], minimize: far}}
    metrics:
      size: {value: sum(canvas * 0 + 1)}
    outputs:
      checkpoints: {every: 1000 steps}
      samples:
        view: {grid: canvas / 10, count: 1, every: 1 steps}
    """

  @Test("hand on what keeps its size, and begin what an optimizer remembers of the rest anew")
  func values() throws {
    let run = try Rehearsal(Self.growing)
    let trainer = try run.trainer()
    #expect(try trainer.run() == .finished)
    var (canvas, still, canvasSpeed, stillSpeed) = (4.0, 4.0, 0.0, 0.0)
    for (round, side) in Self.sides.enumerated() {
      canvas += Double(side) / 100
      if round == 0 || side != Self.sides[round - 1] { canvasSpeed = 0 }
      for _ in 0..<2 {
        canvasSpeed = 0.5 * canvasSpeed - 0.25 * 2 * (canvas - 3)
        stillSpeed = 0.5 * stillSpeed - 0.25 * 2 * (still - 3)
        canvas += canvasSpeed
        still += stillSpeed
      }
    }
    let found = try trainer.state.read("canvas")
    #expect(found.type.shape == [1, 6, 6, 1])
    #expect(found.doubles.allSatisfy { abs($0 - canvas) < 1e-5 }, "\(found.doubles[0]), \(canvas)")
    #expect(try trainer.state.read("still").doubles.allSatisfy { abs($0 - still) < 1e-5 })
    #expect(try run.log().compactMap { $0["size"]?.double } == [4, 16, 16, 36])
  }

  @Test("go on after any step as if nothing had happened, to the bit", arguments: 0...8)
  func resume(stop: Int) throws {
    let whole = try Rehearsal(Self.growing)
    #expect(try whole.trainer().run() == .finished)
    let first = try Rehearsal(Self.growing)
    #expect(try first.trainer(stopAfter: stop).run() == (stop == 8 ? .finished : .stopped))
    let second = try Rehearsal(Self.growing, after: first)
    #expect(try second.trainer().run() == .finished)
    let last = "/checkpoints/round-0004-step-00000002.safetensors.zst"
    let pictures = try Folder.names(in: whole.folder.path + "/samples").map {
      try whole.folder.sample("view", at: $0).dropFirst(whole.folder.path.count)
    }
    #expect(pictures.count == 8)
    for file in [last, "/metrics.jsonl"] + pictures.map(String.init) {
      #expect(
        try InputFile.contents(of: second.folder.path + file)
          == InputFile.contents(of: whole.folder.path + file), "\(file)")
    }
  }

  @Test("show a finished run again at its last size, and the one that was stopped at its own")
  func again() throws {
    let first = try Rehearsal(Self.growing)
    #expect(try first.trainer(stopAfter: 3).run() == .stopped)
    let other = RunFolder(first.folder.path + "/other")
    #expect(try Rehearsal(Self.growing, after: first).renderAgain(in: other).count == 1)
    #expect(try Rehearsal(Self.growing, after: first).trainer().run() == .finished)
    let second = try Rehearsal(Self.growing, after: first)
    #expect(try second.trainer().run() == .finished)
    #expect(second.observer.steps == 0)
    #expect(second.observer.written.map { $0.hasSuffix("view.png") } == [true])
  }

  @Test("a start without the round's values may resize by itself, and is done in each round")
  func byItself() throws {
    let text = Self.growing.replacing(
      "rounds: {side: [2, 4, 4, 6]}", with: "rounds: {k: [1, 2, 3]}"
    )
    .replacing("sum(canvas * 0 + 1)", with: "sum(canvas * 0 + k)")
    .replacing("resize(canvas, [side, side]) + side / 100", with: "resize(canvas, scale=2)")
    let run = try Rehearsal(text)
    let trainer = try run.trainer()
    #expect(try trainer.run() == .finished)
    #expect(try trainer.state.read("canvas").type.shape == [1, 24, 24, 1])
  }

  @Test(
    "say what does not fit, and in which round",
    arguments: [
      (
        "resize(canvas, [side, side]) + side / 100", "mean(canvas)",
        "a round may change the size of a variable, and nothing else", ""
      ),
      (
        "resize(canvas, [side, side])", "resize(canvas, [side - 2, 2])",
        "resize makes pictures of 1 to 16384 pixels a side", "in the round where side is 2"
      ),
      (
        "sum(square(canvas - 3))", "sum(square(canvas - ones([2, 2, 1])))",
        "[4, 4, 1] and [2, 2, 1]",
        "in the round where side is 4"
      ),
      (
        "sum(square(canvas - 3))", "sum(square(resize(canvas, scale=side / 2) - 3))",
        "must be known before a round begins", ""
      ),
    ])
  func mistakes(old: String, new: String, message: String, note: String) throws {
    let text = Self.growing.replacing(old, with: new)
    let problems = #expect(throws: DiagnosticList.self) { try Rehearsal(text) }
    let found = problems?.diagnostics.first { $0.message.contains(message) }
    #expect(found != nil, "\(problems?.diagnostics.map(\.message) ?? [])")
    #expect(note.isEmpty || found?.notes.contains { $0.message == note } == true)
  }
}
