import Config
import Diagnostics
import Graph
import Tensors

extension ExpressionComposition {
  func binary(
    _ operation: ExpressionTree.Operator, _ left: ExpressionTree, _ right: ExpressionTree,
    _ expression: ExpressionTree
  ) throws -> Term {
    let terms = try all([left, right].map { part in { try self.term(part) } })
    let (leftTerm, rightTerm) = (terms[0], terms[1])
    if case .number(let a) = leftTerm, case .number(let b) = rightTerm {
      let result = operation(a, b)
      guard result.isFinite else {
        throw Diagnostic("\(expression.text) is no finite number", at: expression.range)
      }
      return .number(result)
    }
    let (a, b) = (try tensor(leftTerm, left), try tensor(rightTerm, right))
    if operation == .equal || operation == .notEqual {
      warnOfScores(a, left, comparedWith: b, right, expression)
      warnOfScores(b, right, comparedWith: a, left, expression)
      warnOfClass(a, left, comparedWith: b, right, expression)
      warnOfClass(b, right, comparedWith: a, left, expression)
    }
    if [.less, .lessOrEqual, .greater, .greaterOrEqual].contains(operation) {
      warnOfThreshold(a, left, comparedWith: rightTerm, expression)
      warnOfThreshold(b, right, comparedWith: leftTerm, expression)
    }
    if operation == .multiply {
      warnOfWeight(a, left, of: b, expression)
      warnOfWeight(b, right, of: a, expression)
    }
    return try fitting(expression, of: terms) {
      let result =
        switch operation {
        case .add: try a + b
        case .subtract: try a - b
        case .multiply: try a * b
        case .divide: try a / b
        case .power:
          if case .number(let exponent) = rightTerm {
            try a.power(exponent)
          } else {
            try a.power(b)
          }
        case .less: try a.compared(.less, b)
        case .lessOrEqual: try a.compared(.lessOrEqual, b)
        case .greater: try a.compared(.greater, b)
        case .greaterOrEqual: try a.compared(.greaterOrEqual, b)
        case .equal: try a.compared(.equal, b)
        case .notEqual: try a.compared(.notEqual, b)
        }
      return .value(result)
    }
  }

  /// Warns where a weight for each example meets a loss that is one number for all: the mean of both is the product of their means.
  private func warnOfWeight(
    _ weight: Tensor, _ written: ExpressionTree, of loss: Tensor, _ expression: ExpressionTree
  ) {
    // One draw for all examples, as mixup has it, weights the whole.
    guard weight.batch == .many, weight.shape[0] != 1,
      let name = context.reducedLosses[loss.value]
    else { return }
    context.keep(
      Diagnostic(
        .lostWeights,
        "\(name) is one number for all examples here, and \(written.text) has one for each, which so weights none; with "
          + "'reduction=none' the loss has one for each too", at: expression.range))
  }

  /// Warns where several numbers an example are compared with its class: what was meant is the place of the greatest.
  private func warnOfScores(
    _ scores: Tensor, _ written: ExpressionTree, comparedWith label: Tensor,
    _ other: ExpressionTree,
    _ expression: ExpressionTree
  ) {
    let graph = builder.graph
    guard graph.field(behind: label.value) != nil, label.type.element != .float32,
      label.batch != .none, label.shape.rank == 1,
      scores.type.element == .float32, scores.batch != .none, scores.shape.rank == 2,
      scores.shape[1] > 1, graph.field(behind: scores.value) == nil
    else { return }
    context.keep(
      Diagnostic(
        .scoresAsClass,
        "\(written.text) has \(scores.shape[1]) numbers an example, and \(other.text) is its class; compare "
          + "argmax(\(written.text))", at: expression.range))
  }

  /// Warns where the place of the greatest is compared with several numbers an example, each by itself: what was meant is the place of
  /// their greatest too, as where they are 1 for the class and 0 for others.
  private func warnOfClass(
    _ found: Tensor, _ written: ExpressionTree, comparedWith numbers: Tensor,
    _ other: ExpressionTree,
    _ expression: ExpressionTree
  ) {
    let nodes = builder.graph.nodes
    var node = nodes[found.value.node]
    while node.operation is Convert || node.operation is Reshape {
      node = nodes[node.inputs[0].node]
    }
    guard node.operation is ArgMax, found.batch != .none, found.shape.rank == 1,
      numbers.type.element == .float32, numbers.batch != .none, numbers.shape.rank == 2,
      numbers.shape[1] > 1
    else { return }
    context.keep(
      Diagnostic(
        .scoresAsClass,
        "\(written.text) is a class an example, and \(other.text) has \(numbers.shape[1]) numbers; compare "
          + "argmax(\(other.text))", at: expression.range))
  }

