import Config
import Diagnostics

/// What a file calls the tensors of a network: one line a layer, or a tensor, where `*` stands for any text.
///
/// ```yaml
/// names: {conv1: features.0, "fire*.squeeze": "features.*.squeeze", "*.weight": "*/kernel:0", top?: fc}
/// parts: {weight: /kernel, bn.weight: /gamma}
/// ```
///
/// A line with `?` is of a layer that the network may lack. `parts` are what the file puts behind a layer's name, by how a tensor's own
/// name ends; without one it is the name of the part here.
struct WeightNames: Sendable {
  /// One line: a layer or tensor as the network calls it, and as the file does.
  struct Line: Sendable {
    let ours: String
    let theirs: String
    /// Whether the network may lack it.
    let isOptional: Bool
    let range: SourceRange?

    init(_ key: String, _ value: FieldValue) {
      isOptional = key.hasSuffix("?")
      ours = isOptional ? String(key.dropLast()) : key
      theirs = value.text()
      range = value.keyRange
    }
  }

  let lines: [Line]
  /// Ends of tensors' names here, and what the file has in their place behind a layer's name.
  private let parts: [(end: String, theirs: String)]

  /// - Throws: lines that name nothing, or whose stars are not as many.
  init(
    _ names: some Sequence<(key: String, value: FieldValue)>,
    parts: some Sequence<(key: String, value: FieldValue)> = [(key: String, value: FieldValue)]()
  ) throws {
    var problems = DiagnosticList()
    lines = names.map { Line($0.key, $0.value) }
    self.parts = parts.map { ($0.key, $0.value.text()) }
    for line in lines {
      if line.ours.isEmpty || line.theirs.isEmpty {
        problems.add(Diagnostic("a line of names has a name on both sides", at: line.range))
      } else if line.theirs.stars > line.ours.stars {
        problems.add(
          Diagnostic(
            "'\(line.theirs.excerpt)' has more '*' than '\(line.ours.excerpt)' gives texts for",
            at: line.range))
      } else if line.ours.stars > Self.mostStars {
        problems.add(
          Diagnostic("a pattern has at most \(Self.mostStars) '*'", at: line.range))
      }
    }
    try problems.throwIfErrors()
  }

  private static let mostStars = 3

  /// What the file has behind the name of a layer.
  private func ending(_ part: String, of layer: String) -> String? {
    let whole = layer + "." + part
    return parts.filter { whole.hasSuffix($0.end) }.max { $0.end.utf8.count < $1.end.utf8.count }?
      .theirs
  }

  /// What the file calls a tensor, and the place of the line that says so, if there is one; `nil` where nothing does. A line without `*` comes before patterns,
  /// and of these the one with most other letters.
  ///
  /// - Parameters:
  ///   - layer: the layer's path within the network: `fire2.squeeze1x1`.
  ///   - part: the tensor of the layer: `weight`.
  /// - Throws: two patterns of which neither is the closer one.
  func name(of part: String, in layer: String) throws -> (line: Int?, name: String)? {
    let whole = layer + "." + part
    let ending = self.ending(part, of: layer)
    let behind = ending ?? "." + part
    if let line = lines.firstIndex(where: { $0.ours == whole }) {
      return (line, lines[line].theirs)
    }
    if let line = lines.firstIndex(where: { $0.ours == layer }) {
      return (line, lines[line].theirs + behind)
    }
    var found: (line: Int, name: String, letters: Int)?
    for (index, line) in lines.enumerated() where line.ours.stars > 0 {
      let name: String
      if let texts = line.ours.texts(in: layer) {
        name = line.theirs.filled(with: texts) + behind
      } else if let texts = line.ours.texts(in: whole) {
        name = line.theirs.filled(with: texts)
      } else {
        continue
      }
      let letters = line.ours.utf8.count - line.ours.stars
      if let other = found, other.letters == letters, other.name != name {
        throw Diagnostic(
          "both '\(lines[other.line].ours.excerpt)' and '\(line.ours.excerpt)' name '\(whole)'; give it a line of its own",
          at: line.range)
      }
      if letters > found?.letters ?? -1 { found = (index, name, letters) }
    }
    if let found { return (found.line, found.name) }
    return ending.map { (nil, layer + $0) }
  }
}

extension String {
  fileprivate var stars: Int { utf8.count { $0 == UInt8(ascii: "*") } }

  /// What stands for each `*` where a text is of this pattern, the first ones as long as can be; `nil` where it is not.
  fileprivate func texts(in text: String) -> [Substring]? {
    Self.texts(split(separator: "*", omittingEmptySubsequences: false)[...], in: text[...])
  }

  private static func texts(_ parts: ArraySlice<Substring>, in text: Substring) -> [Substring]? {
    guard let first = parts.first, text.hasPrefix(first) else { return nil }
    let rest = text.dropFirst(first.count)
    guard parts.count > 1 else { return rest.isEmpty ? [] : nil }
    for length in (0...rest.count).reversed() {
      let end = rest.index(rest.startIndex, offsetBy: length)
      if let others = texts(parts.dropFirst(), in: rest[end...]) {
        return [rest[..<end]] + others
      }
    }
    return nil
  }

  fileprivate func filled(with texts: [Substring]) -> String {
    let parts = split(separator: "*", omittingEmptySubsequences: false)
    return zip(parts, texts.prefix(parts.count - 1) + [""]).map { $0 + $1 }.joined()
  }
}
