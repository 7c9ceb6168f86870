import Config
import Graph
import OrderedCollections
import Tensors
import Testing

@testable import Layers

/// Ten applications of an optimizer with given gradients, by Keras's formulas in float64, or by PyTorch, whose slots
/// are others.
struct OptimizerCase: Decodable, Sendable, CustomTestStringConvertible {
  let optimizer: String
  let x: Recorded
  let gradients: [Recorded]
  let values: [Recorded]
  let slots: [String: Recorded]?

  var testDescription: String { optimizer }
}

/// The optimizer that a text describes.
func optimizer(_ text: String) throws -> any Optimizer {
  let schema = Schema(
    "update", "A test.",
    fields: [Field("optimizer", .kind(of: OptimizerCatalogue.catalogue), .required, "It.")])
  let fields = try Fields(
    checking: node("{optimizer: \(text)}"), against: schema, in: Scope())
  return try OptimizerCatalogue.make(fields.kind("optimizer"))
}

@Suite struct RecordedOptimizerTests {
  static let cases: [OptimizerCase] = (try? Recorded.cases("optimizers")) ?? []

  @Test("ten applications give the recorded parameters and slots", arguments: cases)
  func recorded(_ recorded: OptimizerCase) throws {
    let optimizer = try optimizer(recorded.optimizer)
    let entry = StateEntry(
      name: "net.dense_1.weight", kind: .parameter,
      type: TensorType(Shape(recorded.x.shape)), layout: [1, 0])
    let composition = Composition()
    let context = composition.context
    let parameter = context.stateValue(entry)
    let gradient = context.builder.input(.batch("gradient"), entry.memoryType).value
    let factor = try optimizer.options.globalFactor([context.tensor(gradient)])
    let result = try optimizer.update(
      parameter: parameter, gradient: gradient, globalFactor: factor, entry: entry,
      updateName: "G", context: context)
    #expect(result.slots.map(\.entry.layout) == result.slots.map { _ in [1, 0] })

    composition.set(entry, recorded.x.array)
    let initial = GraphBuilder()
    for declaration in context.declarations {
      let value = try declaration.initial(InitialContext(builder: initial, seed: 1))
      initial.result(.state(declaration.entry.name), value)
    }
    for (declaration, array) in zip(
      context.declarations, try Interpreter.run(initial.graph, inputs: [:]))
    {
      composition.inputs[.state(declaration.entry.name)] = HostArray(
        shape: array.shape, storage: .float64(array.values))
    }
    #expect(recorded.values.count == 10)
    for (time, (gradient, expected)) in zip(recorded.gradients, recorded.values).enumerated() {
      composition.inputs[.batch("gradient")] = gradient.array.permuted([1, 0])
      for scalar in optimizer.hostScalars("G") {
        let value = scalar.value(ScheduleProgress(applications: time, epoch: 0))
        composition.inputs[.runtime(scalar.name)] = HostArray(
          shape: [], storage: .float64([value]))
      }
      let results = try composition.run(
        ([result.next] + result.slots.map(\.next)).map { context.tensor($0) })
      let next = results.map { HostArray(shape: $0.shape, storage: .float64($0.values)) }
      #expect(
        deviation(next[0].doubles, expected.array.permuted([1, 0]).doubles) < 1e-6,
        "application \(time + 1)")
      composition.inputs[.state(entry.name)] = next[0]
      for (slot, value) in zip(result.slots, next.dropFirst()) {
        composition.inputs[.state(slot.entry.name)] = value
      }
    }
    let prefix = "optimizer/G/\(type(of: optimizer).schema.name)/"
    guard let slots = recorded.slots else { return }
    let names = slots.keys.map { prefix + $0 + "/" + entry.name }
    #expect(Set(result.slots.map(\.entry.name)) == Set(names))
    for (name, expected) in slots {
      let found = try #require(composition.inputs[.state(prefix + name + "/" + entry.name)])
      #expect(deviation(found.doubles, expected.array.permuted([1, 0]).doubles) < 1e-6, "\(name)")
    }
  }

  @Test("all gradients of an update are one vector for a global norm, bounded first")
  func globalNorm() throws {
    let rule = try optimizer("{sgd: {clip_norm: {global: 2}, clip_value: 3}}")
    let composition = Composition()
    func factor(_ numbers: [[Float]]) throws -> [Double] {
      let gradients = numbers.enumerated().map { index, numbers in
        composition.field("g\(index)", HostArray(shape: [numbers.count], floats: numbers))
      }
      let factor = try #require(try rule.options.globalFactor(gradients))
      return try composition.run([factor])[0].values
    }
    #expect(
      try deviation(factor([[2, 1], [-1, 0.5, 1]]), [2 / Double(7.25).squareRoot()]) < 1e-6)
    #expect(
      try deviation(factor([[9, 1], [-4, 0.5, 1]]), [2 / Double(20.25).squareRoot()]) < 1e-6)
    #expect(try factor([[0.5], [1]]) == [1])
    #expect(try optimizer("{sgd: {clip_norm: 2}}").options.globalFactor([]) == nil)
  }

  @Test("the recorded cases cover every optimizer")
  func coverage() {
    let covered = Set(Self.cases.map { String(recordedName($0.optimizer)) })
    for schema in OptimizerCatalogue.catalogue.schemas {
      #expect(covered.contains(schema.name), "\(schema.name)")
    }
  }
}
