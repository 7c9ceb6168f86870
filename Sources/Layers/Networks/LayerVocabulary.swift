import Config

/// The layers that lists of layers may hold.
public struct LayerVocabulary: Sendable {
  let types: [any NetworkLayer.Type]

  public init(_ types: [any NetworkLayer.Type]) { self.types = types }

  var names: [String] { types.map { $0.schema.name } }

  func type(named name: String) -> (any NetworkLayer.Type)? {
    types.first { $0.schema.name == name }
  }

  func has(_ name: String) -> Bool { names.contains(name) }
}
