import Config
import Diagnostics
import Graph
import Layers
import Tensors

/// Histories of values. What a pool answers to a batch, example after example: while it is not full, the example itself,
/// which it keeps; then with probability ½ one of those kept, whose place the example takes, and otherwise the example.
///
/// Source: Shrivastava 2017, section 2.3, as in the ImagePool of Zhu 2017.
extension GraphComposition {
  /// What a pool answers in this stage; its next content is recorded. Where it is read outside training, it answers nothing.
  ///
  /// - Throws: a pool that is read where nothing is trained.
  func poolAnswer(_ name: String, _ source: ExpressionTree, size: Int, at range: SourceRange?)
    throws -> Tensor
  {
    guard ["train", "check"].contains(context.streams.role) else {
      throw Diagnostic(
        "the pool '\(name)' answers in training only; here, what goes into it can be read",
        at: range)
    }
    let value = try tensor(source, as: .entry(section: "variables", name: name))
    guard value.type.element == .float32, value.batch == .many else {
      throw Diagnostic(
        "a pool keeps a batch of real numbers, and this is \(value.type)", at: source.range)
    }
    let example = value.exampleShape
    let kept = StateEntry(
      name: name, kind: .pool, type: TensorType(Shape([size] + example.extents)))
    let count = StateEntry(name: name + ".count", kind: .counter, type: TensorType([1]))
    for entry in [kept, count] { try context.declare(Declaration(entry, filledWith: 0)) }
    var content = context.tensor(context.stateValue(kept))
    var filled = context.tensor(context.stateValue(count))
    let places = try context.builder.positions(Shape([size]), axis: 0)
    let draws = context.tensor(
      try context.draw(
        .uniform, shape: Shape([value.shape[0], 2]), names: ["variables", name]))
    let examples = try value.with(batch: .none).gradientStopped()
    let column = Shape([size] + example.extents.map { _ in 1 })
    var answers: [Tensor] = []
    for index in 0..<value.shape[0] {
      let x = try examples.sliced(axis: 0, index..<(index + 1))
      func draw(_ place: Int) throws -> Tensor {
        try draws.sliced(axis: 0, index..<(index + 1)).sliced(axis: 1, place..<(place + 1))
          .reshaped([1])
      }
      let isFull = try filled.compared(.greaterOrEqual, Double(size))
      let swaps = try isFull * draw(0).compared(.greater, 0.5)
      // A draw is below 1, but its product with the size may round up to it.
      let chosen = try (draw(1) * Double(size)).floor().minimum(Double(size - 1))
      let place = try isFull.select(chosen, filled)
      let isPlace = try places.compared(.equal, place)
      let old = try content.gathered(place.converted(to: .int32), axis: 0)
      let rank = Shape([1] + example.extents.map { _ in 1 })
      answers.append(try swaps.reshaped(rank).broadcast(to: x.shape).select(old, x))
      let writes = try isPlace * ((1 - isFull) + swaps)
      content = try writes.reshaped(column).broadcast(to: content.shape).select(
        x.broadcast(to: content.shape), content)
      filled = try (filled + 1).minimum(Double(size))
    }
    context.setNext(kept, content.value)
    context.setNext(count, filled.value)
    return try Tensor.concatenated(answers, axis: 0).with(batch: .many)
  }
}

/// Which stage reads each pool: a second answer in one step would be another one.
struct PoolReaders {
  private let pools: [String: VariableDefinition]
  private var readers: [String: Int] = [:]

  init(_ variables: some Sequence<(key: String, value: VariableDefinition)>) {
    pools = Dictionary(
      variables.filter { $0.value.initial == nil }.map { ($0.key, $0.value) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Takes note of the names that a stage reads, and tells of a pool that another stage has read.
  mutating func read(
    _ names: Set<String>, in stage: StageDefinition, _ problems: inout DiagnosticList
  ) {
    for (name, pool) in pools where names.contains(name) {
      let first = readers[name] ?? stage.index
      readers[name] = first
      guard first != stage.index else { continue }
      problems.add(
        Diagnostic(
          "the pool '\(name)' is read in stages \(first + 1) and \(stage.index + 1) of a step, and would answer each in its own way; "
            + "read it in one", at: pool.keyRange))
    }
  }
}
