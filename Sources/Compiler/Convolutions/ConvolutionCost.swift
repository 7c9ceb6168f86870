import Graph

/// What algorithms of a convolution cost, in seconds.
///
/// The constants are of one machine and fixed: they are never measured at run time, and are the same for every
/// LEVEL, so that the same algorithm, and so the same rounding, comes out everywhere.
enum ConvolutionCost {
  /// Multiply-adds a second that are in reach, ×2.
  static let peak = 526e9
  /// What streams through memory, bytes a second, and what stays in the caches.
  static let memory = 50e9
  static let cache = 24e6
  /// The most bytes of transformed tiles that a rewritten convolution may keep.
  static let largest = 128 << 20
  /// The most parts of a batch, each with kernels of its own to launch: of a prime batch, each example would be one.
  static let mostParts = 32

  /// The direct kernels: a share of the peak, and the weights packed.
  static func direct(_ form: ConvolutionForm) -> Double {
    let weights = Double(form.taps[0] * form.taps[1] * form.depth / form.groups * form.filters)
    return form.operations / (0.84 * peak) + (form.isFrozen ? 0 : 4 * weights / 23e9)
  }

  /// F(m × m, r × r): the products, the transforms of tiles, and of weights.
  ///
  /// Tiles that do not fit the caches are written to memory and read again, since every transform is a kernel
  /// of its own.
  static func winograd(_ form: ConvolutionForm, _ m: Int) -> Double {
    let side = m + form.taps[0] - 1
    let area = Double(side * side)
    let (tiles, depth, filters) = (
      Double(form.tiles(m)), Double(form.depth), Double(form.filters)
    )
    let share = side <= 4 ? 0.92 : side <= 6 ? 0.84 : 0.74
    var seconds = 2 * area * tiles * depth * filters / (share * peak * depth / (depth + 8))
    seconds += 4 * area * (tiles * depth + 0.3 * tiles * filters) / 28e9
    let weights = 4 * area * depth * filters
    if !form.isFrozen { seconds += weights / 23e9 }
    if weights > cache { seconds += weights / 2 / 62e9 }
    for bytes in [4 * area * tiles * depth, 4 * area * tiles * filters] where bytes > cache {
      seconds += 2 * bytes / memory
    }
    return seconds
  }

  /// What it takes to sort a picture into its phases, or to put it together: it is written and read again.
  static func phases(_ inner: ConvolutionForm) -> Double {
    let side = inner.kind == .inputGradient ? inner.output : inner.input
    let channels = inner.kind == .inputGradient ? inner.filters : inner.depth
    return 12 * Double(inner.batch * side[0] * side[1]) * Double(channels) / memory
  }

  static func choice(_ form: ConvolutionForm) -> ConvolutionAlgorithm {
    let phased = form.phased
    if let obstacle = (phased ?? form).obstacle {
      return .direct(
        phased == nil ? obstacle : "stride \(form.height.stride): \(obstacle) in its phases")
    }
    let direct = direct(form)
    guard let (best, seconds) = fastest(form) else {
      return .direct("its transformed tiles would take too much memory")
    }
    guard seconds < direct else {
      return .direct(
        "\(text(direct * 1e3)) ms by the model, \(best.name) \(text(seconds * 1e3))")
    }
    return .winograd(best)
  }

  /// The number of outputs that takes least; `nil` where tiles would take too much memory with any.
  private static func fastest(
    _ form: ConvolutionForm
  ) -> (form: ConvolutionAlgorithm.Winograd, seconds: Double)? {
    let whole = form.phased ?? form
    var best: (form: ConvolutionAlgorithm.Winograd, seconds: Double)?
    for m in WinogradMatrices.outputs(taps: whole.taps[0]) {
      let side = m + whole.taps[0] - 1
      let parts = (1...min(mostParts, form.batch)).first { count in
        form.batch % count == 0
          && 4 * side * side * whole.part(of: count).tiles(m) * max(whole.depth, whole.filters)
            <= largest
      }
      guard let parts else { continue }
      let seconds =
        Double(parts) * winograd(whole.part(of: parts), m)
        + (form.height.stride == 1 ? 0 : phases(whole))
      if seconds < best?.seconds ?? .infinity {
        best = (
          .init(
            outputs: m, taps: whole.taps[0], stride: form.height.stride, parts: parts,
            milliseconds: seconds * 1e3, direct: direct(form) * 1e3), seconds
        )
      }
    }
    return best
  }

  /// A number of milliseconds with three decimals.
  static func text(_ milliseconds: Double) -> String {
    let thousandths = Int(min(milliseconds, 1e12) * 1000 + 0.5)
    let rest = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}