  /// `base[a:b]`, `base[k]`, `base[..., c]` of the axes inside the example, `base.batch[a:b]` of the batch;
  /// negative bounds count from the end.
  func slice(
    _ base: ExpressionTree, _ subscripts: [ExpressionTree.Subscript], _ expression: ExpressionTree
  ) throws -> Term {
    var (sliced, isOfBatch) = (base, false)
    if case .member(let inner, "batch") = base.kind { (sliced, isOfBatch) = (inner, true) }
    let tensor = try tensor(term(sliced), sliced)
    guard !isOfBatch || tensor.batch != .none else {
      throw Diagnostic("\(sliced.text) has no batch to slice", at: expression.range)
    }
    if isOfBatch, let owner = context.splitOwner(ofExamplesIn: tensor) {
      throw Diagnostic(
        "'\(expression.text.excerpt)' is of the examples that are computed at once, and a \(owner) is of all of them",
        at: expression.range,
        notes: [.init("'count' of a \(owner) says of how many it is, the first ones")])
    }
    let first = tensor.batch == .none || isOfBatch ? 0 : 1
    let axes = Array(first..<(isOfBatch ? 1 : max(tensor.shape.rank, first)))
    let before = Array(subscripts.prefix { !$0.isRest })
    let after = Array(subscripts.dropFirst(before.count + 1))
    guard before.count + after.count <= axes.count else {
      let axesThere = axes.isEmpty ? "no axis" : axes.count == 1 ? "1 axis" : "\(axes.count) axes"
      throw Diagnostic(
        "\(sliced.text) of shape \(tensor.exampleShape) has \(axesThere) to slice\(first == 1 ? "; the batch's is not written" : "")",
        at: expression.range)
    }
    var result = tensor
    var kept = Array(tensor.shape.extents.indices)
    for (axis, part) in Array(zip(axes, before)) + zip(axes.suffix(after.count), after) {
      guard let range = try range(part, extent: tensor.shape[axis], expression) else { continue }
      result = try fitting(expression) { try result.sliced(axis: axis, range) }
      if case .element = part { kept.removeAll { $0 == axis } }
    }
    guard kept.count < result.shape.rank else { return .value(result) }
    let shape = Shape(kept.map { result.shape[$0] })
    return .value(
      try result.reshaped(shape).with(batch: isOfBatch ? .none : tensor.batch))
  }

  /// The elements that a subscript takes of an axis; `nil` for all.
  private func range(
    _ part: ExpressionTree.Subscript, extent: Int, _ expression: ExpressionTree
  ) throws -> Range<Int>? {
    switch part {
    case .rest: return nil
    case .element(let element):
      let number = try whole(element)
      let place = number < 0 ? extent + number : number
      guard (0..<extent).contains(place) else {
        throw Diagnostic(
          "\(expression.text): there is no \(number) among \(extent), which go from 0 to \(extent - 1)",
          at: element.range)
      }
      return place..<place + 1
    case .range(let from, let to):
      let start = try bound(from, extent: extent, standard: 0)
      let end = try bound(to, extent: extent, standard: extent)
      guard start < end else {
        throw Diagnostic(
          "\(expression.text) holds nothing: from \(start) to \(end) of \(extent)",
          at: expression.range)
      }
      return start..<end
    }
  }

  /// As in Python: negative bounds count from the end, bounds beyond are cut off.
  private func bound(_ expression: ExpressionTree?, extent: Int, standard: Int) throws -> Int {
    guard let expression else { return standard }
    let bound = try whole(expression)
    return min(max(bound < 0 ? extent + bound : bound, 0), extent)
  }

  private func whole(_ expression: ExpressionTree) throws -> Int {
    let bound = try term(expression)
    if case .value = bound {
      throw Diagnostic(
        "a bound must be a whole number; what stands at computed places is 'lookup(table, places)'",
        at: expression.range)
    }
    guard case .number(let number) = bound, number == number.rounded(), abs(number) <= 1e15 else {
      throw Diagnostic("a bound must be a whole number", at: expression.range)
    }
    return Int(number)
  }
}

extension ExpressionTree.Subscript {
  fileprivate var isRest: Bool {
    if case .rest = self { true } else { false }
  }
}
