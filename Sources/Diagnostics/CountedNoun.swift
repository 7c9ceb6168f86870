extension Int {
  /// So many of what a noun names: `1 step`, `3 steps`, `2 classes`.
  ///
  /// - Parameters:
  ///   - noun: one of them.
  ///   - plural: several of them, where that is not the noun with an `s` behind it.
  public func counted(_ noun: String, plural: String? = nil) -> String {
    "\(self) \(self == 1 ? noun : plural ?? noun + "s")"
  }
}
