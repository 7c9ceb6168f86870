import Artifacts
import Foundation
import Testing

@testable import Commands

/// The sweeps of `experiments/sweeps`.
@Suite("Shipped sweeps")
struct ShippedSweepsTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "experiments/sweeps").path
  private static let trials = [
    "dcgan_seeds": 4, "fgsm_epsilon": 5, "fgsm_epsilon_zebras": 4, "latent": 9,
    "learning_rate": 18, "optimizers": 15, "style_weight": 4,
  ]
  /// Those whose data is no built-in one.
  private static let ofRealData: Set = ["fgsm_epsilon_zebras"]

  @Test("have so many trials, in each of which nothing is wrong", arguments: trials.keys.sorted())
  func checked(name: String) throws {
    let plan = try SweepPlan(file: "\(Self.folder)/\(name).yaml")
    #expect(plan.trials.count == Self.trials[name])
    #expect(plan.remarks.diagnostics.isEmpty)
    let (_, missing) = try plan.check()
    #expect(
      missing.diagnostics.isEmpty || Self.ofRealData.contains(name), "a quick profile needs no data"
    )
  }

  @Test("are all named here")
  func named() throws {
    let files = try Folder.names(in: Self.folder).filter { $0.hasSuffix(".yaml") }
    #expect(files.map { String($0.dropLast(5)) }.sorted() == Self.trials.keys.sorted())
  }

  @Test("a larger step along the gradient's sign makes the classifier fail more often")
  func epsilon() throws {
    let out = try RunsFolder()
    let file = "\(Self.folder)/fgsm_epsilon.yaml"
    let end = try EtchProgram(["sweep", file, "--out", out.path])
    #expect(end.status == 0, "\(end.errors)")
    let plan = try SweepPlan(file: file)
    let right = try plan.trials.map { trial in
      try #require(try RunFigures(trial.folder(in: out.path))["right_after"]).last
    }
    #expect(right == right.sorted(by: >) && right[0] > 0.95 && right[4] < 0.1, "\(right)")
  }
}
