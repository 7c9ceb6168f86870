/// What a composition made, or why it could not, and what it read on the way in either case.
struct Composed<Content> {
  var content: Result<Content, any Error>
  let usage: NameUsage

  /// - Throws: what is wrong with what was composed.
  func get() throws -> Content { try content.get() }
}

/// What compositions read: names of the file, and networks that were called.
struct NameUsage {
  var names: Set<String> = []
  var networks: Set<String> = []

  mutating func formUnion(_ other: NameUsage) {
    names.formUnion(other.names)
    networks.formUnion(other.networks)
  }

  /// Takes in what a composition read, and gives what it made.
  mutating func adding<Content>(_ composed: Composed<Content>) throws -> Content {
    formUnion(composed.usage)
    return try composed.get()
  }
}
