extension String {
  /// The text with blanks behind it up to so many characters; one that is longer as it is.
  package func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
