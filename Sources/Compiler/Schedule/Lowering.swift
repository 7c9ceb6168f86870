import Graph

/// How a fused kernel becomes C.
enum Lowering {
  /// By the templates for sums of products.
  case contraction(ContractionPlan)
  /// As loops, one after the other.
  case nest(NestReason)
}

/// A schedule whose kernels have been told how they become C.
struct ChosenSchedule {
  var schedule: KernelSchedule
  /// One a kernel.
  var lowerings: [Lowering]
  /// Kernels that become one, in either way.
  var groups: [TileGroup] = []
  var rowGroups: [RowGroup] = []

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
