import Diagnostics

/// A value of a YAML file with its place.
public struct YAMLNode: Sendable {
  public indirect enum Content: Sendable {
    case null
    case boolean(Bool)
    /// A plain number; `text` is as written.
    case number(Double, text: String)
    /// A plain scalar that is nothing else, or a quoted or block scalar.
    case text(String)
    case list([YAMLNode])
    case map([Pair])
  }

  /// A key and its value, in the order of the file.
  public struct Pair: Sendable {
    public let key: String
    public let keyRange: SourceRange
    public let value: YAMLNode

    public init(key: String, keyRange: SourceRange, value: YAMLNode) {
      self.key = key
      self.keyRange = keyRange
      self.value = value
    }
  }

  public let content: Content
  /// The whole value, quotes and brackets included.
  public let range: SourceRange

  public init(_ content: Content, range: SourceRange) {
    self.content = content
    self.range = range
  }
}
