import Config
import Diagnostics
import Graph
import Tensors

extension Model {
  /// What samples and plots show but cannot, told before anything runs.
  ///
  /// - Parameters:
  ///   - graph: what `request` evaluates, for `batch` examples.
  func checkShapes(_ request: EvaluationRequest, _ graph: Graph, batch: Int) -> [Diagnostic] {
    let items = [String: Expression](
      request.items.map { ($0.name, $0.expression) }, uniquingKeysWith: { first, _ in first })
    return graph.results.compactMap { result in
      guard case .output(let name) = result.target, let expression = items[name] else { return nil }
      let shape = graph.type(of: result.value).shape
      let message =
        request.role == "sample"
        ? gridMistake(shape) : plotMistake(name, request.name, shape, batch)
      return message.map {
        Diagnostic("'\(expression.description.excerpt)' \($0)", at: expression.range)
      }
    }
  }

  private func gridMistake(_ shape: Shape) -> String? {
    guard shape.rank == 3 || shape.rank == 4 else {
      return "is no picture to show: its shape is \(shape), not [count, height, width, channels]"
    }
    let channels = shape[shape.rank - 1]
    guard channels == 1 || channels == 3 else {
      return "is no picture to show: it has \(channels) channels, not 1 or 3"
    }
    return nil
  }

  private func plotMistake(_ item: String, _ plot: String, _ shape: Shape, _ batch: Int) -> String?
  {
    guard let definition = definition.outputs.plots.first(where: { $0.name == plot }) else {
      return nil
    }
    guard shape.rank > 0, shape[0] == batch else {
      return "has no value for each example: its shape is \(shape)"
    }
    let count = shape.count / batch
    let found = "has \(count) for each example"
    switch definition.kind {
    case .scatter where item == "value":
      return count == 2 ? nil : "\(found), and a scatter plot shows two numbers"
    case .lines where item.hasPrefix("line "): return nil
    case .scatter, .histogram, .lines:
      return count == 1 ? nil : "\(found), and one number is needed; mean(…, per=example) makes one"
    }
  }
}
