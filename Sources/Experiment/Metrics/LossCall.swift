import Config
import Diagnostics
import Layers

/// The call of a loss, whose arguments stand by their places or by their names.
struct LossCall {
  private let name: String
  private let positional: [ExpressionTree]
  private let keywords: [ExpressionTree.Keyword]
  private let range: SourceRange?
  /// The names of its arguments, in their places.
  private let places: [String]

  init(
    _ name: String, _ positional: [ExpressionTree], _ keywords: [ExpressionTree.Keyword],
    at range: SourceRange?
  ) {
    self.name = name
    self.positional = positional
    self.keywords = keywords
    self.range = range
    places = LossCatalogue.schema(of: name)?.fields.map(\.name) ?? []
  }

  /// What is given for an argument; `nil` where it is left out.
  func argument(_ name: String) -> ExpressionTree? {
    if let keyword = keywords.first(where: { $0.name == name }) { return keyword.value }
    return zip(places, positional).first { $0.0 == name }?.1
  }

  /// Which reduction is asked for; `nil` where none is.
  var reduction: String? {
    switch argument("reduction")?.kind {
    case .name(let word), .text(let word): word
    default: nil
    }
  }

  /// The sum of what the loss has for each number, and 1 for each of these that counts, of a mean that leaves some out; `nil`
  /// of others. Batches have different numbers of them, so that a mean over a split is no mean of the batches' means.
  ///
  /// - Parameter isNumber: whether an expression is one number, such as a param: of one class for all, all count or none.
  func counted(isNumber: (ExpressionTree) -> Bool) -> (sum: ExpressionTree, counts: ExpressionTree)?
  {
    guard reduction ?? "mean" == "mean", let ignored = argument("ignore"),
      let target = argument("target"), !isNumber(target)
    else { return nil }
    let sum = ExpressionTree.Keyword(
      name: "reduction", range: range, value: ExpressionTree(.text("sum"), range: range))
    // What stands by its place in front of the reduction stays there.
    let place = places.firstIndex(of: "reduction") ?? places.count
    let call = ExpressionTree(
      .call(
        name, Array(positional.prefix(place)), keywords.filter { $0.name != "reduction" } + [sum]),
      range: range)
    return (call, ExpressionTree(.binary(.notEqual, target, ignored), range: target.range))
  }
}
