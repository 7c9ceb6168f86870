import Config
import Diagnostics

/// The functions and losses that expressions may call.
public struct FunctionVocabulary: Sendable {
  let functions: [String: any Function.Type]

  public init(_ types: [any Function.Type]) {
    functions = Dictionary(types.map { ($0.schema.name, $0) }) { first, _ in first }
  }

  public func has(_ name: String) -> Bool { functions[name] != nil }

  public var names: [String] { functions.keys.sorted() }

  /// The words that a call takes for an argument; none where it takes an expression.
  ///
  /// What is no function may be a network, whose call takes a mode.
  public func words(_ function: String, _ place: Scope.ArgumentPlace) -> Scope.Words {
    guard let fields = functions[function]?.schema.fields else {
      return place == .keyword("mode") ? .these(Mode.allCases.map(\.rawValue)) : .none
    }
    let field: Field? =
      switch place {
      case .position(let index): index < fields.count ? fields[index] : nil
      case .keyword(let name): fields.first { $0.name == name }
      }
    return switch field?.type {
    case .choice(let words): .these(words)
    case .either(let types):
      .these(types.flatMap { if case .choice(let words) = $0 { words } else { [String]() } })
    case .boolean: .these(["true", "false"])
    case .list(.text, _): .names
    default: .none
    }
  }

  /// What is wrong with a call of something that is no network: an unknown name.
  ///
  /// - Parameters:
  ///   - ownFunctions: those that the file defines.
  ///   - mayBeMeant: whether one of these may be what is meant there.
  public func problem(
    with call: ExpressionTree, networks: [String], ownFunctions: [String],
    where mayBeMeant: (String) -> Bool
  ) -> Diagnostic? {
    guard case .call(let callee, _, _) = call.kind, !has(callee) else { return nil }
    return unknown(
      callee, at: call.calleeRange, networks: networks, ownFunctions: ownFunctions,
      where: mayBeMeant)
  }

  func unknown(
    _ callee: String, at range: SourceRange?, networks: [String], ownFunctions: [String],
    where mayBeMeant: (String) -> Bool
  ) -> Diagnostic {
    let known = networks + ownFunctions + functions.keys.sorted()
    let meant =
      ForeignNames.hint(for: callee, among: known)
      // As a name alone, `beta` is a param.
      ?? ForeignNames.hint(for: callee + "distribution", among: known)
      ?? Suggestion.phrase(for: callee, among: known, where: mayBeMeant)
    let isNone = meant.isEmpty && !networks.isEmpty
    let hint =
      isNone
      ? "; the \(networks.count == 1 ? "network is" : "networks are") \(networks.sorted().quotedList(most: 6))"
      : meant
    return Diagnostic("unknown function or network '\(callee)'" + hint, at: range)
  }
}
