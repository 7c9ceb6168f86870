import Config
import Diagnostics
import Graph
import OrderedCollections
import Tensors

/// One graph while it is built, for one role and stage: what networks, losses and optimizers compose
/// into, and what they declare and update on the way.
public final class BuildContext {
  public let builder: GraphBuilder
  public let streams: StreamNames
  /// How many examples the batch has.
  public let batchExtent: Int
  /// What `plan` tells about how the graph was made: "bce uses the logits of …".
  public internal(set) var remarks: [Diagnostic] = []
  /// What the expressions ask of the data.
  public internal(set) var demands: [DataDemand] = []

  private var declared: OrderedDictionary<String, Declaration> = [:]
  private var stateValues: [String: Value] = [:]
  /// The next value of every entry that this graph writes, in order of first writing.
  public private(set) var stateUpdates: OrderedDictionary<String, Value> = [:]
  /// The calls made so far: equal calls are one value.
  var calls: [NetworkCall: NetworkOutput] = [:]
  /// What went into a softmax, by what came out.
  var softmaxInputs: [Value: Value] = [:]
  /// What has no bounds and is compared with 0.5, the middle of probabilities, and where.
  package internal(set) var halves: [(value: ExpressionTree, place: SourceRange?)] = []
  /// The losses that are one number for all examples, by their values.
  var reducedLosses: [Value: String] = [:]
  /// Where calls were written first.
  var callPlaces: [NetworkCall: SourceRange] = [:]
  /// What the numbers of values lie in.
  private var ranges: RangeAnalysis
  private var stepTensor: Tensor?
  /// What is of all examples of a split, though the graph has a batch of them at once: "metric", "plot"; `nil` of what is of a batch.
  package var ofSplit: String?
  /// The nodes that have a row for each example of the batch and are made of no others.
  private var rowNodes: Set<Int> = []
  /// What ``areOfExamples`` has found of the first nodes.
  var knownOfExamples: [Bool] = []
  /// The key under which a data set has its transforms, for what is said of them.
  let transformsKey: (String) -> String?

  /// - Parameters:
  ///   - ranges: what is known of the numbers of inputs.
  ///   - transformsKey: `scale`, `preprocess` or `transforms` of a data set, by its name; `nil` where it has none.
  public init(
    builder: GraphBuilder = GraphBuilder(), streams: StreamNames, batchExtent: Int,
    ranges: @escaping (Input.Source) -> ValueRange? = { _ in nil },
    transformsKey: @escaping (String) -> String? = { _ in nil }
  ) {
    self.builder = builder
    self.transformsKey = transformsKey
    self.ranges = RangeAnalysis(ranges)
    self.streams = streams
    self.batchExtent = batchExtent
  }

  /// The entries that this graph reads or writes and how they begin, in order of first declaration.
  public var declarations: [Declaration] { Array(declared.values) }

  /// The running number of the step: uint32 `[2]`, low and high word.
  public var step: Tensor {
    if let stepTensor { return stepTensor }
    let step = builder.input(.runtime("step"), TensorType([2], .uint32))
    stepTensor = step
    return step
  }

  /// What the host calls a number of the running step: `step` or `epoch`, from 0 over the run.
  public static func runningInput(_ name: String) -> String { "running/\(name)" }

  func runningNumber(_ name: String) -> Tensor {
    builder.input(.runtime(BuildContext.runningInput(name)), TensorType([]))
  }

  /// What to say of such a number where no step runs; `nil` where one does.
  public func runningNumberMistake(_ name: String, at range: SourceRange?) -> Diagnostic? {
    guard !["train", "check"].contains(streams.role) else { return nil }
    return Diagnostic(
      "'\(name)' is a number of the running step; outside 'train' there is none", at: range)
  }

  /// Declares an entry; declaring the same again changes nothing.
  ///
  /// - Throws: where the name is taken by an entry of another kind or shape.
  public func declare(_ declaration: Declaration, at range: SourceRange? = nil) throws {
    let entry = declaration.entry
    guard let known = declared[entry.name]?.entry else {
      declared[entry.name] = declaration
      return
    }
    guard known == entry else {
      throw Diagnostic(
        "'\(entry.name)' would need the shape \(entry.type.shape) here, but has \(known.type.shape) elsewhere",
        at: range)
    }
  }

