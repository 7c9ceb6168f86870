/// Whether the columns of two tables that are called alike stand at the same places of a row.
public enum ColumnOrder {
  /// The first name that stands at another place than in other columns; `nil` where none does.
  ///
  /// - Returns: the name, its place, and its place there.
  public static func first(
    _ names: [String], asIn others: [String]
  ) -> (name: String, here: Int, there: Int)? {
    let places = Dictionary(
      others.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    for (place, name) in names.enumerated() where !name.isEmpty {
      if let there = places[name], there != place { return (name, place, there) }
    }
    return nil
  }
}
