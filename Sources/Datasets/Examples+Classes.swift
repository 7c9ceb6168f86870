import Diagnostics
import Tensors

extension Examples {
  /// What to warn of where only the first ones are looked at, and a field of classes by which they are sorted has others behind them;
  /// `nil` where there is nothing to say.
  ///
  /// - Parameter name: the data set's.
  /// - Throws: a file that cannot be read.
  public func classesLeftOut(
    ofFirst count: Int, of name: String, at range: SourceRange?
  ) throws -> Diagnostic? {
    // Pictures in folders of classes come in turn.
    guard count < self.count, !store.isDecoded else { return nil }
    for (index, field) in fields.enumerated() where field.type == TensorType([], .int32) {
      let labels = try first(self.count, field: index).doubles.compactMap { Int32(exactly: $0) }
      let warning = LeadingClasses.warning(
        of: "\(name).\(field.name)", [labels], names: field.classes, first: count, at: range)
      if let warning { return warning }
    }
    return nil
  }
}
