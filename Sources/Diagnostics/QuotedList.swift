extension Sequence where Element == String {
  /// "'a', 'b', …": the first of them, each as an excerpt.
  ///
  /// - Parameter most: how many are written out.
  public func quotedList(most: Int) -> String {
    let first = Array(prefix(most + 1))
    return first.prefix(most).map { "'\($0.excerpt)'" }.joined(separator: ", ")
      + (first.count > most ? ", …" : "")
  }
}
