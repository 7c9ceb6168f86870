extension [Point] {
  /// The same line with at most four points a column of pixels: first, lowest, highest and last.
  ///
  /// Its points go from left to right, in pixels. Source: Jugel et al. 2014, "M4".
  ///
  /// - Parameter width: how many pixels wide a column is.
  func thinnedToColumns(_ width: Double = 1) -> [Point] {
    func column(_ point: Point) -> Double { (point.x / width).rounded(.down) }
    var result: [Point] = []
    var start = 0
    while start < count {
      let place = column(self[start])
      var (end, low, high) = (start, start, start)
      while end < count, column(self[end]) == place {
        if self[end].y < self[low].y { low = end }
        if self[end].y > self[high].y { high = end }
        end += 1
      }
      for index in Set([start, low, high, end - 1]).sorted() { result.append(self[index]) }
      start = end
    }
    return result
  }
}
