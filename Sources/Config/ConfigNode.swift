import Diagnostics
import OrderedCollections

/// A value of the composed experiment: what base, file, profile and command line amount to, each part
/// with its place and origin.
public struct ConfigNode: Sendable {
  public indirect enum Content: Sendable {
    case null
    case boolean(Bool)
    /// A YAML number; `text` is as written.
    case number(Double, text: String)
    case text(String)
    case list([ConfigNode])
    case map(OrderedDictionary<String, Entry>)
  }

  /// A key and its value.
  public struct Entry: Sendable {
    public let keyRange: SourceRange?
    public var value: ConfigNode
    /// Whether this is what the language says where nothing is written; known of canonical forms only.
    public let isStandard: Bool

    public init(keyRange: SourceRange?, value: ConfigNode, isStandard: Bool = false) {
      self.keyRange = keyRange
      self.value = value
      self.isStandard = isStandard
    }
  }

  public var content: Content
  public let range: SourceRange?
  public let origin: ValueOrigin
  /// The values that this one replaced, the latest first.
  public internal(set) var replaced: [ConfigNode] = []

  public init(_ content: Content, range: SourceRange?, origin: ValueOrigin) {
    self.content = content
    self.range = range
    self.origin = origin
  }
}

/// Who said a value.
public enum ValueOrigin: Hashable, Sendable {
  /// The experiment file itself, or a file it extends or uses.
  case file(String)
  case profile(String)
  case commandLine
  /// A sweep's file.
  case sweep(String)
  /// The language's default.
  case standard

  /// In a sentence: "profile 'quick'".
  public var phrase: String {
    switch self {
    case .file(let name): "'\(name)'"
    case .profile(let name): "profile '\(name)'"
    case .commandLine: "the command line"
    case .sweep(let name): "the sweep '\(name)'"
    case .standard: "the language's default"
    }
  }

  /// What is said beside a mistake of a value from there.
  public var note: Diagnostic.Note { Diagnostic.Note("the value comes from \(phrase)") }

  /// Whether it was laid over the whole file, and may only change what is there.
  public var isOverride: Bool {
    switch self {
    case .commandLine, .sweep: true
    case .file, .profile, .standard: false
    }
  }
}
