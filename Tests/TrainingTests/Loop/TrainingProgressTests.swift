import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Training

@Suite("Training progress")
struct TrainingProgressTests {
  private static var example: TrainingProgress {
    var progress = TrainingProgress()
    progress.round = 1
    progress.epoch = 2
    progress.stepInEpoch = 3
    progress.step = 23
    progress.totalSteps = 123
    progress.applications = ["generator": 41, "D.x": 7]
    progress.earlierApplications = ["generator": 100, "D.x": 0]
    progress.earlierEpochs = 5
    progress.epochLosses.prepare(count: 2)
    progress.epochLosses.add(0, 0.1, weight: 128)
    progress.epochLosses.add(0, 1e-300, weight: 5)
    progress.epochLosses.add(1, -.infinity, weight: 1)
    progress.intervalLosses.prepare(count: 2)
    progress.firstLosses = [0.1, nil]
    progress.exploded = ["steep": 17]
    progress.plotAxes = ["codes": PlotAxes(x: -0.1...1e-300, y: 0...3)]
    progress.logOffset = 9999
    progress.logDigest = "c0ffee"
    return progress
  }

  @Test("reads back as it was written, to the last bit")
  func roundTrip() throws {
    let progress = Self.example
    let read = try TrainingProgress(
      JSON(parsing: progress.json.description), file: "a.safetensors.zst")
    #expect(read == progress)
    #expect(read.json.description == progress.json.description)
  }

  @Test("says of earlier rounds what there was, also where it goes on without rounds")
  func earlierRounds() throws {
    var progress = Self.example
    progress.round = 0
    let read = try TrainingProgress(JSON(parsing: progress.json.description), file: "a")
    #expect(read == progress)
    #expect(TrainingProgress().json["earlier_epochs"] == nil)
  }

  @Test("holds a loss that is no number")
  func notANumber() throws {
    var progress = Self.example
    progress.epochLosses.add(1, .nan, weight: 1)
    let read = try TrainingProgress(JSON(parsing: progress.json.description), file: "a")
    #expect(read.epochLosses.mean(1)?.isNaN == true)
    #expect(read.json.description == progress.json.description)
  }

  @Test(
    "from hostile text is a sentence, never a trap",
    arguments: [
      "null", "[]", "{}", "7", #"{"round":0}"#,
      #"{"round":-1,"epoch":0,"step_in_epoch":0,"step":0,"total_steps":0,"applications":{},"epoch_losses":[],"interval_losses":[],"log_offset":0}"#,
      #"{"round":0,"epoch":9223372036854775807,"step_in_epoch":0,"step":0,"total_steps":0,"applications":{},"epoch_losses":[],"interval_losses":[],"log_offset":0}"#,
      #"{"round":0,"epoch":0.5,"step_in_epoch":0,"step":0,"total_steps":0,"applications":{},"epoch_losses":[],"interval_losses":[],"log_offset":0}"#,
      #"{"round":0,"epoch":0,"step_in_epoch":"0","step":0,"total_steps":0,"applications":{},"epoch_losses":[],"interval_losses":[],"log_offset":0}"#,
      #"{"round":0,"epoch":0,"step_in_epoch":0,"step":0,"total_steps":0,"applications":{"a":9223372036854775807},"epoch_losses":[],"interval_losses":[],"log_offset":0}"#,
      #"{"round":0,"epoch":0,"step_in_epoch":0,"step":0,"total_steps":0,"applications":{"a":-1},"epoch_losses":[],"interval_losses":[],"log_offset":0}"#,
      #"{"round":0,"epoch":0,"step_in_epoch":0,"step":0,"total_steps":0,"applications":[],"epoch_losses":[],"interval_losses":[],"log_offset":0}"#,
      #"{"round":0,"epoch":0,"step_in_epoch":0,"step":0,"total_steps":0,"applications":{},"epoch_losses":[[1]],"interval_losses":[],"log_offset":0}"#,
      #"{"round":0,"epoch":0,"step_in_epoch":0,"step":0,"total_steps":0,"applications":{},"epoch_losses":[[1,"x"]],"interval_losses":[],"log_offset":0}"#,
      #"{"round":0,"epoch":0,"step_in_epoch":0,"step":0,"total_steps":0,"applications":{},"epoch_losses":[],"interval_losses":7,"log_offset":0}"#,
      #"{"round":0,"epoch":0,"step_in_epoch":0,"step":0,"total_steps":0,"applications":{},"epoch_losses":[],"interval_losses":[],"log_offset":99999999999999999999}"#,
    ])
  func hostile(text: String) {
    let message = diagnosis {
      try TrainingProgress(JSON(parsing: text), file: "a.safetensors.zst")
    }
    #expect(message.contains("a.safetensors.zst"))
  }

