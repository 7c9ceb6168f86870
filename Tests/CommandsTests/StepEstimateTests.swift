import Testing

@testable import Commands

@Suite("The estimate of a step")
struct StepEstimateTests {
  @Test(
    "How long it takes is told of an epoch and of all steps, as far as that is known",
    arguments: [
      (64, 640, "an epoch of 64 steps takes about 13 s, all 640 steps 2 min"),
      (1, nil, "an epoch of 1 step takes about 200 ms"),
      (nil, 40_000, "all 40000 steps take about 2.2 h"), (nil, nil, "a step takes about 200 ms"),
    ] as [(Int?, Int?, String)])
  func told(epoch: Int?, whole: Int?, text: String) {
    #expect(TrainingDuration(step: 0.2, epoch: epoch, whole: whole).text == text)
  }

  @Test(
    "Before a run, it is told of the steps that are to be done",
    arguments: [
      (64, 640, "2 min of computing for 640 steps, 13 s an epoch"),
      (64, 64, "13 s of computing for 64 steps"), (64, 20, "4.0 s of computing for 20 steps"),
      (nil, 150, "30 s of computing for 150 steps"),
      (2, 4, "less than a second of computing for 4 steps"),
      (2, 1, "less than a second of computing for 1 step"),
    ] as [(Int?, Int, String)])
  func expected(epoch: Int?, steps: Int, text: String) {
    #expect(
      TrainingDuration(step: 0.2, epoch: epoch, whole: nil).estimate(of: steps)
        == "estimated: \(text), beside data, metrics and pictures")
  }
}
