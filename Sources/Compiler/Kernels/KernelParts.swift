import Tensors

/// What one fused kernel becomes: C kernels that run one after the other. Mostly one; a reduction that is
/// split has a kernel for the partial results and one that merges them.
public struct KernelParts: Hashable, Sendable {
  public var steps: [Step]
  /// Bytes of each buffer that lives from the first step to the last only.
  public var partials: [Int]

  public struct Step: Hashable, Sendable {
    public var kernel: CompiledKernel
    /// In the order of the C function's `operands`.
    public var operands: [Operand]
    /// What is added to the title in plans where there are several steps: `partial`, `merge`.
    public var note: String

    public init(kernel: CompiledKernel, operands: [Operand], note: String = "") {
      self.kernel = kernel
      self.operands = operands
      self.note = note
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
