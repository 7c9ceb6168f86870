import Config

/// A canonical list of layers, each with the name that its weights go by.
struct LayerList {
  struct Layer {
    let kind: String
    /// The fields of its kind.
    let fields: ConfigNode
    let from: String?
    /// `conv2d_2`; within a group, with what stands before: `down1.conv2d_1`.
    let name: String
    /// Whether the file gives the name, rather than its place in the list.
    let isNamed: Bool
    let node: ConfigNode
    /// The layers within, where it holds some.
    let inner: LayerList?

    /// The layer without its name.
    var substance: String { "\(kind) \(from ?? "") \(fields.essence.sortedByKey().yaml())" }
    /// What makes two layers equal.
    var signature: String { "\(isNamed ? name : "") \(substance)" }
  }

  private(set) var layers: [Layer] = []

  /// - Parameter prefix: what stands before the layers' names: `down1.`.
  init(_ list: ConfigNode?, prefix: String = "") {
    var counts: [String: Int] = [:]
    self.init(list, prefix: prefix, counts: &counts)
  }

  /// - Parameter counts: how many unnamed layers there were of each kind.
  private init(_ list: ConfigNode?, prefix: String, counts: inout [String: Int]) {
    for node in list?.items ?? [] {
      let entries = node.entries ?? [:]
      let kind = node.text ?? entries.keys.first { $0 != "as" && $0 != "from" } ?? ""
      let fields = entries[kind]?.value ?? ConfigNode(.map([:]), range: nil, origin: .standard)
      let given = entries["as"]?.value.text
      // A group counts as what it was made of.
      let counted = kind == "group" ? fields["kind"]?.text ?? kind : kind
      if given == nil { counts[counted, default: 0] += 1 }
      let name = prefix + (given ?? "\(counted)_\(counts[counted] ?? 0)")
      var inner: LayerList?
      switch kind {
      case "group": inner = LayerList(fields["layers"], prefix: name + ".")
      case "residual": inner = LayerList(fields["layers"], prefix: prefix, counts: &counts)
      case "repeat":
        // Each round has names of its own; what is compared are those of the first.
        let before = counts
        inner = LayerList(fields["layers"], prefix: prefix, counts: &counts)
        if case .number(let times, _)? = fields["times"]?.content, times >= 1, times < 1e6 {
          for (kind, count) in counts {
            let first = before[kind] ?? 0
            counts[kind] = first + (count - first) * Int(times)
          }
        }
      default: break
      }
      layers.append(
        Layer(
          kind: kind, fields: fields, from: entries["from"]?.value.text, name: name,
          isNamed: given != nil, node: node, inner: inner))
    }
  }
}
