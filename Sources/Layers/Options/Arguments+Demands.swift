import Config
import Diagnostics
import Graph

extension Arguments {
  /// Asks something of an argument's numbers: at once where it is known which they are, of the data itself later.
  ///
  /// - Returns: whether all of them are looked at before anything runs.
  /// - Throws: a number that is no class.
  @discardableResult
  func ask(_ rule: DataDemand.Rule, of name: String) throws -> Bool {
    let place = range(of: name)
    guard case .number(let number) = term(name) else {
      return try context.ask(rule, of: tensor(name), by: function.name, at: place)
    }
    guard !rule.isMet(by: number) else { return true }
    let mistake = DataDemand(
      source: .runtime(name), isOfPart: false, rule: rule, function: function.name, range: place
    ).mistake(number)
    guard mistake.severity != .error else { throw mistake }
    context.keep(mistake)
    return true
  }
}
