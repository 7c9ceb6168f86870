import Config
import Diagnostics
import Graph

/// Over what a function reduces: everything, or each example by itself.
enum ReductionAxes {
  static let field = Field(
    "per", .choice(["all", "example"]), .standard("all"),
    "`all` gives one number, `example` one a row of the batch.")

  /// - Throws: where there is no example to reduce within.
  static func axes(of x: Tensor, _ arguments: Arguments) throws -> [Int] {
    let all = Array(x.shape.extents.indices)
    guard arguments.word("per") == "example" else { return all }
    guard x.shape.rank > 0 else {
      throw Diagnostic("a single number has no examples", at: arguments.range(of: "x"))
    }
    return Array(all.dropFirst())
  }
}
