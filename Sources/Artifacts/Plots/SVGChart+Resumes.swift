/// Where a run was gone on with, below its lines.
extension SVGChart {
  /// A tick that stands on the axis for each place, one a column of pixels; each tells its step to a pointer.
  func resumeTicks(_ axes: ChartAxes) -> [String] {
    var columns: Set<Int> = []
    return resumes.compactMap { step -> String? in
      guard axes.holds(x: Double(step)) else { return nil }
      let x = axes.place(x: Double(step), y: 1).x
      guard columns.insert(Int(x)).inserted else { return nil }
      return
        "<path d=\"M\(Self.number(x)) \(Self.number(Self.plot.bottom))v-10\" stroke=\"currentColor\" stroke-width=\"3\">"
        + "<title>resumed at \(HTML.text(xLabel)) \(step)</title></path>"
    }
  }

  /// The same in words; `nil` where nothing was interrupted.
  var resumption: String? {
    guard let last = resumes.last else { return nil }
    return resumes.count == 1
      ? "Resumed at \(xLabel) \(last)."
      : "Resumed \(resumes.count) times, the last time at \(xLabel) \(last)."
  }
}
