import Config
import Diagnostics

/// One place in which two canonical trees differ.
struct TreeChange {
  /// `networks.encoder.conv2d_2.kernel`: a layer goes by the name of its weights.
  let path: String
  /// `nil` where it was added.
  let before: ConfigNode?
  /// `nil` where it was removed.
  let after: ConfigNode?
  /// How both sides write a param that they write otherwise, instead of what it comes to.
  var written: Written?
  /// The layers that it is about, as their state is named: `encoder.conv2d_2`.
  var layers: Layers = Layers()
  /// The layer that an added or removed one stands behind.
  var behind: String?
  var level: ChangeClass

  struct Written: Hashable {
    let before: String
    let after: String
  }

  /// What is shown of both sides.
  var beforeText: String? { written?.before ?? before?.flowText }
  var afterText: String? { written?.after ?? after?.flowText }

  struct Layers: Hashable {
    var before: String?
    var after: String?
  }

  init(
    _ path: [String], _ before: ConfigNode?, _ after: ConfigNode?, layers: Layers = Layers(),
    behind: String? = nil
  ) {
    self.path = path.joined(separator: ".")
    self.before = before
    self.after = after
    self.layers = layers
    self.behind = behind
    level = Self.outside.contains(path.first ?? "") ? .outputs : .numerics
  }

  /// Keys that change no training number, by themselves.
  static let outside: Set = ["name", "about", "source", "outputs", "allow", "metrics"]

  /// Where it stands now, and where it stood.
  var place: SourceRange? { after?.firstRange }
  var formerPlace: SourceRange? { before?.firstRange }

  /// What makes two changes one, whatever files they stand in.
  var content: [String] { [path, before?.flowText ?? "", after?.flowText ?? ""] }
}

extension ConfigNode {
  /// The node's place, or that of the first thing in it that has one.
  var firstRange: SourceRange? {
    if let range { return range }
    switch content {
    case .null, .boolean, .number, .text: return nil
    case .list(let items): return items.lazy.compactMap(\.firstRange).first
    case .map(let entries): return entries.values.lazy.compactMap(\.value.firstRange).first
    }
  }

  /// Who said it: of a map, whoever said one of its values, if not the language.
  var firstOrigin: ValueOrigin {
    guard origin == .standard else { return origin }
    let inner: [ConfigNode]
    switch content {
    case .null, .boolean, .number, .text: inner = []
    case .list(let items): inner = items
    case .map(let entries): inner = entries.values.map(\.value)
    }
    return inner.lazy.map(\.firstOrigin).first { $0 != .standard } ?? .standard
  }

  /// The value on one line, without what the language says anyway.
  var flowText: String { toldEssence.flow(isInner: false) }

  /// The same, whole where nothing would be left: `scale: [0, 1]` says what the language says anyway, but is there.
  var toldEssence: ConfigNode {
    let own = essence
    return own.entries?.isEmpty == true ? self : own
  }

  /// The value on one line, whole, as an override has it.
  var flowValue: String { flow(isInner: true) }

  private func flow(isInner: Bool) -> String {
    switch content {
    case .null, .boolean, .number, .text:
      return yaml().trimmingSuffix(while: \.isNewline)
    case .list(let items):
      return "[" + items.map { $0.flow(isInner: true) }.joined(separator: ", ") + "]"
    case .map(let entries):
      let inner = entries.map { "\($0): \($1.value.flow(isInner: true))" }.joined(separator: ", ")
      return isInner || entries.count != 1 ? "{\(inner)}" : inner
    }
  }
}
