import Config
import Datasets

extension ExperimentDefinition {
  /// The expressions of values, losses, updates, metrics, samples and plots.
  var expressions: [ExpressionTree] {
    let updates = (train?.stages ?? []).flatMap(\.updates)
    return Array(values.values) + Array(losses.values) + updates.map(\.rule.expression)
      + metrics.map(\.value) + outputs.samples.flatMap { $0.request.items.map(\.expression) }
      + outputs.plots.flatMap { $0.request.items.map(\.expression) }
  }

  /// The first network that takes pictures of a field of a data set, and of which size; `nil` where none does, or it takes any.
  func pictureWish(of data: String, _ field: String, isMain: Bool) -> PictureWish? {
    for call in expressions.flatMap(\.calls) {
      guard case .call(let name, let arguments, let keywords) = call.kind,
        let inputs = networks[name]?.inputs
      else { continue }
      let named = keywords.compactMap { keyword in
        inputs[keyword.name].map { (shape: $0, argument: keyword.value) }
      }
      let taken = zip(inputs.values, arguments).map { (shape: $0, argument: $1) } + named
      for (shape, argument) in taken where shape.count == 3 && shape[0] > 0 && shape[1] > 0 {
        var met: Set<String> = []
        guard isPictures(argument, of: data, field, isMain: isMain, &met) else { continue }
        return PictureWish(
          taker: name, height: shape[0], width: shape[1], channels: shape[2] > 0 ? shape[2] : nil)
      }
    }
    return nil
  }

  /// Whether a value is of the size of the pictures, as far as names and arithmetic tell.
  private func isPictures(
    _ value: ExpressionTree, of data: String, _ field: String, isMain: Bool,
    _ met: inout Set<String>
  ) -> Bool {
    switch value.kind {
    case .name(let name):
      if name == data { return isMain }
      guard met.insert(name).inserted, let further = values[name] else { return false }
      return isPictures(further, of: data, field, isMain: isMain, &met)
    case .member(let base, let member):
      if case .name(data) = base.kind { return member == field }
      return false
    case .negate(let operand): return isPictures(operand, of: data, field, isMain: isMain, &met)
    case .binary(_, let left, let right):
      return isPictures(left, of: data, field, isMain: isMain, &met)
        || isPictures(right, of: data, field, isMain: isMain, &met)
    case .call(let function, let arguments, _):
      guard Self.keepingSizes.contains(function), let first = arguments.first else { return false }
      return isPictures(first, of: data, field, isMain: isMain, &met)
    case .number, .text, .list, .slice: return false
    }
  }

  /// Functions of pictures that leave their sizes.
  private static let keepingSizes: Set<String> = [
    "abs", "blur", "clip", "interpolate", "preprocess", "sqrt", "square", "stop_gradient", "undo",
  ]
}

extension ExpressionTree {
  /// The calls in an expression, itself included.
  var calls: [ExpressionTree] {
    let inner = children.flatMap(\.calls)
    if case .call = kind { return [self] + inner }
    return inner
  }
}
