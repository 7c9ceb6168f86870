import Config
import Datasets
import Diagnostics
import Graph
import Tensors

extension Model {
  /// What samples and plots show but cannot, told before anything runs.
  ///
  /// - Parameters:
  ///   - evaluation: what `request` evaluates, for `batch` examples.
  func checkShapes(
    _ request: EvaluationRequest, _ evaluation: EvaluationGraph, batch: Int
  ) -> [Diagnostic] {
    let graph = evaluation.graph
    let items = [String: ExpressionTree](
      request.items.map { ($0.name, $0.written) }, uniquingKeysWith: { first, _ in first })
    var lengths: [Int] = []
    var ranges = RangeAnalysis { [unowned self] in range(of: $0) }
    return graph.results.compactMap { result in
      guard case .output(let name) = result.target, let expression = items[name],
        !GridDefinition.areAxes(name)
      else { return nil }
      let shape = graph.type(of: result.value).shape
      if request.role == EvaluationRequest.spreadRole {
        return latticeMistake(shape, batch).map {
          Diagnostic("'\(expression.description.excerpt)' \($0)", at: expression.range)
        }
      }
      guard request.role == "sample" || request.role == "plot" else { return nil }
      let isPicture =
        request.role == "sample" && name != GridDefinition.truthName
        && !name.hasPrefix("caption")
      var message =
        request.role == "plot"
        ? plotMistake(name, request.name, shape, batch, evaluation.common.contains(name))
        : name == GridDefinition.truthName
          ? truthMistake(shape)
          : isPicture
            ? gridMistake(shape, expression)
            : captionMistake(shape) ?? labelMistake(request.name, shape)
      if message == nil, request.role == "plot", name.hasPrefix("line ") {
        lengths.append(shape.count / batch)
        message = lineMistake(lengths)
      }
      if message == nil, request.role == "sample" {
        message = batchMistake(request.name, shape, batch)
      }
      let text = "'\(expression.description.excerpt)'"
      if let message {
        let shown: [[Int]] = [Array(shape.extents.suffix(3)), [-1, -1, 1], [-1, -1, 3]]
        return Diagnostic(
          "\(text) \(message)", at: expression.range, matter: isPicture ? .pictures(shown) : nil)
      }
      guard request.role == "sample", !name.hasPrefix("caption") else { return nil }
      let range = ranges.range(of: result.value, in: graph.nodes)
      return shownInPart(range, request.name, expression)
        ?? logitsShown(range, request.name, expression)
    }
  }

  /// What a sample leaves out of a range that is known to be reached.
  private func shownInPart(_ range: ValueRange, _ sample: String, _ expression: ExpressionTree)
    -> Diagnostic?
  {
    let grid = definition.outputs.samples.first { $0.name == sample }
    guard let grid, grid.undo == nil, range.isFinite, range.isTight, !range.isConstant else {
      return nil
    }
    let (black, white) = grid.shown
    let (low, high) = (min(black, white), max(black, white))
    let slack = 0.05 * (high - low)
    guard range.low < low - slack || range.high > high + slack else { return nil }
    func text(_ number: Double) -> String { CanonicalNumber.text(number) }
    return Diagnostic(
      .shownInPart,
      "'\(expression.description.excerpt)' goes from \(text(range.low)) to \(text(range.high)), and the sample "
        + "'\(sample)' shows \(text(black)) as black and \(text(white)) as white",
      at: expression.range,
      notes: [.init("'range: [\(text(range.low)), \(text(range.high))]' shows all of it")])
  }

  /// What is not of the examples cannot be shown a few of them at a time.
  private func batchMistake(_ sample: String, _ shape: Shape, _ batch: Int) -> String? {
    let grid = definition.outputs.samples.first { $0.name == sample }
    guard grid?.batch != nil, shape.rank > 0, shape[0] != batch else { return nil }
    return
      "is \(shape) whatever the examples are, and 'batch' of the sample takes \(batch) of them at a time; without "
      + "'batch' it is shown"
  }

  private func latticeMistake(_ shape: Shape, _ batch: Int) -> String? {
    guard shape.rank != 2 || shape[0] != batch || shape[1] != 2 else { return nil }
    guard shape.rank == 2, shape[0] == batch else {
      return "is no two numbers for each example, which a lattice lies over: its shape is \(shape)"
    }
    return shape[1] == 1
      ? "is one number for each example, and a lattice lies over two"
      : "is \(shape[1]) numbers for each example, and a lattice lies over two; of more, show some that are drawn: "
        + "normal([\(shape[1])], count=40)"
  }

  private func captionMistake(_ shape: Shape) -> String? {
    shape.rank == 1 || shape.rank == 2
      ? nil
      : "is no caption: its shape is \(shape), and a caption is a number for each picture, or one for each class"
  }

  /// There are as many names as classes. What is wrong with their file is told when they are read, before training.
  private func labelMistake(_ sample: String, _ shape: Shape) -> String? {
    let grid = definition.outputs.samples.first { $0.name == sample }
    guard let labels = grid?.labels,
      let names = try? ClassNames(definition.location.resolve(labels))
    else { return nil }
    return names.mistake(in: shape.rank == 1 ? 1 : shape[1])
  }

  private func truthMistake(_ shape: Shape) -> String? {
    shape.rank == 0 || shape.rank == 1 || shape.rank == 2 && shape[1] == 1
      ? nil : "is no class for each picture: its shape is \(shape)"
  }

  private func gridMistake(_ shape: Shape, _ expression: ExpressionTree) -> String? {
    guard shape.rank == 3 || shape.rank == 4 else {
      let advice =
        shape.rank == 2
        ? "; 'captions: \(expression.description.excerpt)' beside a grid of pictures shows such numbers, and 'etch sample --raw' "
          + "writes both as arrays; a network of "
          + "'reshape: [1, \(shape[1]), 1]' makes a picture of each row" : ""
      return
        "is no picture to show: its shape is \(shape), not [count, height, width, channels]\(advice)"
    }
    let channels = shape[shape.rank - 1]
    guard channels == 1 || channels == 3 else {
      let advice =
        expression.description.contains("argmax")
        ? "; 'argmax' takes the channels away, and 'sum(one_hot(argmax(x), 10) * range(10), axis=-1)' leaves one with the class"
        : ""
      return "is no picture to show: it has \(channels) channels, not 1 or 3\(advice)"
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

  /// - Parameter isCommon: whether its rows are as many as is written, though they may be as many as the examples.
  private func plotMistake(
    _ item: String, _ plot: String, _ shape: Shape, _ batch: Int, _ isCommon: Bool
  ) -> String? {
    guard let definition = definition.outputs.plots.first(where: { $0.name == plot }) else {
      return nil
    }
    guard shape.rank > 0, shape[0] == batch else {
      return "has no value for each example: its shape is \(shape)"
    }
    if isCommon, batch > 1 {
      return "has no value for each example: its \(batch) rows are as many as is written"
    }
    let count = shape.count / batch
    let found = "has \(count) for each example"
    switch definition.kind {
    case .scatter where item == "value":
      return count == 2 || shape.rank == 2 && (2...1024).contains(count)
        ? nil : "\(found), and a scatter plot shows two numbers"
    case .lines where item.hasPrefix("line "): return nil
    case .scatter, .histogram, .lines:
      return count == 1 ? nil : "\(found), and one number is needed; mean(…, per=example) makes one"
    }
  }
}
