import Config
import Graph

/// The rule by which an update changes what it updates.
public protocol Optimizer: Sendable {
  static var schema: Schema { get }
  init(_ fields: Fields) throws

  var options: OptimizerOptions { get }

  /// A learning rate above which no weights of a network come to rest. Where steps are about as long as the rate, that is 1.
  static var greatestRate: Double { get }

  /// Whether weight decay is taken off the parameter itself, instead of being part of the gradient.
  static var decouplesWeightDecay: Bool { get }

  /// Whether what it remembers of all that an update changes is corrected by one count of the update's steps.
  static var countsSteps: Bool { get }

  /// What the host computes for every application of the update.
  func hostScalars(_ updateName: String) -> [HostScalar]

  /// The step itself, for a gradient that ``OptimizerOptions`` already clipped.
  func step(_ tensors: OptimizerTensors) throws -> Tensor
}

/// A number that the host computes, in double precision, for every application of an update; the graph
/// reads it as `Input(.runtime(name))`, a single-precision scalar.
public struct HostScalar: Sendable {
  public let name: String
  public let value: @Sendable (ScheduleProgress) -> Double

  public init(_ name: String, _ value: @escaping @Sendable (ScheduleProgress) -> Double) {
    self.name = name
    self.value = value
  }
}

/// What one application of an update writes.
public struct OptimizerResult {
  /// The parameter's next value.
  public let next: Value
  /// The next values of the optimizer's own entries.
  public let slots: [(entry: StateEntry, next: Value)]
}

extension Optimizer {
  public static var greatestRate: Double { 1 }
  public static var decouplesWeightDecay: Bool { false }
  public static var countsSteps: Bool { false }

  /// The next value of one parameter (or variable) and of the slots that go with it.
  ///
  /// The slots are declared in `context`; nothing is recorded as updated, which is the caller's to do.
  ///
  /// - Parameter globalFactor: that of ``OptimizerOptions/globalFactor(_:)`` for all gradients of the update.
  public func update(
    parameter: Value, gradient: Value, globalFactor: Tensor?, entry: StateEntry,
    updateName: String, context: BuildContext
  ) throws -> OptimizerResult {
    let decay = options.weightDecay
    var base = context.tensor(parameter)
    var gradient = try options.clipped(
      context.tensor(gradient), globalFactor: globalFactor)
    if decay > 0, !Self.decouplesWeightDecay { gradient = try gradient + base * decay }
    let tensors = OptimizerTensors(
      parameter: base, gradient: gradient, entry: entry, optimizer: Self.schema.name,
      updateName: updateName, context: context)
    if decay > 0, Self.decouplesWeightDecay {
      base = try base - base * tensors.scalar("learning_rate") * decay
    }
    var next = try base + step(tensors)
    if let bound = options.clipWeights { next = try next.clipped(-bound, bound) }
    return OptimizerResult(next: next.value, slots: tensors.slots.map { ($0.entry, $0.next) })
  }

  /// The schedule's value, and what the rule adds to it.
  func learningRate(_ updateName: String) -> HostScalar {
    let schedule = options.learningRate
    return HostScalar(HostScalar.name(updateName, "learning_rate")) { schedule.value(at: $0) }
  }
}

extension HostScalar {
  static func name(_ updateName: String, _ scalar: String) -> String {
    "update/\(updateName)/\(scalar)"
  }
}
