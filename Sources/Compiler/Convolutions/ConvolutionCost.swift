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

  static func choice(_ form: ConvolutionForm) -> ConvolutionAlgorithm {
    if let obstacle = form.obstacle { return .direct(obstacle) }
    let direct = direct(form)
    var best: (m: Int, seconds: Double)?
    let taps = form.taps[0]
    for m in WinogradMatrices.outputs(taps: taps) {
      let side = m + taps - 1
      let tiles = 4 * side * side * form.tiles(m)
      guard tiles * max(form.depth, form.filters) <= largest else { continue }
      let seconds = winograd(form, m)
      if seconds < best?.seconds ?? .infinity { best = (m, seconds) }
    }
    guard let best else { return .direct("its transformed tiles would take too much memory") }
    guard best.seconds < direct else {
      return .direct(
        "\(text(direct * 1e3)) ms by the model, winograd F(\(best.m)x\(best.m), \(taps)x\(taps)) "
          + text(best.seconds * 1e3))
    }
    return .winograd(
      outputs: best.m, taps: taps, milliseconds: best.seconds * 1e3, direct: direct * 1e3)
  }

  /// A number of milliseconds with three decimals.
  static func text(_ milliseconds: Double) -> String {
    let thousandths = Int(min(milliseconds, 1e12) * 1000 + 0.5)
    let rest = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}
