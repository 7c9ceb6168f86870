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
    let items = [String: ExpressionTree](
      request.items.map { ($0.name, $0.expression) }, uniquingKeysWith: { first, _ in first })
    var lengths: [Int] = []
    return graph.results.compactMap { result in
      guard case .output(let name) = result.target, let expression = items[name] else { return nil }
      let shape = graph.type(of: result.value).shape
      guard request.role == "sample" || request.role == "plot" else { return nil }
      var message =
        request.role == "plot"
        ? plotMistake(name, request.name, shape, batch)
        : name.hasPrefix("caption") ? captionMistake(shape) : gridMistake(shape)
      if message == nil, request.role == "plot", name.hasPrefix("line ") {
        lengths.append(shape.count / batch)
        message = lineMistake(lengths)
      }
      let text = "'\(expression.description.excerpt)'"
      if let message { return Diagnostic("\(text) \(message)", at: expression.range) }
      guard request.role == "sample", !name.hasPrefix("caption"),
        isHalfShown(result.value, request.name, graph)
      else {
        return nil
      }
      return Diagnostic(
        .warning,
        "\(text) comes out of a tanh, from -1 to 1, and the sample shows 0 as the end of its range; "
          + "'range: [-1, 1]' shows all of it", at: expression.range)
    }
  }

  /// Whether a sample shows only the positive half of what a tanh gives.
  private func isHalfShown(_ value: Value, _ sample: String, _ graph: Graph) -> Bool {
    let grid = definition.outputs.samples.first { $0.name == sample }
    guard let shown = grid?.shown, min(shown.black, shown.white) >= 0 else { return false }
    var node = graph.nodes[value.node]
    while node.operation is Reshape { node = graph.nodes[node.inputs[0].node] }
    return node.operation is Tanh
  }

  private func captionMistake(_ shape: Shape) -> String? {
    shape.rank == 1 || shape.rank == 2
      ? nil
      : "is no caption: its shape is \(shape), and a caption is a number for each picture, or one for each class"
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

  /// Lines stand over one axis.
  private func lineMistake(_ lengths: [Int]) -> String? {
    guard let first = lengths.first, let last = lengths.last else { return nil }
    if last < 2 { return "has one number for each example, and a line needs several" }
    return last == first
      ? nil
      : "has \(last) numbers for each example, and the first line \(first); the lines of a plot are equally long"
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
