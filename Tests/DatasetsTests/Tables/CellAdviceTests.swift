import Testing

@testable import Datasets

@Suite("Advice on cells")
struct CellAdviceTests {
  @Test(
    "What people write in the place of a number is told how it is written",
    arguments: [
      ("NA", "every cell is a number"), ("0,956", "the decimal sign is a point: 0.956"),
      ("12 m", "a number stands without its unit: 12"),
      ("cats/1.PNG", "pictures that a table lists are read by 'source: image_table'"),
      ("cats", nil),
    ] as [(String, String?)])
  func note(_ text: String, _ expected: String?) {
    let note = CellAdvice.note(on: text)
    #expect(expected.map { note?.hasPrefix($0) == true } ?? (note == nil), "\(note ?? "none")")
  }
}
