import Config
import Graph
import Tensors

/// The entries of a table at the given indices.
///
/// `table: [K, …]` without a batch, `index: [N, …]` of whole numbers from 0 → `[N, …, …]`. What is no place of the table
/// gives what is no number.
public struct LookupFunction: Function {
  public static let schema = Schema(
    "lookup", "The entries of a table at the given indices.",
    example: "lookup(range(10), picture.label)",
    fields: [
      Field("table", .expression, .required, "A list, or a value whose first axis is looked up."),
      Field(
        "index", .expression, .required,
        "Whole numbers from 0; a place outside of the table is an error, or nan where only the step knows it."
      ),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    var table = try arguments.tensor("table")
    try table.requireAxes("lookup")
    guard table.batch != .many else {
      let places = table.shape.rank > 1 ? table.shape[1] : 10
      throw ShapeMismatch(
        "the table of lookup is one for all examples, and this is a batch; of each example's own table it is 'matmul(one_hot(index, \(places)), table)'"
      )
    }
    if table.batch == .one { table = try table.reshaped(table.exampleShape).with(batch: .none) }
    let areKnown = try arguments.ask(.classes(count: table.shape[0], ignored: nil), of: "index")
    return .value(try table.entries(at: arguments.tensor("index"), areKnown: areKnown))
  }
}