  @Test("losses that were counted for another schedule are counted anew")
  func otherLosses() {
    var sums = LossSums()
    sums.prepare(count: 3)
    sums.add(2, 5, weight: 1)
    sums.prepare(count: 3)
    #expect(sums.mean(2) == 5)
    sums.prepare(count: 2)
    #expect(sums.mean(1) == nil)
  }

  /// The steps in which losses explode that are these numbers, step after step.
  private func explosions(_ losses: [[Double]]) throws -> [String: Int] {
    var progress = TrainingProgress()
    for step in losses {
      progress.prepare(losses: step.count)
      for (index, value) in step.enumerated() {
        progress.add(index, name: "abc".map { "\($0)" }[index], value, weight: 1)
      }
      progress.totalSteps += 1
      // As a run that is interrupted after each step.
      progress = try TrainingProgress(JSON(parsing: progress.json.description), file: "a")
    }
    return Dictionary(uniqueKeysWithValues: progress.exploded.map { ($0.key, $0.value) })
  }

  @Test("a rise from nearly zero is no explosion, whether other losses tell of the scale or not")
  func risesFromZero() throws {
    let content = (0..<100).map { 1e6 * Double($0 * $0) }
    #expect(try explosions(content.map { [$0, 1e-3] }).isEmpty)
    #expect(try explosions(content.map { [$0] }).isEmpty)
    // A learning rate that warms up moves it little in the first steps.
    let late = (0..<100).map { pow(Double($0) / 10, 12) }
    #expect(try explosions(late.map { [$0, 4e6] }).isEmpty)
    #expect(try explosions([[0.5, 4e6], [3e6, 4e6], [1, 1]]).isEmpty)
  }

  @Test("a loss that grows by as much in each step explodes, wherever it began")
  func explodes() throws {
    let growing = (0..<20).map { 2 * pow(9, Double($0)) }
    #expect(try explosions(growing.map { [$0] }) == ["a": 8])
    #expect(try explosions(growing.map { [$0, 0.1] }) == ["a": 8])
    let fromZero = [0] + (0..<20).map { pow(10, Double($0)) }
    // Of its first ten values, up to 10^8, no more than 10^6 is its scale.
    #expect(try explosions(fromZero.map { [$0] }) == ["a": 15])
    #expect(try explosions(fromZero.map { [-$0, 1] }) == ["a": 15])
    // What diverges in its first steps is measured by none of them.
    let steep = (0..<8).map { 3e-4 * pow(1e4, Double($0)) }
    #expect(try explosions(steep.map { [$0] }) == ["a": 5])
    #expect(try explosions(steep.map { [$0, 100] }) == ["a": 6])
  }

  @Test("a checkpoint from before first values were kept goes on with those that come")
  func withoutEarlyLosses() throws {
    var first = TrainingProgress()
    first.prepare(losses: 1)
    first.add(0, name: "a", 0, weight: 1)
    first.totalSteps = 1
    guard case .object(let members) = first.json else {
      Issue.record("progress is an object")
      return
    }
    #expect(members.contains { $0.key == "early_losses" })
    let old = JSON.object(members.filter { $0.key != "early_losses" })
    var progress = try TrainingProgress(JSON(parsing: old.description), file: "a")
    progress.prepare(losses: 1)
    #expect(progress.beganAtNearlyZero(0))
    for value in [2e7, 1e10, 2e12] {
      progress.add(0, name: "a", value, weight: 1)
      progress.totalSteps += 1
    }
    #expect(progress.exploded == ["a": 4])
    let read = try TrainingProgress(JSON(parsing: progress.json.description), file: "a")
    #expect(read == progress)
  }

  @Test("means are weighted by examples")
  func weights() {
    var sums = LossSums()
    sums.prepare(count: 1)
    sums.add(0, 1, weight: 30)
    sums.add(0, 4, weight: 10)
    #expect(sums.mean(0) == 1.75)
    sums.clear()
    #expect(sums.mean(0) == nil)
  }
}
