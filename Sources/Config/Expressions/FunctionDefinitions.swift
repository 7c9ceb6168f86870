import Diagnostics
import OrderedCollections

/// The functions that a file defines: `judges(D, real, fake): 0.5 * (bce(D(real), 1) + bce(D(fake), 0))`.
public struct FunctionDefinitions: Sendable {
  struct Definition: Sendable {
    let parameters: [String]
    /// As it is written.
    let body: ExpressionTree
    let range: SourceRange?
  }

  private(set) var all: OrderedDictionary<String, Definition> = [:]

  public init() {}

  public var names: [String] { Array(all.keys) }

  /// The place of a function's definition.
  public func range(of name: String) -> SourceRange? { all[name]?.range }

  /// - Parameters:
  ///   - scope: what the bodies may name besides their parameters.
  ///   - taken: what else is called by a name, where something is: "a function of the language".
  /// - Throws: `DiagnosticList` with everything that is wrong.
  public init(
    _ node: ConfigNode?, in scope: Scope, taken: (String) -> String?
  ) throws(DiagnosticList) {
    guard let node, !node.isNull else { return }
    var problems = DiagnosticList()
    if node.entries == nil {
      problems.add(
        node.error(
          "'functions' expects a map of functions, found \(node.summary)", file: scope.file))
    }
    for (key, entry) in node.entries ?? [:] {
      do throws(Diagnostic) {
        let (name, definition) = try Self.definition(key, entry)
        if let owner = taken(name) {
          throw Diagnostic("'\(name)' is already the name of \(owner)", at: entry.keyRange)
        }
        if let other = all[name] {
          throw Diagnostic(
            "'\(name)' is defined twice", at: entry.keyRange,
            notes: [.init("it is defined here", at: other.range)])
        }
        all[name] = definition
      } catch {
        problems.add(error)
      }
    }
    var whole = scope
    whole.functions = self
    whole.usage = nil
    for definition in all.values {
      do throws(Diagnostic) {
        // A body that calls itself, or another one wrongly, is told of although nothing calls it.
        _ = try definition.body.bound(in: whole.without(definition.parameters))
      } catch {
        problems.add(error)
      }
    }
    if problems.hasErrors { throw problems }
  }

  private static func definition(
    _ key: String, _ entry: ConfigNode.Entry
  ) throws(Diagnostic) -> (String, Definition) {
    func malformed() -> Diagnostic {
      Diagnostic(
        "a function is written as a call of its parameters, such as 'judges(D, real, fake)'; found "
          + "'\(key.excerpt)'", at: entry.keyRange)
    }
    guard let head = try? ExpressionTree(parsing: key, range: entry.keyRange),
      case .call(let name, let arguments, let keywords) = head.kind, keywords.isEmpty
    else { throw malformed() }
    var parameters: [String] = []
    for argument in arguments {
      guard case .name(let parameter) = argument.kind else { throw malformed() }
      guard !parameters.contains(parameter) else {
        throw Diagnostic("'\(parameter)' is a parameter twice", at: argument.range)
      }
      parameters.append(parameter)
    }
    return (
      name,
      Definition(
        parameters: parameters, body: try ExpressionTree(entry.value), range: entry.keyRange)
    )
  }

  /// The definitions as the canonical form writes them: the params of `scope` put in.
  public func canonical(in scope: Scope) -> ConfigNode {
    var entries: OrderedDictionary<String, ConfigNode.Entry> = [:]
    for (name, definition) in all {
      let inner = scope.without(definition.parameters)
      let body = (try? definition.body.bound(in: inner.withoutFunctions)) ?? definition.body
      entries["\(name)(\(definition.parameters.joined(separator: ", ")))"] = .init(
        keyRange: nil,
        value: ConfigNode(body.canonical(in: inner), range: nil, origin: .standard))
    }
    return ConfigNode(.map(entries), range: nil, origin: .standard)
  }
}

extension Scope {
  /// The scope without the params that a function's parameters hide.
  func without(_ parameters: [String]) -> Scope {
    var scope = self
    for name in parameters { scope.params[name] = nil }
    return scope
  }

  fileprivate var withoutFunctions: Scope {
    var scope = self
    scope.functions = FunctionDefinitions()
    return scope
  }
}
