/// Several diagnostics thrown as one error, so that all mistakes of a file are reported at once.
public struct DiagnosticList: Error, Sendable {
  public private(set) var diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic] = []) { self.diagnostics = diagnostics }

  /// The same without notes, which are told where they are asked for.
  public var withoutNotes: DiagnosticList {
    DiagnosticList(diagnostics.filter { $0.severity != .note })
  }

  /// The same, with what was found more than once told once.
  public var withoutRepeats: DiagnosticList {
    var told: Set<Diagnostic.Told> = []
    return DiagnosticList(diagnostics.filter { told.insert($0.told).inserted })
  }

  /// The same, with a note told where it is met first: what holds for a network holds for each of its calls.
  public var withNotesOnce: DiagnosticList {
    var told: Set<String> = []
    return DiagnosticList(
      diagnostics.filter { $0.severity != .note || told.insert($0.message).inserted })
  }

  /// The most that are looked for where a file holds one mistake after another: far more than are printed.
  public static let mostCollected = 2_000
  public var isFull: Bool { diagnostics.count >= Self.mostCollected }

  /// The same with every note and warning an error.
  public var asErrors: DiagnosticList { DiagnosticList(diagnostics.map(\.asError)) }

  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  public mutating func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  public mutating func add(_ list: DiagnosticList) {
    diagnostics.append(contentsOf: list.diagnostics)
  }

  /// Runs `body`; what it throws as a diagnostic (or a list of them) is collected and `nil` is returned.
  public mutating func collect<T>(_ body: () throws -> T) rethrows -> T? {
    do {
      return try body()
    } catch let error as Diagnostic {
      add(error)
    } catch let list as DiagnosticList {
      add(list)
    }
    return nil
  }

  /// - Throws: this list, where it holds an error.
  public func throwIfErrors() throws {
    if hasErrors { throw self }
  }
}
