import Graph
import Tensors

/// Winograd's kernels over the same tiles as one: a worker transforms a block of tiles, multiplies them and puts
/// the products together before it takes the next block, so that neither is ever in memory.
///
/// ```
/// tiles[n², T, K] = … x …            one kernel, its outermost loops count tiles
/// products[n², T, F] = tiles × taps  a product for each of the n² places
/// y = … products …                   one kernel, or several where tiles are cut off at an edge
/// ```
/// How many tiles a block has depends on shapes alone, and each sum is the one that it was.
struct TileGroup {
  /// A kernel around the product: its place in the schedule, and itself over the tiles of a block.
  struct Member {
    let position: Int
    /// The first loop is a tile's place in its block.
    let kernel: FusedKernel
    let digits: TileDigits
    /// The operands that are the block's memory.
    let own: Set<Int>
  }

  let transform: Member
  /// The product, and its place in the schedule.
  let product: TileProduct
  let position: Int
  /// The product of a block.
  let plan: ContractionPlan
  let assemblies: [Member]
  /// Tiles of a block.
  let block: Int

  var tiles: Int { product.extents.tiles }
  var blocks: Int { (tiles + block - 1) / block }
  /// Floats of a block's tiles and of its products.
  var floats: (tiles: Int, products: Int) {
    let (_, depth, filters) = product.extents
    return (
      TileProduct.block(of: product.places, block, depth).shape.count,
      TileProduct.block(of: product.places, block, filters).shape.count
    )
  }
  /// The places in the schedule of all members, in order. They run at the last.
  var positions: [Int] { [transform.position, position] + assemblies.map(\.position) }

  /// What the size of a block aims at. The same for all machines; tests use smaller numbers.
  struct Limits {
    /// Bytes of a block's tiles and products that stay in the cache of one core.
    var cache = 700 << 10
    /// Tiles that a block has at least, and those that it is a multiple of: rows of the product's tile.
    var rows = 12
    /// Blocks that are work enough for all workers; with less than half as many there is no group.
    var blocks = 16
  }

  /// - Parameters:
  ///   - position: the place of a contraction.
  ///   - links: who writes and reads what.
  ///   - plan: of the product of a block, with the loop that its vectors run along.
  /// - Returns: `nil` where it is no product of tiles that nothing else reads, or where too few blocks would be made.
  init?(
    _ position: Int, in schedule: KernelSchedule, _ links: BufferLinks, _ limits: Limits,
    plan: (FusedKernel, _ vector: Int) -> ContractionPlan?
  ) {
    let scheduled = schedule.kernels[position]
    guard let product = TileProduct(scheduled.kernel),
      let block = Self.block(product, limits),
      let first = links.onlyWriter(of: scheduled.buffers[product.tilesOperand]),
      links.onlyWriter(of: scheduled.buffers[product.productsOperand]) == position
    else { return nil }
    let (tiles, products) = (
      scheduled.buffers[product.tilesOperand], scheduled.buffers[product.productsOperand]
    )
    let last = links.readers(of: products)
    guard links.readers(of: tiles) == [position], !links.isResult(tiles),
      !links.isResult(products), links.areApart(last, from: [first, position])
    else { return nil }

    let shape = [product.places, product.extents.tiles]
    guard
      let transform = Self.member(
        first, schedule, tiles, shape + [product.extents.depth], block),
      transform.kernel.writes.allSatisfy({ transform.own.contains($0.operand) })
    else { return nil }
    var assemblies: [Member] = []
    for position in last {
      guard
        let member = Self.member(
          position, schedule, products, shape + [product.extents.filters], block),
        !member.kernel.writes.contains(where: { member.own.contains($0.operand) })
      else { return nil }
      assemblies.append(member)
    }
    guard let plan = plan(product.kernel(ofBlock: block), product.filterLoop) else { return nil }
    self.transform = transform
    self.product = product
    self.position = position
    self.plan = plan
    self.assemblies = assemblies
    self.block = block
  }

  /// How the product of a block is computed; `nil` where its sums would be split.
  static func plan(_ product: FusedKernel, vector: Int, level: InstructionSet) -> ContractionPlan? {
    // Taps are copied to panels for all blocks, however few rows one has.
    var panels = ContractionLimits()
    panels.panelRows = 1
    panels.fewRows = 0
    panels.prefersRows = true
    let plan = try? ContractionPlan(product, level: level, limits: panels, vector: vector)
    return plan?.schedule.splits == 1 ? plan : nil
  }

  /// How many tiles stay in a core's cache with their products; `nil` where groups would leave workers idle.
  private static func block(_ product: TileProduct, _ limits: Limits) -> Int? {
    let (tiles, depth, filters) = product.extents
    let bytes = 4 * product.places * (depth + filters)
    let most = min(limits.cache / bytes, tiles / limits.blocks) / limits.rows * limits.rows
    let block = max(most, limits.rows)
    return block * bytes <= 2 * limits.cache && 2 * tiles >= limits.blocks * block ? block : nil
  }

  /// A kernel that reads or writes tiles, over those of a block; `nil` where its loops do not count them.
  private static func member(
    _ position: Int, _ schedule: KernelSchedule, _ buffer: Buffer, _ shape: [Int], _ block: Int
  ) -> Member? {
    let (kernel, buffers) = (
      schedule.kernels[position].kernel, schedule.kernels[position].buffers
    )
    guard kernel.isPointwise else { return nil }
    let own = Set(kernel.operands.indices.filter { buffers[$0] == buffer })
    guard own.allSatisfy({ kernel.operands[$0].shape.extents == shape }) else { return nil }
    let accesses =
      kernel.reads.map { ($0.operand, $0.index) } + kernel.writes.map { ($0.operand, $0.index) }
    let indices = accesses.filter { own.contains($0.0) }.map(\.1)
    guard case .affine(let tile)? = indices.first?[1],
      let digits = TileDigits(tile, extents: kernel.extents, count: shape[1]),
      kernel.reads.allSatisfy({ !own.contains($0.operand) || $0.outside == nil })
    else { return nil }
    func isApart(_ index: Statement.Index) -> Bool {
      guard case .affine(let affine) = index else { return false }
      return affine.coefficients.prefix(digits.loops.count).allSatisfy { $0 == 0 }
    }
    guard
      indices.allSatisfy({ $0[1] == .affine(tile) && isApart($0[0]) && isApart($0[2]) })
    else { return nil }
    var result = kernel.rewriting(extents: [block] + kernel.extents, reductionLoops: []) {
      Affine(coefficients: [0] + $0.coefficients, offset: $0.offset)
    }
    let place = Statement.Index.affine(.loop(0, of: result.extents.count))
    for operand in own {
      result.operands[operand] = TileProduct.block(of: shape[0], block, shape[2])
    }
    for index in result.reads.indices where own.contains(result.reads[index].operand) {
      result.reads[index].index[1] = place
    }
    for index in result.writes.indices where own.contains(result.writes[index].operand) {
      result.writes[index].index[1] = place
    }
    return Member(position: position, kernel: result, digits: digits, own: own)
  }
}
