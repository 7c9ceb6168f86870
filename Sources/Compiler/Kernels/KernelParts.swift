import Tensors

/// What one fused kernel becomes: C kernels that run one after the other. Mostly one; a reduction that is
/// split has a kernel for the partial results and one that merges them.
public struct KernelParts: Hashable, Sendable {
  public var steps: [Step]
  /// Bytes of each buffer that lives from the first step to the last only.
  public var partials: [Int]

  /// What a step is of the fused kernel; the words are those of plans.
  public enum Part: String, Hashable, Sendable {
    /// All of it, but for factors that are copied before.
    case whole = ""
    /// Copies a factor into the order in which the product reads it.
    case pack
    /// Sums up what each task has.
    case partial
    /// Adds up these sums.
    case merge
  }

  public struct Step: Hashable, Sendable {
    public var kernel: CompiledKernel
    /// In the order of the C function's `operands`.
    public var operands: [Operand]
    public var part: Part

    public init(kernel: CompiledKernel, operands: [Operand], part: Part = .whole) {
      self.kernel = kernel
      self.operands = operands
      self.part = part
    }
  }

  public enum Operand: Hashable, Sendable {
    /// The position of an operand of the fused kernel.
    case operand(Int)
    /// The position of a buffer in `partials`.
    case partial(Int)
  }

  public init(steps: [Step], partials: [Int] = []) {
    self.steps = steps
    self.partials = partials
  }

  /// One kernel with the fused kernel's operands in their order.
  public init(_ kernel: CompiledKernel, operands: Int) {
    self.init(steps: [Step(kernel: kernel, operands: (0..<operands).map { .operand($0) })])
  }
}
