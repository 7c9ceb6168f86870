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
    func demand(
      _ source: Input.Source, isOfPart: Bool = false, arithmetic: Scalar = .read(0)
    ) -> DataDemand {
      DataDemand(
        source: source, isOfPart: isOfPart, arithmetic: arithmetic, rule: rule,
        function: function.name, range: place)
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
    } else if rule.isOfClasses, let field = builder.graph.field(behind: value, orPart: true) {
      context.demands.append(demand(field, isOfPart: true))
    } else if rule.isOfClasses, let computed = builder.graph.arithmetic(behind: value),
      let field = computed.source
    {
      context.demands.append(
        demand(field, isOfPart: computed.isOfPart, arithmetic: computed.scalar))
    } else {
      let made = demand(.runtime(name))
      if let number = made.end(beyond: context.range(of: value)) {
        context.keep(made.mistake(number))
      }
    }
  }
}
