import Artifacts
import Testing

@testable import Experiment
@testable import Training

@Suite("The frame of a lattice in a scatter plot")
struct LatticeFrameTests {
  /// A sample of what a network makes of a lattice's points, and a plot of codes.
  private func rehearsal(_ grid: String, scatter: String = "code") throws -> Rehearsal {
    try Rehearsal(
      LatticeExperiment.text(
        sample: "grid: \(grid)", lines: ["functions: {wide(x): \"4 * x\"}"],
        networks: ["other: {input: [3], layers: [{dense: 784}, {reshape: [28, 28, 1]}]}"])
        + "\n  plots:\n    codes: {scatter: \(scatter)}\n")
  }

  private static let fixed = "\"back(lattice([-15, 15], [15, -15], 3))\""

  @Test(
    "is there where the network that takes its points takes what is made of the plot's numbers",
    arguments: [
      (fixed, "code", true), (fixed, "net(digit)", true),
      ("\"sigmoid(back(lattice(code, 3)))\"", "code", true),
      (fixed, "\"one_hot(digit.label, 10)[:2]\"", false), ("digit", "code", false),
      ("\"other(concat([lattice([-1, 1], [2, -2], 3), zeros([1], count=9)]))\"", "code", false),
    ])
  func plane(grid: String, scatter: String, isThere: Bool) throws {
    let model = try rehearsal(grid, scatter: scatter).model
    let plot = try #require(model.definition.outputs.plots.first)
    #expect(model.lattices(inPlaneOf: plot).map(\.name) == (isThere ? ["map"] : []))
  }

  @Test(
    "reaches from the lowest to the highest of what the network is given",
    arguments: [
      (fixed, -15, 15, -15, 15),
      (
        "\"back(normal_quantile(lattice([0.05, 0.95], [0.95, 0.05], 4)))\"", -1.64485, 1.64485,
        -1.64485, 1.64485
      ),
      ("\"back(wide(lattice([-1, 1], [1, 0], 3)) - 1)\"", -5, 3, -1, 3),
    ] as [(String, Double, Double, Double, Double)])
  func ends(grid: String, left: Double, right: Double, bottom: Double, top: Double) throws {
    let frame = try #require(try rehearsal(grid).frame("map"))
    let found = [frame.x.lowerBound, frame.x.upperBound, frame.y.lowerBound, frame.y.upperBound]
    for (number, wanted) in zip(found, [left, right, bottom, top]) {
      #expect(abs(number - wanted) < 1e-4, "\(frame)")
    }
  }

  @Test("is that of the quantiles where the lattice lies over the plot's own value")
  func spread() throws {
    let run = try rehearsal("\"sigmoid(back(lattice(code, 3)))\"")
    let frame = try #require(try run.frame("map"))
    let axes = try #require(
      try run.model.definition.outputs.samples.first?.axes(run.shown("map")))
    for (reach, axis) in [(frame.x, axes.x), (frame.y, axes.y)] {
      #expect(reach.lowerBound == axis.numbers.min() && reach.upperBound == axis.numbers.max())
    }
  }

  @Test("is drawn by a run, and the same again from its checkpoint")
  func run() throws {
    let run = try rehearsal("\"sigmoid(back(lattice(code, 3)))\"")
    _ = try run.trainer().run()
    let path = run.folder.path + "/plots/epoch-0001/codes"
    #expect(try TextFile.read(path + ".svg").contains(">map</text>"))
    let written = try run.renderAgain(in: RunFolder(run.folder.path + "/again"))
    let again = try #require(written.first { $0.hasSuffix("codes.png") })
    #expect(try InputFile.contents(of: again) == InputFile.contents(of: path + ".png"))
  }
}
