import Synchronization

/// Remembers which params were read, so that the others can be warned about.
public final class ParamUsage: Sendable {
  private let names = Mutex<Set<String>>([])

  public init() {}

  public func record(_ name: String) {
    names.withLock { _ = $0.insert(name) }
  }

  public var used: Set<String> { names.withLock { $0 } }
}
