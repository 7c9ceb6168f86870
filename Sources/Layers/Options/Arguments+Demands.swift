import Config
import Diagnostics
import Graph

extension Arguments {
  /// Asks something of an argument's numbers: at once where it is a number or made of data whose range is known, of the
  /// data itself later.
  ///
  /// - Throws: a number that is no class.
  func ask(_ rule: DataDemand.Rule, of name: String) throws {
    let place = range(of: name)
    func demand(_ source: Input.Source) -> DataDemand {
      DataDemand(source: source, rule: rule, function: function.name, range: place)
    }
    if case .number(let number) = term(name) {
      guard !rule.isMet(by: number) else { return }
      let mistake = demand(.runtime(name)).mistake(number)
      guard mistake.severity != .error else { throw mistake }
      context.keep(mistake)
      return
    }
    // Before the graph is looked at: a list becomes a tensor only here.
    let value = try tensor(name).value
    if let field = builder.graph.field(behind: value) {
      context.demands.append(demand(field))
    } else if let number = beyond(rule, context.range(of: value)) {
      context.keep(demand(.runtime(name)).mistake(number))
    }
  }

  /// The end of a range that is not as asked, where both ends are reached; of classes and signs no range says enough.
  private func beyond(_ rule: DataDemand.Rule, _ range: ValueRange) -> Double? {
    guard range.isTight, range.isFinite else { return nil }
    let slack = 1e-6 * range.width
    switch rule {
    case .classes, .signs: return nil
    case .fractions, .reach:
      return rule.isMet(by: range.low + slack) && rule.isMet(by: range.high - slack)
        ? nil : rule.isMet(by: range.low + slack) ? range.high : range.low
    }
  }
}
