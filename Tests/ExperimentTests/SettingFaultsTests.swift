import Diagnostics
import Testing

@testable import Experiment

@Suite("A param that the command line sets to what is wrong")
struct SettingFaultsTests {
  /// - Parameter net: the last layer of the network.
  private static func told(_ overrides: [String], net: String = "dense: size") throws
    -> [Diagnostic]
  {
    let text = """
      etch: 1
      name: it
      params: {size: 2, half: size / 2, weight: 1, count: 64, often: 1, rate: 0.1}
      data:
        digit: {source: builtin/digits, count: count, scale: [0, 1]}
      networks:
        net:
          input: [28, 28, 1]
          layers:
            - flatten
            - dense: size
            - dense: 2 * half
            - \(net)
      losses:
        loss: weight * mean(net(digit))
      train:
        epochs: 1
        batch_size: 32
        optimizer: {sgd: {learning_rate: rate}}
        step: {net: {minimize: loss}}
      outputs:
        samples: {shown: {grid: "digit - weight", every: often epochs}}

      """
    var found = DiagnosticList()
    _ = try found.collect {
      try LoadedExperiment(
        text: text, name: "it.yaml", overrides: overrides, dataFolder: "data")
    }
    return found.diagnostics.filter { $0.severity == .error }
  }

  @Test(
    "is told at the setting, once, with the uses",
    arguments: [
      ("size=x", "size is the text 'x', a number is needed", 3),
      (
        "size=-1",
        "'units' of dense expects a whole number from 1 to 16777216, found size, which is -1", 3
      ),
      ("half=[1]", "half is a list, a number is needed", 1),
      ("weight=x", "weight is the text 'x', a number is needed, such as 0.5", 2),
      (
        "weight=[x, 1]", "weight holds the text 'x', numbers are needed, such as [0, 0.5]", 2
      ),
      (
        "count=0",
        "'count' of builtin/digits expects a whole number from 1 to 1000000, found count, which is 0",
        1
      ),
      ("often=0.5", "'every' of sample expects a whole number of epochs, found 0.5", 1),
    ])
  func setting(override: String, message: String, uses: Int) throws {
    let text = "params.\(override)"
    let errors = try Self.told([text])
    let error = try #require(errors.first)
    #expect(errors.count == 1, "\(errors.map(\.message))")
    #expect(error.message == message)
    let place = try #require(error.range)
    let value = override.split(separator: "=")[1]
    #expect(place.place == "command line:1:\(text.count - value.count + 1)")
    #expect(place.text == value)
    let notes = error.notes.map(\.message)
    #expect(
      notes.prefix(2) == [
        "the value comes from the command line", "it replaces the value from 'it.yaml'",
      ])
    let shown = error.notes.filter { $0.message == "it is used here" }
    #expect(shown.count == uses, "\(notes)")
    #expect(shown.allSatisfy { $0.range?.file.name == "it.yaml" })
  }

  @Test("is told at the schedule or number that it is")
  func either() throws {
    let errors = try Self.told(["params.rate=x"])
    #expect(errors.map { $0.range?.text } == ["x"])
    #expect(errors[0].message.hasSuffix(", found rate, which is the text 'x'"))
  }

  @Test("is not blamed for what is wrong without it")
  func others() throws {
    // A key and a layer's name that are called as the param, and a use that its former value does not fit either.
    for net in ["dense: {size: 2}", "add: [size]", "dropout: size"] {
      let errors = try Self.told(["params.size=4"], net: net)
      #expect(!errors.isEmpty && errors.allSatisfy { $0.range?.file.name == "it.yaml" }, "\(net)")
    }
    // Neither is one of two that has nothing to do with it.
    let errors = try Self.told(["params.weight=2", "params.size=x"])
    #expect(errors.map { $0.range?.file.text } == ["params.size=x"])
  }
}