  /// The value of an entry at the beginning of the stage.
  public func stateValue(_ entry: StateEntry) -> Value {
    if let value = stateValues[entry.name] { return value }
    let value = builder.input(.state(entry.name), entry.memoryType).value
    stateValues[entry.name] = value
    return value
  }

  /// The value of an entry after the updates recorded so far.
  public func currentValue(_ entry: StateEntry) -> Value {
    stateUpdates[entry.name] ?? stateValue(entry)
  }

  /// Records the next value of an entry; a later record replaces an earlier one, which it should build on.
  public func setNext(_ entry: StateEntry, _ value: Value) {
    precondition(
      builder.type(of: value) == entry.memoryType,
      "\(builder.type(of: value)) for \(entry.name), \(entry.memoryType)")
    stateUpdates[entry.name] = value
  }

  /// The parameters of a network that this graph has met so far.
  public func parameters(ofNetwork network: String) -> [StateEntry] {
    declarations.map(\.entry).filter {
      $0.kind == .parameter && $0.name.hasPrefix(network + ".")
    }
  }

  /// A draw of random numbers that is a function of where it stands and, but for `per: .run`, the step.
  public func draw(
    _ distribution: Scalar.Distribution, shape: Shape, names: [String],
    per freshness: StreamNames.Freshness = .stage
  ) throws -> Value {
    let stream = streams.stream(names, per: freshness)
    let step = freshness == .run ? try builder.stepZero() : step
    return try builder.random(distribution, shape: shape, stream: stream, step: step).value
  }

  /// Says of a value that it has a row for each example of the batch.
  package func markExamples(_ value: Value) {
    let isNew = rowNodes.insert(value.node).inserted
    // What is made of it stands behind it.
    if isNew, value.node < knownOfExamples.count { knownOfExamples.removeSubrange(value.node...) }
  }

  /// Whether that was said of a node.
  func hasRows(_ node: Int) -> Bool { rowNodes.contains(node) }

  /// Keeps a note for the plan, once.
  func remark(_ message: String, at range: SourceRange?) {
    keep(.note(message, at: range))
  }

  /// Keeps a remark, once.
  package func keep(_ remark: Diagnostic) {
    if !remarks.contains(remark) { remarks.append(remark) }
  }

  public func tensor(_ value: Value) -> Tensor { Tensor(value, builder) }

  /// The calls of networks, in the order in which they were made.
  public var networkCalls:
    [(network: String, inputs: [Tensor], output: NetworkOutput, place: SourceRange?)]
  {
    calls.sorted { $0.value.main.value < $1.value.main.value }.map {
      ($0.key.network, $0.key.inputs, $0.value, callPlaces[$0.key])
    }
  }

  /// What the numbers of a value lie in, as far as it can be told.
  public func range(of value: Value) -> ValueRange {
    ranges.range(of: value, in: builder.graph.nodes)
  }

  /// `1 / (1 + exp(−x))`; warns where `x` lies in 0 to 1 already.
  func sigmoid(_ x: Tensor, at place: SourceRange?) throws -> Tensor {
    let range = range(of: x.value)
    if range.isWithin(0, 1), !range.isConstant, builder.graph.field(behind: x.value) == nil {
      keep(
        Diagnostic(
          .sigmoidTwice,
          "this is the sigmoid of what lies in 0 to 1 already, so it lies in 0.5 to 0.73; is it applied twice?",
          at: place))
    }
    return try x.sigmoid()
  }

  /// `exp(x_i) / Σ_j exp(x_j)` along the last axis; what went in is kept for `cross_entropy`. Warns where `x` comes out of one.
  func softmax(_ x: Tensor) throws -> Tensor {
    let last = [x.shape.rank - 1]
    if x.shape[last[0]] == 1 {
      keep(
        Diagnostic(.softmaxOfOne, "the softmax of one number is always 1", at: builder.origin.range)
      )
    }
    if try squashed(x, by: .softmax) != nil {
      keep(
        Diagnostic(
          .sigmoidTwice,
          "this is the softmax of a softmax, which makes all classes nearly alike; is it applied twice?",
          at: builder.origin.range))
    }
    let shifted = try x - x.maximum(axes: last, keepingAxes: true).gradientStopped()
    let powers = try shifted.exp()
    let y = try powers / powers.sum(axes: last, keepingAxes: true)
    softmaxInputs[y.value] = x.value
    ranges.set(ValueRange(0, 1, isTight: false), of: y.value)
    return y
  }
}
