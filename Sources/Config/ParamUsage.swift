import Synchronization

/// Remembers which params and blocks were read, so that the others can be warned about.
public final class ParamUsage: Sendable {
  private let names = Mutex<Set<String>>([])

  public init() {}

  public func record(_ name: String) {
    names.withLock { _ = $0.insert(name) }
  }

  public var used: Set<String> { names.withLock { $0 } }

  /// Blocks have names of their own, which no param can have.
  public func record(block name: String) { record("blocks.\(name)") }

  /// As have functions.
  public func record(function name: String) { record("functions.\(name)") }

  public func hasUsed(function name: String) -> Bool { used.contains("functions.\(name)") }

  public func hasUsed(block name: String) -> Bool { used.contains("blocks.\(name)") }
}
