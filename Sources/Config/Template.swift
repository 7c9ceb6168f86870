import Diagnostics

/// Text with `${param}` in it; `$${` stands for `${` itself.
struct Template {
  enum Part {
    case literal(String)
    case param(String, range: SourceRange?)
  }

  private(set) var parts: [Part] = []

  /// - Throws: a `${` that is not closed or holds no name.
  init(_ text: String, range: SourceRange?) throws(Diagnostic) {
    guard text.contains("${") else {
      self.parts = [.literal(text)]
      return
    }
    let source = ExpressionText(text, in: range)
    let bytes = source.bytes
    let dollar = UInt8(ascii: "$")
    let open = UInt8(ascii: "{")
    var literal: [UInt8] = []
    var position = 0
    while position < bytes.count {
      let rest = bytes[position...]
      if rest.starts(with: [dollar, dollar, open]) {
        literal += [dollar, open]
        position += 3
      } else if rest.starts(with: [dollar, open]) {
        guard let close = rest.firstIndex(of: UInt8(ascii: "}")) else {
          throw Diagnostic("this '${' is not closed", at: source.range(position, position + 2))
        }
        let name = source.slice(position + 2, close)
        let place = source.range(position, close + 1)
        guard isName(name) else {
          let bare = name.hasPrefix("params.") ? String(name.dropFirst(7)) : ""
          throw Diagnostic(
            "expected a param's name between '${' and '}'"
              + (isName(bare) ? "; write '${\(bare.excerpt)}'" : ""), at: place)
        }
        if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
        literal = []
        parts.append(.param(name, range: place))
        position = close + 1
      } else {
        literal.append(bytes[position])
        position += 1
      }
    }
    if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
  }

  var names: [String] {
    parts.compactMap { part in
      if case .param(let name, _) = part { name } else { nil }
    }
  }

  var hasParams: Bool { !names.isEmpty }
}
