import Artifacts
import Diagnostics
import Testing

@testable import Experiment
@testable import Training

@Suite("A lattice over a value")
struct SpreadLatticeTests {
  /// A sample of what a network makes of a lattice's points.
  private func experiment(_ grid: String, value: String = "net(digit)") -> String {
    LatticeExperiment.text(sample: "grid: \"\(grid)\", columns: 3", code: value)
  }

  @Test(
    "Its ends are quantiles of the numbers: y grows upwards, and what is not finite does not count")
  func quantiles() throws {
    let model = try Rehearsal(experiment("back(lattice(code, 3))")).model
    let lattice = try #require(model.definition.outputs.samples.first?.lattices.first)
    // x is 0 … 100, y its tenth, and one of both is no number.
    var numbers: [Float] = []
    for index in 0...100 { numbers += [Float(index), Float(index) / 10] }
    numbers += [.nan, .infinity]
    func places(_ numbers: [Float]) -> [Double] {
      let places = lattice.places(numbers)
      return lattice.ends.map { places[$0] ?? .nan }
    }
    let expected: [Double] = [2, 98, 9.8, 0.2]
    for (place, wanted) in zip(places(numbers), expected) { #expect(abs(place - wanted) < 1e-5) }
    #expect(places([]) == [-1, 1, 1, -1])
    #expect(places([3, 5]) == [3, 3, 5, 5])
  }

  @Test("What it shows is what a lattice with those numbers shows")
  func same() throws {
    let run = try Rehearsal(experiment("back(lattice(code, count=3))"))
    _ = try run.trainer().run()
    let shown = try PictureFile.read(run.folder.path + "/samples/epoch-0001/map.png")
    let codes = try Rehearsal(experiment("back(lattice([-1, 1], [1, -1], 3))"))
    _ = try codes.trainer().run()
    // The same training: the values are those of the other.
    #expect(try TextFile.read(run.folder.metrics) == TextFile.read(codes.folder.metrics))
    let fixed = try PictureFile.read(codes.folder.path + "/samples/epoch-0001/map.png")
    #expect(shown != fixed)
    // Again, from the checkpoint.
    let again = RunFolder(run.folder.path + "/again")
    let written = try run.renderAgain(in: again)
    #expect(written.count == 1)
    #expect(try PictureFile.read(written[0]) == shown)
  }

  @Test(
    "What has not two numbers an example is told, with what is written",
    arguments: [
      (
        "back(lattice(digit, 3))",
        "'digit' is no two numbers for each example, which a lattice lies over: its shape is [8, 28, 28, 1]"
      ),
      ("back(lattice(codee, 3))", "unknown name 'codee'; did you mean 'code'?"),
      ("back(lattice(code, [0, 1], 3))", "'x' of lattice must be a list, found code"),
      ("lattice(code, 3)", "'lattice(code, 3)' is no picture to show"),
    ])
  func wrong(_ grid: String, _ message: String) throws {
    do {
      _ = try Rehearsal(experiment(grid))
      Issue.record("nothing was thrown")
    } catch let list as DiagnosticList {
      #expect(list.diagnostics.contains { $0.message.contains(message) }, "\(list.diagnostics)")
    }
  }

  @Test("A value of more numbers is one mistake, which says what to show instead")
  func wide() throws {
    let text = experiment("back(lattice(code, 3))")
      .replacing("[flatten, {dense: 2}]", with: "[flatten, {dense: 8}]")
      .replacing("back: {input: [2]", with: "back: {input: [8]")
    do {
      _ = try Rehearsal(text)
      Issue.record("nothing was thrown")
    } catch let list as DiagnosticList {
      #expect(
        list.diagnostics.filter { $0.severity == .error }.map(\.message) == [
          "'code' is 8 numbers for each example, and a lattice lies over two; of more, show some that are drawn: "
            + "normal([8], count=40)"
        ])
    }
  }
}
