import Artifacts
import Diagnostics
import Testing

extension DataDemandTests {
  @Test(
    "that is no whole number is told as that with the digits of the file, and which losses such numbers have"
  )
  func noWholeNumber() throws {
    let errors = try Self.errors("0.956,0.25", reading: "x.label")
    #expect(
      errors.map(\.message) == [
        "the class 0.956 of 'x.label' is no whole number: cross_entropy has 3 classes here, 0 to 2"
      ])
    #expect(
      errors.flatMap(\.notes).contains {
        $0.message == "'mse', 'l1' and 'huber' are losses of numbers that are no classes"
      })
  }

  @Test(
    "that becomes no whole number is told with what it is and becomes; what rounding may have made of one is none",
    arguments: [
      ("1.5,2", "x.label - 1", "the class 0.5 that 1.5 of 'x.label' makes is no whole number: "),
      ("1,2", "x.label / 2", "the class 0.5 that 1 of 'x.label' makes is no whole number: "),
      ("0.5,1", "minimum(x.label, 2)", "the class 0.5 that 0.5 of 'x.label' makes is "),
      ("0.5,1", "2 * x.label", nil), ("1,3", "(x.label - 1) / 2", nil),
      ("0.1,0.2", "10 * x.label", nil), ("0.5,2", "x.label * (x.label > 1)", nil),
      // Which of them count may be said behind the loss.
      ("0,3", "x.label - 1", nil),
    ] as [(String, String, String?)])
  func computed(labels: String, read: String, told: String?) throws {
    let errors = try Self.errors(labels, reading: read)
    #expect(errors.count == (told == nil ? 0 : 1), "\(errors)")
    #expect(errors.allSatisfy { $0.message.hasPrefix(told ?? "-") }, "\(errors)")
  }

  /// What is wrong with a loss that reads the labels of a table of two rows as one of three classes.
  private static func errors(_ labels: String, reading: String) throws -> [Diagnostic] {
    let out = try RunsFolder()
    let rows = labels.split(separator: ",").map { "0.1,0.2,\($0)\n" }
    try TextFile.write(rows.joined(), to: "\(out.path)/price.csv")
    let text = """
      etch: 1
      name: prices
      data:
        x: {source: csv, path: data/price.csv, header: false, label: last}
      networks:
        net: {input: [2], layers: [{dense: 3}]}
      losses:
        loss: cross_entropy(net(x), \(reading))
      train: {epochs: 1, batch_size: 1, optimizer: sgd, step: {net: {minimize: loss}}}
      """
    return try said(text, data: out.path).diagnostics.filter { $0.severity == .error }
  }
}
