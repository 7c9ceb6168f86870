import Diagnostics

extension ModelDrawing {
  /// For Graphviz: networks as clusters of layers, and the flow of values.
  public var dot: String {
    var lines = [
      "digraph \(Self.quoted(name)) {", "  rankdir=LR;",
      "  node [shape=box, fontname=\"monospace\", fontsize=10];",
    ]
    for (place, network) in networks.enumerated() {
      let title =
        network.title + (network.average.map { ", \($0)" } ?? "")
        + (network.trainedBy.isEmpty
          ? "" : ", trained by \(network.trainedBy.joined(separator: ", "))")
      lines += ["  subgraph cluster_\(place) {", "    label=\(Self.quoted(title));"]
      let input = network.inputs.joined(separator: "\n")
      lines.append("    n\(place)_in [label=\(Self.quoted(input)), shape=plaintext];")
      for (index, layer) in network.layers.enumerated() {
        let text =
          "\(layer.name)\n\(layer.shape)"
          + (layer.parameters == 0 ? "" : "\n\(layer.parameters) parameters")
        lines.append("    n\(place)_\(index) [label=\(Self.quoted(text))];")
      }
      for (index, layer) in network.layers.enumerated() {
        for source in layer.sources {
          lines.append("    n\(place)_\(source.map(String.init) ?? "in") -> n\(place)_\(index);")
        }
      }
      lines.append("  }")
    }
    for (index, item) in items.enumerated() {
      let text = ([item.kind.rawValue + " " + item.name] + item.lines).joined(separator: "\n")
      lines.append("  i\(index) [label=\(Self.quoted(text)), style=rounded];")
      for source in item.reads { lines.append("  i\(source) -> i\(index);") }
    }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.spelling(["\\": "\\\\", "\"": "\\\"", "\n": "\\n"]) + "\""
  }
}
