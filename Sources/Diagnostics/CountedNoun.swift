extension Int {
  /// So many of what a noun names: `1 step`, `3 steps`.
  ///
  /// - Parameter noun: one of which several end in `s`.
  public func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
