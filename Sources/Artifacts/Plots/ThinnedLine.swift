extension [Point] {
  /// The same line with at most four points a column of pixels: first, lowest, highest and last.
  ///
  /// Its points go from left to right, in pixels. Source: Jugel et al. 2014, "M4".
  func thinnedToColumns() -> [Point] {
    var result: [Point] = []
    var start = 0
    while start < count {
      let column = self[start].x.rounded(.down)
      var (end, low, high) = (start, start, start)
      while end < count, self[end].x.rounded(.down) == column {
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
