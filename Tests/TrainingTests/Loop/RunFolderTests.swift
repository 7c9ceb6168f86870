import Diagnostics
import Testing

@testable import Training

@Suite("The names in a run's folder")
struct RunFolderTests {
  private func progress(round: Int = 0, epoch: Int, stepInEpoch: Int, step: Int)
    -> TrainingProgress
  {
    var progress = TrainingProgress()
    progress.round = round
    progress.epoch = epoch
    progress.stepInEpoch = stepInEpoch
    progress.step = step
    return progress
  }

  @Test("a moment at the end of an epoch goes by the epoch")
  func epoch() {
    let end = progress(epoch: 3, stepInEpoch: 0, step: 30)
    #expect(RunFolder.moment(end, byEpochs: true, rounds: 1) == "epoch-0003")
    #expect(RunFolder.moment(end, byEpochs: false, rounds: 1) == "step-00000030")
  }

  @Test("any other goes by the step, the very first too")
  func step() {
    let within = progress(epoch: 3, stepInEpoch: 2, step: 32)
    #expect(RunFolder.moment(within, byEpochs: true, rounds: 1) == "step-00000032")
    let first = progress(epoch: 0, stepInEpoch: 0, step: 0)
    #expect(RunFolder.moment(first, byEpochs: true, rounds: 1) == "step-00000000")
  }

  @Test("numbers that outgrow their width are written out")
  func wide() {
    let late = progress(epoch: 12_345, stepInEpoch: 0, step: 1_234_567_890)
    #expect(RunFolder.moment(late, byEpochs: true, rounds: 1) == "epoch-12345")
    #expect(RunFolder.moment(late, byEpochs: false, rounds: 1) == "step-1234567890")
  }

  @Test(
    "rounds count from 1, and the end of a run belongs to its last",
    arguments: [(0, 1), (1, 2), (2, 2)])
  func rounds(complete: Int, number: Int) {
    let moment = RunFolder.moment(
      progress(round: complete, epoch: 1, stepInEpoch: 0, step: 5), byEpochs: true, rounds: 2)
    #expect(moment == "round-000\(number)-epoch-0001")
  }

  @Test(
    "the order of moments is that of training, whichever unit names them",
    arguments: [
      ["step-00000005", "epoch-0001", "step-00000012", "epoch-0002", "step-00000021"],
      ["epoch-9999", "epoch-10000"],
      ["round-0001-epoch-0002", "round-0002-step-00000003", "round-0002-epoch-0001"],
    ])
  func order(moments: [String]) throws {
    let orders = try moments.map {
      try #require(RunFolder.order(ofMoment: $0, stepsPerEpoch: 10))
    }
    #expect(zip(orders, orders.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test(
    "a name that is not one plain component of a path names no file",
    arguments: ["", ".", "..", "../evil", "a/b", "/etc/x", ".hidden", "a\u{0}b", "esc\u{1B}[31m"])
  func hostile(name: String) throws {
    let folder = RunFolder("run")
    #expect(throws: Diagnostic.self) { try folder.sample(name, at: "epoch-0001") }
    #expect(throws: Diagnostic.self) { try folder.text(name, at: "epoch-0001") }
    #expect(throws: Diagnostic.self) { try folder.plot(name, at: "epoch-0001") }
    #expect(throws: Diagnostic.self) { try folder.animation(name) }
    #expect(try folder.sample("digits", at: "epoch-0001") == "run/samples/epoch-0001/digits.png")
  }

  @Test(
    "other names are no moments",
    arguments: [
      "", "epoch", "epoch-", "epoch-x", "step-1-2", "round-1-epoch", "a-b-c-d", ".lock",
      "epoch-99999999999999999999", "epoch-9223372036854775807",
    ])
  func foreign(name: String) {
    #expect(RunFolder.order(ofMoment: name, stepsPerEpoch: 10) == nil)
  }
}
