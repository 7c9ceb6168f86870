import Graph
import Tensors

/// A product of matrices for each place of Winograd's tiles: `products[p, t, f] = Σₖ tiles[p, t, k] · taps[p, k, f]`.
struct TileProduct {
  let kernel: FusedKernel
  let tilesOperand: Int
  let productsOperand: Int
  /// Places of a tile.
  let places: Int
  let extents: (tiles: Int, depth: Int, filters: Int)
  /// The kernel's loop over filters.
  let filterLoop: Int
  private let tileLoop: Int

  /// - Returns: `nil` where the kernel is none, or does more.
  init?(_ kernel: FusedKernel) {
    guard let reduction = kernel.reduction, reduction.loops.count == 1,
      reduction.terms.count == 1, reduction.terms[0].combine == .sum,
      case .binary(.multiply, .read(let first), .read(let second)) = reduction.terms[0].value,
      kernel.extents.count == 4, kernel.writes.count == 1, let write = kernel.writes.first,
      write.value == .reduced(0), !write.accumulates,
      let made = Self.loops(write.index), made.count == 3
    else { return nil }
    let summed = reduction.loops[0]
    let isTiles = { (read: Int) in
      kernel.reads[read].outside == nil
        && Self.loops(kernel.reads[read].index) == [made[0], made[1], summed]
    }
    guard let tiles = [first, second].first(where: isTiles) else { return nil }
    let operand = kernel.reads[tiles].operand
    let counts = [made[0], made[1], made[2], summed].map { kernel.extents[$0] }
    guard kernel.operands[operand].shape.extents == [counts[0], counts[1], counts[3]],
      kernel.operands[write.operand].shape.extents == Array(counts.prefix(3)),
      counts[0] > 1, operand != write.operand
    else { return nil }
    self.kernel = kernel
    tilesOperand = operand
    productsOperand = write.operand
    places = counts[0]
    extents = (counts[1], counts[3], counts[2])
    (tileLoop, filterLoop) = (made[1], made[2])
  }

  /// The same for so many tiles.
  func kernel(ofBlock block: Int) -> FusedKernel {
    var kernel = kernel
    kernel.extents[tileLoop] = block
    kernel.operands[tilesOperand] = Self.block(of: places, block, extents.depth)
    kernel.operands[productsOperand] = Self.block(of: places, block, extents.filters)
    return kernel
  }

  /// The memory of a block: rows are a cache line longer than what is in them, so that those of one tile of the
  /// product do not all meet the same few sets of the cache.
  static func block(of places: Int, _ tiles: Int, _ channels: Int) -> TensorType {
    TensorType(Shape([places, tiles, channels + 16]))
  }

  /// The loops that the indices are; `nil` where one is more than a loop.
  private static func loops(_ index: [Statement.Index]) -> [Int]? {
    var loops: [Int] = []
    for each in index {
      guard case .affine(let affine) = each, let loop = affine.pureLoop else { return nil }
      loops.append(loop)
    }
    return loops
  }
}
