import Tensors

/// A tensor under the name it has in a file.
public struct NamedTensor: Sendable, Equatable {
  public let name: String
  public let array: HostArray

  public init(_ name: String, _ array: HostArray) {
    self.name = name
    self.array = array
  }
}

/// A key of a file's metadata with its text.
public struct MetadataEntry: Sendable, Hashable {
  public let key: String
  public let value: String

  public init(_ key: String, _ value: String) {
    self.key = key
    self.value = value
  }
}
