import Processes
import Synchronization
import Testing

@testable import Commands
@testable import Experiment

@Suite("What a plan asks of an experiment")
struct PlanRequestTests {
  private final class Told: Sendable {
    private let text = Mutex("")
    var value: String { text.withLock { $0 } }

    func tell(_ new: String) { text.withLock { $0 = new } }
  }

  @Test("is enough for the same plan on another thread")
  func thread() throws {
    let experiment = try QuickExperiment(name: "vae_mnist").load()
    let machine = try Machine(threads: 1, usesReference: false)
    let request = try PlanRequest(experiment)
    let told = Told()
    let thread = try #require(
      BackgroundThread("test") {
        told.tell((try? ExperimentPlan(request, machine: machine).text) ?? "none")
      })
    thread.join()
    #expect(try told.value == ExperimentPlan(experiment, machine: machine).text)
  }

  @Test("are the programs that are wanted")
  func wanted() throws {
    let experiment = try QuickExperiment(name: "vae_mnist").load()
    let steps = try PlanRequest(experiment) { $0.isStep }.graphs.map(\.name)
    let all = try PlanRequest(experiment).graphs.map(\.name)
    #expect(steps.count == 1 && all.count > 1 && all.first == steps.first)
  }

  @Test(
    "take no more examples for metrics than there are",
    arguments: [
      ("style_transfer", "metric metrics, batch 1"), ("vae_mnist", "metric metrics, batch 32"),
    ])
  func few(name: String, program: String) throws {
    let names = try PlanRequest(QuickExperiment(name: name).load()).graphs.map(\.name)
    #expect(names.contains(program), "\(names)")
  }
}
