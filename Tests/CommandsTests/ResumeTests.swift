import Compiler
import Runtime
import Testing

@testable import Commands
@testable import Experiment

@Suite("A run that was stopped and resumed equals one that was not", .serialized)
struct ResumeTests {
  private static let experiments =
    QuickExperiment.representatives
    + (testsEverything ? shippedExperiments.map { QuickExperiment(name: $0) } : [])

  @Test(
    "whatever the step it stopped at and the number of threads",
    arguments: experiments)
  func resumes(experiment: QuickExperiment) throws {
    let out = try RunsFolder()
    let whole = try experiment.run(in: out.path + "/whole", threads: 2)
    #expect(whole.ending == .finished)
    let expected = try RunBytes(whole.run.folder)
    let steps = whole.run.stepsDone
    // Before the first step, within the first epoch, at its end or within the second, before the last step: 1, 3 and 5 threads
    // train what 2 have trained, and 1 and 5 evaluate and draw it.
    var done = -1
    for (index, stop) in [0, 2, steps / 2, steps - 1].enumerated() where stop > done {
      let part = try experiment.run(
        in: out.path + "/parts", steps: stop, threads: [2, 1, 5, 3][index])
      #expect(part.ending == .stopped)
      #expect(part.run.stepsDone == stop)
      done = stop
    }
    let rest = try experiment.run(in: out.path + "/parts", threads: 5)
    #expect(rest.ending == .finished)
    #expect(try RunBytes(rest.run.folder).differences(from: expected) == [])
    #expect(leftovers(in: out.path) == [])
  }

  /// The quick profiles of those that need no weights, as they are.
  private static let wholeProfiles = [
    "ecg_anomaly", "vae_mnist", "dcgan_mnist", "conv_autoencoder_mnist",
  ].map { QuickExperiment(name: $0) }

  /// The families of processors whose kernels this machine runs.
  private static let levels = InstructionSet.allCases.map(\.rawValue).filter {
    (try? InstructionSet.runnable($0)) != nil
  }

  @Test(
    "for every family of processors alike, also where one goes on with what another began",
    .enabled(if: levels.count > 1, "this machine runs the kernels of one family alone"),
    arguments: QuickExperiment.representatives + (testsEverything ? wholeProfiles : []))
  func processors(experiment: QuickExperiment) throws {
    let out = try RunsFolder()
    let first = try experiment.run(in: out.path + "/first", level: Self.levels[0])
    let expected = try RunBytes(first.run.folder)
    for level in Self.levels.dropFirst() {
      let other = try experiment.run(in: out.path + "/\(level)", level: level)
      #expect(try RunBytes(other.run.folder).differences(from: expected) == [], "\(level)")
      let begun = try experiment.run(
        in: out.path + "/both-\(level)", steps: first.run.stepsDone / 2, level: Self.levels[0])
      #expect(begun.ending == .stopped)
      let rest = try experiment.run(in: out.path + "/both-\(level)", level: level)
      #expect(rest.ending == .finished)
      #expect(try RunBytes(rest.run.folder).differences(from: expected) == [], "\(level)")
    }
  }
}
