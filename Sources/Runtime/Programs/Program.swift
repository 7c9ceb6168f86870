import Compiler
import Graph
import Tensors

/// A graph, ready to run: its inputs are bound, `run` computes, its outputs are read.
///
/// ```swift
/// let program = try device.load(graph, name: "train", state: state)
/// program.bind(.batch("digit"), to: pictures)
/// program.setRuntime("learning_rate", 1e-3)
/// program.setStep(7)
/// try program.run()
/// let loss = program.outputScalar("loss")
/// ```
/// Programs of one device run one at a time; each is used by one thread at a time.
public final class Program: @unchecked Sendable {
  public let name: String
  /// What it took to make the program, and what it takes to run it.
  public let report: ProgramReport
  /// The kernels and launches; `nil` on the reference backend. What they are for is told where the device describes.
  public let compiled: CompiledGraph?
  private let inputs: ProgramInputs
  private let outputs: ProgramOutputs
  private let body: any ProgramBody

  init(
    name: String, report: ProgramReport, compiled: CompiledGraph?, inputs: ProgramInputs,
    outputs: ProgramOutputs, body: any ProgramBody
  ) {
    self.name = name
    self.report = report
    self.compiled = compiled
    self.inputs = inputs
    self.outputs = outputs
    self.body = body
  }

  /// The type of an input; `nil` where the program does not read it.
  public func inputType(_ source: Input.Source) -> TensorType? { inputs.type(of: source) }

  /// From now on the input is read from `pointer`, which the caller keeps alive.
  ///
  /// - Returns: false where the program does not read the input.
  @discardableResult
  public func bind(_ source: Input.Source, to pointer: UnsafeRawPointer) -> Bool {
    inputs.bind(source, to: pointer)
  }

  /// The input's own buffer, which the input is read from now on and which stays where it is; zero at first.
  ///
  /// - Returns: `nil` where the program does not read the input.
  /// - Throws: a diagnostic, where the machine has not that much memory.
  public func inputBuffer(for source: Input.Source) throws -> UnsafeMutableRawBufferPointer? {
    try inputs.buffer(for: source)
  }

  /// Copies a tensor to the input's own buffer.
  ///
  /// - Returns: false where the program does not read the input.
  /// - Throws: a diagnostic, where the machine has not that much memory.
  /// - Precondition: the types are equal.
  @discardableResult
  public func setInput(_ source: Input.Source, _ array: HostArray) throws -> Bool {
    guard let type = inputs.type(of: source), let buffer = try inputs.buffer(for: source) else {
      return false
    }
    precondition(array.type == type, "the input \(source) is \(type), not \(array.type)")
    array.withUnsafeBytes { buffer.copyMemory(from: $0) }
    return true
  }

  /// Sets a number that the host computes: `learning_rate`. Whole numbers are rounded to nearest.
  ///
  /// - Returns: false where the program does not read the number.
  @discardableResult
  public func setRuntime(_ name: String, _ value: Double) -> Bool {
    guard let (address, type) = inputs.number(name) else { return false }
    precondition(type.shape.count == 1, "the runtime input '\(name)' is \(type)")
    switch type.element {
    case .float32: address.storeBytes(of: Float(value), as: Float.self)
    case .float64: address.storeBytes(of: value, as: Double.self)
    case .int32: address.storeBytes(of: Self.whole(value), as: Int32.self)
    case .int64: address.storeBytes(of: Self.whole(value), as: Int64.self)
    case .uint32: address.storeBytes(of: Self.whole(value), as: UInt32.self)
    case .uint8: address.storeBytes(of: Self.whole(value), as: UInt8.self)
    }
    return true
  }

  /// Sets the running number of the step, which random numbers depend on.
  ///
  /// - Returns: false where the program draws none.
  @discardableResult
  public func setStep(_ step: UInt64) -> Bool {
    guard let (address, type) = inputs.number("step") else { return false }
    precondition(type == TensorType([2], .uint32), "the runtime input 'step' is \(type)")
    address.storeBytes(of: UInt32(truncatingIfNeeded: step), as: UInt32.self)
    address.storeBytes(of: UInt32(truncatingIfNeeded: step >> 32), toByteOffset: 4, as: UInt32.self)
    return true
  }

  /// Computes everything once and commits the state's next values.
  ///
  /// - Throws: a diagnostic, where the first run cannot get the memory it needs.
  /// - Precondition: every input is bound, and no other program of the device runs.
  public func run() throws { try body.run() }

  /// From now on runs take the time of each launch, which costs a little.
  public func timeLaunches() { (body as? CompiledBody)?.timeLaunches() }

  /// The mean seconds of each launch of `compiled` over the runs since `timeLaunches()`; empty where there
  /// was none, and on the reference backend.
  public var launchSeconds: [Double] {
    guard let body = body as? CompiledBody, body.timedRuns > 0 else { return [] }
    return body.launchSeconds.map { $0 / Double(body.timedRuns) }
  }

  public var outputNames: [String] { outputs.outputs.map(\.name) }

  /// An output of the last run.
  public func output(_ name: String) -> HostArray {
    HostArray(type: outputs[name].type, bytes: outputs[name].bytes)
  }

  /// An output of one single-precision number of the last run; allocates nothing.
  public func outputScalar(_ name: String) -> Float {
    let output = outputs[name]
    precondition(
      output.type.element == .float32 && output.type.shape.count == 1,
      "the output '\(name)' is \(output.type)")
    return output.bytes.load(as: Float.self)
  }

  /// Where the output is: the same place for the life of the program, written by every run.
  public func outputPointer(_ name: String) -> UnsafeRawBufferPointer { outputs[name].bytes }

  private static func whole<I: FixedWidthInteger>(_ value: Double) -> I {
    precondition(value.isFinite, "a whole number is \(value)")
    return I(exactly: value.rounded()) ?? (value < 0 ? .min : .max)
  }
}
