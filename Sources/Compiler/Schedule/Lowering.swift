import Graph

/// How a fused kernel becomes C.
enum Lowering {
  /// By the templates for sums of products.
  case contraction(ContractionPlan)
  /// As loops, one after the other.
  case nest(NestReason)
}

/// Why a kernel is plain loops and no contraction.
enum NestReason: String, Error, Hashable, Sendable, CaseIterable {
  case pointwise = "it adds nothing up"
  case otherReduction = "it merges something other than one sum of products"
  case scatter = "it adds to elements that are data"
  case empty = "it has no points"
  case index = "an index is data"
  case guards = "the padding around its product belongs to no single factor"
  case factors = "its sum is of no product of two to eight tensors"
  case tile = "its factors share their loops, so that nothing stays in registers"
  case memory = "no block of it fits a worker's memory"
}

extension FusedKernel {
  /// Whether the kernel is a matrix multiply or a convolution: fusion, which keeps it one, and lowering ask
  /// this.
  var isContraction: Bool { ContractionShape.fits(self) }
}

/// A schedule whose kernels have been told how they become C.
struct ChosenSchedule {
  var schedule: KernelSchedule
  /// One a kernel.
  var lowerings: [Lowering]

  /// Why a kernel with a matrix multiply or convolution in it is plain loops; `nil` for all others.
  func complaint(_ kernel: Int) -> String? {
    guard case .nest(let reason) = lowerings[kernel],
      schedule.kernels[kernel].operations.contains(where: Self.contracting.contains)
    else { return nil }
    return reason.rawValue
  }

  private static let contracting: Set<String> = [
    MatMul.name, Conv2D.name, Conv2DInputGradient.name, Conv2DWeightGradient.name,
  ]
}
