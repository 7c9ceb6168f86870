import Diagnostics

/// The messages of what `body` throws, in order, each with its notes; empty where it throws nothing.
func messages(_ body: () throws -> Void) -> [String] {
  do {
    try body()
    return []
  } catch let error as Diagnostic {
    return [error.message]
  } catch let list as DiagnosticList {
    return list.diagnostics.map(\.message)
  } catch {
    return ["\(error)"]
  }
}

/// The piece of the file that a diagnostic points at.
func pointed(_ body: () throws -> Void) -> [String] {
  func text(_ range: SourceRange?) -> String {
    guard let range else { return "" }
    let bytes = Array(range.file.text.utf8)
    return String(decoding: bytes[range.start..<min(range.end, bytes.count)], as: UTF8.self)
  }
  do {
    try body()
    return []
  } catch let error as Diagnostic {
    return [text(error.range)]
  } catch let list as DiagnosticList {
    return list.diagnostics.map { text($0.range) }
  } catch {
    return ["\(error)"]
  }
}
