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
    "that becomes no class is told with what it is and becomes; what rounding may have made of one is one",
    arguments: [
      ("1.5,2", "x.label - 1", "the class 0.5 that 1.5 of 'x.label' makes is no whole number: "),
      ("1,2", "x.label / 2", "the class 0.5 that 1 of 'x.label' makes is no whole number: "),
      ("0.5,1", "minimum(x.label, 2)", "the class 0.5 that 0.5 of 'x.label' makes is "),
      ("0.5,1", "2 * x.label", nil), ("1,3", "(x.label - 1) / 2", nil),
      ("0.1,0.2", "10 * x.label", nil), ("0.5,2", "x.label * (x.label > 1)", nil),
      ("0,3", "x.label - 1", "the class -1 that 0 of 'x.label' makes is out of bounds: "),
      ("0,2", "2 * x.label", "the class 4 that 2 of 'x.label' makes is out of bounds: "),
      ("0,3", "maximum(x.label - 1, 0)", nil),
    ] as [(String, String, String?)])
  func computed(labels: String, read: String, told: String?) throws {
    let errors = try Self.errors(labels, reading: read)
    #expect(errors.count == (told == nil ? 0 : 1), "\(errors)")
    #expect(errors.allSatisfy { $0.message.hasPrefix(told ?? "-") }, "\(errors)")
  }

  @Test("from which 1 is taken although it counts from 0 is told as that")
  func countedFromZero() throws {
    let errors = try Self.errors("0,3", reading: "x.label - 1")
    #expect(
      errors.flatMap(\.notes).contains {
        $0.message == "classes count from 0, and so does 'x.label' as it stands"
      })
  }

  @Test(
    "that makes a place of a table is held to it, in a list, a draw and the place of the greatest as well",
    arguments: [
      ("x.label", "the class 3 of 'x.label' is out of bounds: lookup has 3 classes here, 0 to 2"),
      ("x.label - 1", "the class -1 that 0 of 'x.label' makes is out of bounds: lookup has 3"),
      ("[0, 3]", "the class 3 is out of bounds: lookup has 3 classes here, 0 to 2"),
      ("[0, 0.5]", "the class 0.5 is no whole number: lookup has 3 classes here, 0 to 2"),
      ("range(4)", "the class 3 is out of bounds: lookup has 3 classes here, 0 to 2"),
      ("randint(0, 4, [])", "the class 3 is out of bounds: lookup has 3 classes here, 0 to 2"),
      ("randint(-1, 3, [])", "the class -1 is out of bounds: lookup has 3 classes here, 0 to 2"),
      ("argmax(net(x) * [1, 2, 3])", nil), ("randint(0, 3, [])", nil), ("range(3)", nil),
      ("floor(uniform([], high=3))", nil), ("minimum(x.label, 2)", nil),
    ] as [(String, String?)])
  func places(index: String, told: String?) throws {
    let errors = try Self.errors("0,3", reading: "0 * x.label + mean(lookup([1, 2, 4], \(index)))")
      .filter { !$0.message.contains("cross_entropy") }
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
