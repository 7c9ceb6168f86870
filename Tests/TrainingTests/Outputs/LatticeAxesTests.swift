import Artifacts
import Testing

@testable import Experiment
@testable import Training

@Suite("Where the cells of a lattice are")
struct LatticeAxesTests {
  /// A sample of what a network makes of a lattice's points.
  private func rehearsal(_ grid: String) throws -> Rehearsal {
    try Rehearsal(
      LatticeExperiment.text(
        sample: "grid: \(grid)",
        lines: ["params: {end: 15}", "functions: {wide(x): \"4 * x\"}"],
        networks: ["other: {input: [3], layers: [{dense: 784}, {reshape: [28, 28, 1]}]}"]))
  }

  private func axes(_ run: Rehearsal) throws -> Grid.Axes? {
    try #require(run.model.definition.outputs.samples.first).axes(run.shown("map"))
  }

  @Test(
    "is what a network is given, and is called by who takes it",
    arguments: [
      ("\"back(lattice([-15, 15], [15, -15], 3))\"", "back input [0]", -15, 15, 15, -15),
      ("\"sigmoid(back(lattice([-end, end], [0, 1], 3)))\"", "back input [0]", -15, 15, 0, 1),
      (
        "\"back(normal_quantile(lattice([0.05, 0.95], [0.95, 0.05], 4)))\"", "back input [0]",
        -1.64485, 1.64485, 1.64485, -1.64485
      ),
      ("\"back(wide(lattice([-1, 1], [1, -1], 3)) - 1)\"", "back input [0]", -5, 3, 3, -5),
      // What else the network takes changes nothing of where the points lie.
      (
        "\"other(concat([lattice([-1, 1], [2, -2], 3), zeros([1], count=9)]))\"", "other input [0]",
        -1, 1, 2, -2
      ),
    ] as [(String, String, Double, Double, Double, Double)])
  func ends(
    grid: String, name: String, left: Double, right: Double, top: Double, bottom: Double
  ) throws {
    let axes = try #require(try axes(rehearsal(grid)))
    #expect(axes.x.name == name)
    #expect(axes.y.name == name.replacing("[0]", with: "[1]"))
    let found = [
      axes.x.numbers.first, axes.x.numbers.last, axes.y.numbers.first, axes.y.numbers.last,
    ]
    for (number, wanted) in zip(found, [left, right, top, bottom]) {
      #expect(abs((number ?? .nan) - wanted) < 1e-4)
    }
  }

  @Test("is called by the value that the lattice lies over, whose quantiles it shows")
  func spread() throws {
    let run = try rehearsal("\"sigmoid(back(lattice(code, 3)))\"")
    let axes = try #require(try axes(run))
    #expect(axes.x.name == "code[0]" && axes.y.name == "code[1]")
    let lattice = try #require(run.model.definition.outputs.samples.first?.lattices.first)
    // What the network gives for the same examples.
    let codes = try #require(
      try rehearsal("digit, captions: code, count: 20").shown("map")["caption 0"])
    let places = lattice.places(codes.floats)
    for (axis, ends) in [(axes.x, lattice.ends[..<2]), (axes.y, lattice.ends[2...])] {
      let wanted = ends.map { places[$0] ?? .nan }
      #expect(abs(axis.numbers[0] - wanted[0]) < 1e-4 && abs(axis.numbers[2] - wanted[1]) < 1e-4)
    }
  }

  @Test(
    "over a value has as many points a row as the sample has columns, or twenty, where it says no count",
    arguments: [
      ("\"back(lattice(code))\", columns: 3", 3), ("\"back(lattice(code))\"", 20),
      ("\"back(lattice(code, count=4))\"", 4),
    ])
  func count(grid: String, expected: Int) throws {
    let axes = try #require(try axes(rehearsal(grid)))
    #expect(axes.x.numbers.count == expected && axes.y.numbers.count == expected)
  }

  @Test(
    "is not told where a cell is no place of one",
    arguments: [
      "digit", "\"back(lattice([-1, 1], [1, -1], 3) + normal([2], count=9))\"",
      "\"back(lattice([-1, 1], [1, -1], 4))\", columns: 8",
      "[\"back(lattice([-1, 1], [1, -1], 3))\", digit]",
      "\"back(one_hot(lattice([0, 1], [0, 1], 2)[1], 2))\"",
      "\"other(concat([lattice([0, 1], [0, 1], 3)[1:], zeros([2], count=9)]))\"",
    ])
  func none(grid: String) throws {
    #expect(try axes(rehearsal(grid)) == nil)
  }

  @Test("stands beside the sample of a run, and in its file")
  func run() throws {
    let run = try rehearsal("\"back(lattice([-1, 1], [1, -1], 3))\"")
    _ = try run.trainer().run()
    let path = run.folder.path + "/samples/epoch-0001/map.png"
    #expect(
      try String(decoding: InputFile.contents(of: path), as: UTF8.self).contains(
        "left to right back input [0] from -1.00 to 1.00, top to bottom back input [1] from 1.00 to -1.00"
      ))
    let size = try PictureFile.describe(path)
    #expect(size.width > size.height)
  }
}
