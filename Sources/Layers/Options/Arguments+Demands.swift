import Config
import Diagnostics
import Graph

extension Arguments {
  /// Asks something of an argument's numbers: at once where it is a number, of the data later.
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
    } else if let field = builder.graph.field(behind: try tensor(name).value) {
      context.demands.append(demand(field))
    }
  }
}
