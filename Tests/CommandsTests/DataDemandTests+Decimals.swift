import Artifacts
import Diagnostics
import Testing

extension DataDemandTests {
  @Test(
    "that is no whole number is told as that with the digits of the file, and which losses such numbers have"
  )
  func noWholeNumber() throws {
    let out = try RunsFolder()
    try TextFile.write("0.1,0.2,0.956\n0.3,0.4,0.25\n", to: "\(out.path)/price.csv")
    let text = """
      etch: 1
      name: prices
      data:
        x: {source: csv, path: data/price.csv, header: false, label: last}
      networks:
        net: {input: [2], layers: [{dense: 3}]}
      losses:
        loss: cross_entropy(net(x), x.label)
      train: {epochs: 1, batch_size: 1, optimizer: sgd, step: {net: {minimize: loss}}}
      """
    let errors = try Self.said(text, data: out.path).diagnostics.filter { $0.severity == .error }
    #expect(
      errors.map(\.message) == [
        "the class 0.956 of 'x.label' is no whole number: cross_entropy has 3 classes here, 0 to 2"
      ])
    #expect(
      errors.flatMap(\.notes).contains {
        $0.message == "'mse', 'l1' and 'huber' are losses of numbers that are no classes"
      })
  }
}
