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
