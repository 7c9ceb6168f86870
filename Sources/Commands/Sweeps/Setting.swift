import Config
import Diagnostics

/// One key with the value that a trial gives it.
struct Setting: Sendable {
  /// A dotted path, as on the command line.
  let key: String
  /// Where the key is written.
  let range: SourceRange?
  let value: ConfigNode
  let override: Override

  /// - Throws: a key that is no path.
  init(
    _ key: String, at range: SourceRange?, value: ConfigNode, of sweep: SourceFile
  ) throws(Diagnostic) {
    self.key = key
    self.range = range
    self.value = value
    override = try Override(key: key, at: range, value: value, origin: .sweep(sweep.name))
  }

  /// Where to tell what is wrong with the key.
  var place: SourceRange? { range ?? value.range }

  /// As a command line has it: `params.latent=8`.
  var text: String { "\(key)=\(value.flow)" }

  /// Whether another one says the same: numbers are compared as numbers.
  func equals(_ other: Setting) -> Bool { key == other.key && value.flow == other.value.flow }
}

/// What is varied together: each choice sets the same keys.
struct SweepFactor: Sendable {
  let keys: [String]
  let choices: [[Setting]]
}

extension [Setting] {
  /// `latent=8 seed=3`, by the shortest names that tell the keys apart.
  func phrase(_ names: SettingNames) -> String {
    map { "\(names.short($0.key))=\($0.value.flow)" }.joined(separator: " ")
  }
}

/// Names for the keys of a sweep: the last parts of their paths, as many as tell them apart.
struct SettingNames: Sendable {
  private var names: [String: String] = [:]

  init(_ keys: [String]) {
    for key in keys {
      let parts = key.split(separator: ".").map(String.init)
      for count in 1...Swift.max(1, parts.count) {
        let name = parts.suffix(count).joined(separator: ".")
        names[key] = name
        let others = keys.filter { $0 != key && ($0 == name || $0.hasSuffix("." + name)) }
        // A number alone says nothing.
        if others.isEmpty, Int(name.prefix(1)) == nil { break }
      }
    }
  }

  func short(_ key: String) -> String { names[key] ?? key }
}
