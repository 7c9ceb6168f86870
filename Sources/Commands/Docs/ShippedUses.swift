import Artifacts
import Config
import Diagnostics
import OrderedCollections
import YAML

/// Where shipped experiments use the words of the language: `experiments/vae_mnist.yaml:22`.
public struct ShippedUses {
  /// More files than these are not named.
  private static let most = 2

  /// A page of the reference, and a word that it has.
  private struct Word: Hashable {
    let family: String
    let name: String
  }

  /// Where each word stands first in each file, in the order of the files.
  private var places: [Word: [(file: String, line: Int)]] = [:]

  /// Without any file: no word is used.
  public init() {}

  /// - Parameter program: where the program stands, beside which experiments may stand.
  /// - Throws: one that cannot be read.
  public init(besides program: String) throws {
    guard let folder = ShippedExperiments.folder(besides: program) else { return }
    for prefix in ["", "networks/"] {
      for file in try Folder.namesIfThere(in: "\(folder)/\(prefix)") ?? []
      where file.hasSuffix(".yaml") && !file.hasPrefix(".") {
        read(
          try TextFile.read("\(folder)/\(prefix)\(file)"), as: "experiments/\(prefix)\(file)")
      }
    }
  }

  /// Adds a file.
  mutating func read(_ text: String, as name: String) {
    var ignored = DiagnosticList()
    let yaml = YAMLReader.read(SourceFile(name: name, text: text), diagnostics: &ignored)
    guard let yaml else { return }
    let found = UseSearch(ConfigNode(yaml, origin: .standard)).found
    for use in found.sorted(by: { $0.line < $1.line }) {
      let word = Word(family: use.family, name: use.name)
      if places[word]?.last?.file != name {
        places[word, default: []].append((name, use.line))
      }
    }
  }

  /// The first places of a word of a page of the reference: `experiments/vae_mnist.yaml:22`; none where no file uses it.
  func places(of name: String, in family: String) -> [String] {
    let family = ["losses", "functions"].contains(family) ? "calls" : family
    return (places[Word(family: family, name: name)] ?? []).prefix(Self.most)
      .map { "\($0.file):\($0.line)" }
  }
}

/// The words of one file, by where they stand in its tree.
private struct UseSearch {
  private(set) var found: [(family: String, name: String, line: Int)] = []

  /// Maps and keys of the language's page, by the keys that hold them or are called so.
  private static let ofKeys = [
    "extends": "extends", "params": "params", "data": "data", "functions": "functions",
    "values": "values", "profiles": "profiles", "train": "train", "outputs": "outputs",
    "checkpoints": "checkpoints", "best": "best", "stop": "stop", "weights": "weights",
    "report": "report", "use": "network file",
  ]
  private static let ofEntries = [
    "networks": "network", "blocks": "block", "variables": "variable", "metrics": "metric",
    "samples": "sample", "plots": "plot", "iterate": "iteration", "step": "update",
  ]

  init(_ root: ConfigNode) {
    for (key, entry) in root.entries ?? [:] {
      add("language", Self.ofKeys[key], entry.keyRange)
      // What a file says of itself is prose.
      if ["about", "source", "name"].contains(key) { continue }
      visit(entry.value, below: key)
    }
  }

  private mutating func add(_ family: String, _ name: String?, _ range: SourceRange?) {
    if let name, let range { found.append((family, name, range.line)) }
  }

  /// - Parameter key: the key that holds the value, or the list that it is in.
  private mutating func visit(_ node: ConfigNode, below key: String) {
    switch key {
    case "layers", "layer", "activation": addKinds(of: node, "layers")
    case "initializer": addKinds(of: node, "initializers")
    case "optimizer": addKinds(of: node, "optimizers")
    case "learning_rate": addKinds(of: node, "schedules")
    case "transforms": addKinds(of: node, "transforms")
    case "source": add("sources", node.text, node.range)
    default: break
    }
    let maps = [node] + (node.items ?? [])
    if let name = Self.ofEntries[key], let first = maps.lazy.compactMap(\.entries).first {
      add("language", name, first.values.first?.keyRange)
    }
    for map in maps { visitChildren(of: map, below: key) }
  }

  private mutating func visitChildren(of node: ConfigNode, below key: String) {
    for (inner, entry) in node.entries ?? [:] {
      if ["stop", "checkpoints", "report", "best", "weights", "use"].contains(inner) {
        add("language", Self.ofKeys[inner], entry.keyRange)
      }
      // A schedule may be a part of another one.
      let isSchedule = key == "learning_rate" && entry.value.entries != nil
      visit(entry.value, below: isSchedule ? key : inner)
    }
    addCalls(in: node)
  }

  /// A kind is a name alone, or the key of a map; a list has several.
  private mutating func addKinds(of node: ConfigNode, _ family: String) {
    if let name = node.text { add(family, name, node.range) }
    for (name, entry) in node.entries ?? [:] { add(family, name, entry.keyRange) }
    for item in node.items ?? [] { addKinds(of: item, family) }
  }

  /// What an expression calls, where it stands: names that are followed by a parenthesis, and are no member.
  private mutating func addCalls(in node: ConfigNode) {
    guard node.text != nil, let range = node.range else { return }
    let text = range.text
    for match in text.matches(of: /[A-Za-z0-9_.]+\(/) {
      let start =
        range.start + text.utf8.distance(from: text.startIndex, to: match.range.lowerBound)
      add(
        "calls", String(match.output.dropLast()),
        SourceRange(file: range.file, start: start, end: start))
    }
  }
}
