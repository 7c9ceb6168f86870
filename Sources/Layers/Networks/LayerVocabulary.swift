import Config

/// The layers that lists of layers may hold.
public struct LayerVocabulary: Sendable {
  let types: [any NetworkLayer.Type]
  /// Names that the language has and this version does not: who uses them is told so, not that they are misspelt.
  let planned: [String]

  public init(_ types: [any NetworkLayer.Type], planned: [String] = []) {
    self.types = types
    self.planned = planned
  }

  var names: [String] { types.map { $0.schema.name } }

  func type(named name: String) -> (any NetworkLayer.Type)? {
    types.first { $0.schema.name == name }
  }

  /// Whether a name is a layer's, now or later.
  func has(_ name: String) -> Bool { names.contains(name) || planned.contains(name) }
}
