/// Lines that go up and down so often that dashes along them would hide their shape.
///
/// Such a line is drawn whole, and over others thinner than they are, so that both are seen where they meet. A mark tells
/// it from a second one.
enum Spikes {
  /// How many times longer than wide a line must be.
  private static let least = 3.0

  /// - Parameter runs: the stretches of a line without gaps, in pixels from left to right.
  static func areMany(in runs: some Sequence<[Point]>) -> Bool {
    var (length, width) = (0.0, 0.0)
    for run in runs {
      guard let first = run.first, let last = run.last else { continue }
      width += last.x - first.x
      for (a, b) in zip(run, run.dropFirst()) {
        length += ((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y)).squareRoot()
      }
    }
    return length > least * width
  }
}
