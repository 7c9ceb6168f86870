import Diagnostics
import Graph
import Tensors

extension BuildContext {
  /// Asks something of the numbers of a value: of the data later, where they are data or classes that are computed of it; at once, where
  /// it is known which they are.
  ///
  /// - Returns: whether all of them are looked at before anything runs.
  /// - Throws: numbers that are no classes.
  @discardableResult
  func ask(
    _ rule: DataDemand.Rule, of x: Tensor, by function: String, at range: SourceRange?
  ) throws -> Bool {
    let graph = builder.graph
    func demand(
      _ source: Input.Source, isOfPart: Bool = false, arithmetic: Scalar = .read(0)
    ) -> DataDemand {
      DataDemand(
        source: source, isOfPart: isOfPart, arithmetic: arithmetic, rule: rule, function: function,
        range: range)
    }
    if let field = graph.field(behind: x.value) {
      demands.append(demand(field))
      return field.isOfData
    }
    let made = demand(.runtime(function))
    guard case .classes(let count, _) = rule else {
      if let number = made.end(beyond: self.range(of: x.value)) { keep(made.mistake(number)) }
      return true
    }
    if let field = graph.field(behind: x.value, orPart: true) {
      demands.append(demand(field, isOfPart: true))
      // Of a part of a table, whose columns are not alike, nothing is asked.
      return field.isOfData && x.type.element != .float32
    }
    if let computed = graph.arithmetic(behind: x.value), let field = computed.source {
      demands.append(
        demand(field, isOfPart: computed.isOfPart, arithmetic: computed.scalar))
      return field.isOfData && !computed.isOfPart
    }
    if let literal = x.literal?.doubles {
      if let number = literal.first(where: { !rule.isMet(by: $0) }) { throw made.mistake(number) }
      return true
    }
    guard x.type.element != .float32 else { return false }
    // Draws of whole numbers and places of the greatest reach both ends.
    let reach = self.range(of: x.value)
    let ends = reach.isTight && reach.isFinite ? [reach.high, reach.low] : []
    if let number = ends.first(where: { !rule.isMet(by: $0) }) { throw made.mistake(number) }
    return reach.isWithin(0, Double(count - 1))
  }
}

extension Input.Source {
  /// Whether it is a field of the data, in whose names no '/' is: the host calls other things so.
  fileprivate var isOfData: Bool {
    if case .batch(let name) = self { !name.contains("/") } else { false }
  }
}
