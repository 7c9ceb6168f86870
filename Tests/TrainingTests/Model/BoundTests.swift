import Testing

@testable import Experiment
@testable import Training

@Suite("The bounds of a variable")
struct BoundTests {
  private static func text(_ clip: String) -> String {
    """
    etch: 1
    name: bounds
    params: {means: [1, 2, 3]}
    variables:
      canvas: {init: "zeros([2, 2, 3]) + 2.5", clip: \(clip)}
    train:
      steps: 1
      step: {canvas: {assign: canvas * 10 - 10}}

    """
  }

  @Test(
    "may be one number each, or one for each channel; they hold from the start",
    arguments: [
      ("[-1, 2]", [2, 2, 2], [2, 2, 2]),
      ("[[-1, -2, -3], [1, 2, 3]]", [1, 2, 2.5], [0, 2, 3]),
      ("[0 * means, means]", [1, 2, 2.5], [0, 2, 3]),
      ("[0, means]", [1, 2, 2.5], [0, 2, 3]),
    ] as [(String, [Double], [Double])])
  func bounds(_ clip: String, _ first: [Double], _ last: [Double]) throws {
    let run = try Rehearsal(Self.text(clip))
    #expect(try run.values("canvas").prefix(3).elementsEqual(first))
    _ = try run.trainer().run()
    #expect(try run.values("canvas").suffix(3).elementsEqual(last))
  }

  @Test(
    "fit it, the lower one first",
    arguments: [
      ("[2, 1]", "the lower bound comes first"),
      ("[[0, 0], [1, 1]]", "'canvas' is [1, 2, 2, 3], and this bound has the shape [2]"),
    ])
  func refused(_ clip: String, _ sentence: String) {
    let message = diagnosis { try Rehearsal(Self.text(clip)) }
    #expect(message.contains(sentence), "\(message)")
  }
}
