/// Where the layers of a network stand in its file, by the names that their weights and a comparison have:
/// `dense_1` is `layers.3.dense`.
struct LayerNames {
  struct Place {
    /// Of the list item, below the network.
    let path: [String]
    let kind: String
  }

  private(set) var places: [String: Place] = [:]

  /// All names, the first layer's first.
  private(set) var all: [String] = []

  /// - Parameter network: as its file writes it. Behind a layer that a param picks, only given names are known.
  init(_ network: ConfigNode?) {
    var counts: [String: Int]? = [:]
    add(network?["layers"], at: ["layers"], prefix: "", &counts)
  }

  /// - Parameter counts: how many unnamed layers there were of each kind; `nil` where that is not known.
  private mutating func add(
    _ list: ConfigNode?, at path: [String], prefix: String, _ counts: inout [String: Int]?
  ) {
    for (index, item) in (list?.items ?? []).enumerated() {
      let kind =
        item.text ?? item.entries?.keys.first { $0 != "as" && $0 != "from" } ?? ""
      // It leaves a layer out.
      if kind == "none" { continue }
      let fields = item[kind]
      let given = item["as"]?.text
      let counted = kind == "group" ? fields?["kind"]?.text ?? kind : kind
      if counted.contains("$") { counts = nil }
      if given == nil { counts?[counted, default: 0] += 1 }
      let own = path + ["\(index)"]
      let number = counts?[counted]
      let name = given ?? number.map { "\(counted)_\($0)" }
      if let name {
        places[prefix + name] = Place(path: own, kind: kind)
        all.append(prefix + name)
      }
      guard ["group", "residual", "repeat"].contains(kind) else { continue }
      let isList = fields?.items != nil
      let (inner, place) =
        isList ? (fields, own + [kind]) : (fields?["layers"], own + [kind, "layers"])
      if kind == "group" {
        guard let name else { continue }
        var none: [String: Int]? = [:]
        add(inner, at: place, prefix: prefix + name + ".", &none)
      } else {
        let before = counts ?? [:]
        add(inner, at: place, prefix: prefix, &counts)
        guard kind == "repeat" else { continue }
        // Each round has names of its own, of which those of the first are here.
        if case .number(let times, _)? = fields?["times"]?.content, times >= 1, times < 1e4 {
          counts = counts.flatMap { Self.counts($0, after: before, rounds: Int(times)) }
        } else {
          counts = nil
        }
      }
    }
  }

  /// A network that has more layers is refused.
  static let mostLayers = 20_000

  /// How many layers there are of each kind behind all rounds of a `repeat`.
  ///
  /// - Parameters:
  ///   - counts: behind the first round.
  ///   - before: ahead of it.
  /// - Returns: `nil` where there are more than a network may have.
  private static func counts(
    _ counts: [String: Int], after before: [String: Int], rounds: Int
  ) -> [String: Int]? {
    var all: [String: Int] = [:]
    for (kind, count) in counts {
      let first = before[kind] ?? 0
      let (more, overflows) = (count - first).multipliedReportingOverflow(by: rounds)
      guard !overflows, more <= mostLayers - first else { return nil }
      all[kind] = first + more
    }
    return all
  }

  /// The parts below the network that these stand for, and how many of them that are: `dense_1` of `dense_1.units`.
  private func path(of parts: ArraySlice<String>) -> (path: [String], count: Int)? {
    for count in stride(from: min(parts.count, 4), to: 0, by: -1) {
      guard let place = places[parts.prefix(count).joined(separator: ".")] else { continue }
      // Its name, and what it reads, stand beside its kind.
      guard let next = parts.dropFirst(count).first, !["as", "from", place.kind].contains(next)
      else { return (place.path, count) }
      return (place.path + [place.kind], count)
    }
    return nil
  }

  /// What may stand in a network under a key of its own, and is no layer's name there.
  private static let keys: Set<String> = [
    "decay", "defaults", "ema", "input", "layers", "like", "params", "use", "weights",
  ]

  /// What names a layer in a dotted path, as `dense_1` does in `networks.encoder.dense_1.units`.
  ///
  /// - Returns: the parts in its place, and how many parts from the third on they replace; `nil` where there is none.
  static func replacement(
    in parts: [String], of root: ConfigNode
  ) -> (path: [String], count: Int)? {
    guard parts.count > 2, parts[0] == "networks", !keys.contains(parts[2]),
      let network = root["networks"]?[parts[1]]
    else { return nil }
    return LayerNames(network).path(of: parts[2...])
  }
}

extension Composition {
  /// A dotted path whose layers go by their places: `networks.encoder.dense_1.units` as
  /// `networks.encoder.layers.3.dense.units`.
  public func withLayersByPlace(_ path: String) -> String {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let found = LayerNames.replacement(in: parts, of: root) else { return path }
    let rest = Array(parts.dropFirst(2 + found.count))
    return (Array(parts.prefix(2)) + found.path + rest).joined(separator: ".")
  }
}
