import Testing

@testable import Training

@Suite("A sample of numbers that are nan")
struct NotANumberSampleTests {
  private static func remarks(_ grid: String) throws -> [String] {
    let rehearsal = try Rehearsal(
      """
      etch: 1
      name: missing
      data:
        digit: {source: builtin/digits, count: 8}
      variables:
        level: {init: "zeros([1])"}
      train:
        epochs: 2
        batch_size: 8
        step: [{level: {assign: level + 0 * mean(digit)}}]
      outputs:
        samples:
          shown: {grid: "\(grid)", count: 4}
      """)
    #expect(try rehearsal.trainer().run() == .finished)
    return rehearsal.observer.remarks
  }

  @Test("is told of once, since its picture cannot show them")
  func told() throws {
    #expect(
      try Self.remarks("sqrt(digit - 0.5)") == [
        "warning: sample 'shown' shows numbers that are nan; they are magenta [not-finite]"
      ])
    #expect(try Self.remarks("sqrt(digit)").isEmpty)
  }
}
