import Artifacts
import Diagnostics

extension ModelDrawing {
  /// Measures of the drawing, in pixels. All text is monospaced, so that its width is known.
  private enum Measure {
    static let character = 6.7
    static let line = 15.0
    /// As wide as a drawing becomes, where its boxes and networks leave it: a report's page is as wide.
    static let page = 960.0
    static let columns = 34
    static let box = 250.0
    /// Between two rows of the flow.
    static let gap = 44.0
    static let margin = 16.0
    static let row = 20.0
  }

  /// Dark enough on white for text, and told apart by the colour-blind (Okabe & Ito 2008).
  static func color(_ kind: Item.Kind) -> String {
    switch kind {
    case .data: "#0072b2"
    case .variable: "#5e3c99"
    case .value: "#4d4d4d"
    case .network: "#1f5f7a"
    case .loss: "#a6431d"
    case .update: "#00684a"
    case .metric: "#7a5c00"
    case .sample, .plot: "#9b2c6f"
    }
  }

  /// One `<svg>`: the flow from above to below, under it the networks with their layers.
  ///
  /// - Parameter id: a name that nothing else on the page has.
  public func svg(id: String = "model") -> String {
    let flow = flow(top: Measure.margin + 24)
    let nets = networkPanels(top: flow.bottom + 44)
    let width = max(flow.right, nets.right) + Measure.margin
    let height = nets.bottom + Measure.margin
    let (w, h) = (Self.number(width), Self.number(height))
    return """
      <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="\(id)-t \(id)-d" viewBox="0 0 \(w) \(h)" \
      width="\(w)" height="\(h)" font-family="monospace" font-size="11" fill="#1b1b1b">
      <title id="\(id)-t">\(HTML.text("The model of \(name)"))</title>
      <desc id="\(id)-d">\(HTML.text(summary))</desc>
      <defs><marker id="\(id)-a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">\
      <path d="M0 0L8 4L0 8z" fill="#767676"/></marker></defs>
      <rect width="\(w)" height="\(h)" fill="#ffffff"/>
      \((flow.parts + nets.parts).joined(separator: "\n").replacing("\"URL\"", with: "\"url(#\(id)-a)\""))
      </svg>
      """
  }

  /// What the drawing shows, in words.
  var summary: String {
    let flow = items.map { item in
      "\(item.kind.rawValue) \(item.name)"
        + (item.reads.isEmpty
          ? "" : " from \(item.reads.map { items[$0].name }.joined(separator: ", "))")
    }
    let nets = networks.map { "network \($0.name) of \($0.layers.count.counted("layer"))" }
    return (flow + nets).joined(separator: "; ")
  }

  // MARK: The flow

  private func flow(top: Double) -> (parts: [String], right: Double, bottom: Double) {
    let texts = items.map { item in item.lines.flatMap { Self.wrapped($0, Measure.columns) } }
    let heights = texts.map { Measure.line * Double($0.count + 1) + 12 }
    let layout = FlowLayout(
      depths: items.map(\.depth), reads: items.map(\.reads), width: Measure.box,
      within: Measure.margin...(Measure.page - Measure.margin))
    // A row is as high as its highest box.
    var rows: [(top: Double, bottom: Double)] = []
    for row in 0..<((layout.rows.max() ?? -1) + 1) {
      let highest = items.indices.filter { layout.rows[$0] == row }.map { heights[$0] }.max() ?? 0
      let upper = rows.last.map { $0.bottom + Measure.gap } ?? top
      rows.append((upper, upper + highest))
    }
    func middle(_ index: Int) -> Double { layout.lefts[index] + Measure.box / 2 }
    var parts = [Self.heading("How values flow", Measure.margin, top - 12)]
    for source in items.indices {
      let row = layout.rows[source]
      let readers = items.indices.filter { items[$0].reads.contains(source) }
      guard !readers.isEmpty else { continue }
      // Below each row, where the lines of this box begin.
      var ends = [(x: middle(source), y: rows[row].bottom)]
      var way =
        "M\(Self.number(ends[0].x)) \(Self.number(rows[row].top + heights[source]))V\(Self.number(ends[0].y))"
      for (place, x) in layout.lanes[source].enumerated() {
        let passed = rows[row + place + 1]
        way +=
          Self.curve(from: ends[place], to: (x, passed.top)) + "V\(Self.number(passed.bottom))"
        ends.append((x, passed.bottom))
      }
      parts.append("<path d=\"\(way)\" fill=\"none\" stroke=\"#767676\"/>")
      for reader in readers {
        let end = ends[layout.rows[reader] - row - 1]
        parts.append(
          "<path d=\"M\(Self.number(end.x)) \(Self.number(end.y))"
            + Self.curve(from: end, to: (middle(reader), rows[layout.rows[reader]].top - 2))
            + "\" fill=\"none\" stroke=\"#767676\" marker-end=\"URL\"/>")
      }
    }
    for (index, item) in items.enumerated() {
      let (x, y) = (layout.lefts[index], rows[layout.rows[index]].top)
      let color = Self.color(item.kind)
      parts.append(
        "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(Measure.box))\" "
          + "height=\"\(Self.number(heights[index]))\" rx=\"4\" fill=\"#ffffff\" stroke=\"\(color)\"/>"
          + "<text x=\"\(Self.number(x + 8))\" y=\"\(Self.number(y + 16))\"><tspan fill=\"\(color)\">"
          + "\(item.kind.rawValue)</tspan> <tspan font-weight=\"bold\">\(HTML.text(item.name))</tspan></text>"
      )
      for (line, text) in texts[index].enumerated() {
        parts.append(
          Self.text(text, x + 8, y + 16 + Measure.line * Double(line + 1)))
      }
    }
    return (parts, layout.right, rows.last?.bottom ?? top)
  }

  /// What follows the beginning in a path, from the lower edge of one row to the upper one of the next.
  private static func curve(
    from start: (x: Double, y: Double), to end: (x: Double, y: Double)
  ) -> String {
    let bend = (end.y - start.y) / 2
    return "C\(number(start.x)) \(number(start.y + bend)) \(number(end.x)) \(number(end.y - bend)) "
      + "\(number(end.x)) \(number(end.y))"
  }

  // MARK: Networks

  private func networkPanels(top: Double) -> (parts: [String], right: Double, bottom: Double) {
    var parts: [String] = []
    var (x, y) = (Measure.margin, top)
    var (right, bottom) = (x, top)
    if !networks.isEmpty { parts.append(Self.heading("Networks", x, top - 12)) }
    for network in networks {
      var drawn = panel(network, x: x, y: y)
      if x > Measure.margin, drawn.right > Measure.page - Measure.margin {
        (x, y) = (Measure.margin, bottom + 24)
        drawn = panel(network, x: x, y: y)
      }
      parts += drawn.parts
      right = max(right, drawn.right)
      bottom = max(bottom, drawn.bottom)
      x = drawn.right + 40
    }
    return (parts, right, bottom)
  }

  private func panel(_ network: Network, x: Double, y: Double) -> (
    parts: [String], right: Double, bottom: Double
  ) {
    let title = network.title
    let trained =
      network.average
      ?? (network.trainedBy.isEmpty
        ? "not trained" : "trained by \(network.trainedBy.joined(separator: ", "))")
    func widest(_ texts: [String]) -> Int { texts.map(\.count).max() ?? 0 }
    let names = widest(network.layers.map(\.name))
    let shapes = widest(network.layers.map(\.shape))
    let counts = widest(network.layers.map { $0.parameters == 0 ? "" : "\($0.parameters)" })
    let inner = names + shapes + counts + 4
    let width =
      Double(max(inner, widest([title, trained] + network.inputs))) * Measure.character + 20
    // Ways past a layer need room beside the list: each one a column of its own.
    let ways = network.layers.enumerated().flatMap { index, layer in
      layer.sources.compactMap { source in
        (source ?? -1) == index - 1 ? nil : (from: source ?? -1, to: index)
      }
    }
    let room = Double(min(ways.count, 12)) * 7 + (ways.isEmpty ? 0 : 12)
    var parts = [
      "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y + 12))\" font-weight=\"bold\">\(HTML.text(title))</text>",
      Self.text(trained, x, y + 28),
    ]
    let start = y + 40
    func middle(_ index: Int) -> Double { start + Measure.row * (Double(index + 1) + 0.5) }
    parts.append(Self.text(network.inputs.joined(separator: "; "), x + 8, middle(-1) + 4))
    for (index, layer) in network.layers.enumerated() {
      let top = start + Measure.row * Double(index + 1)
      parts.append(
        "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(top + 1))\" width=\"\(Self.number(width))\" "
          + "height=\"\(Self.number(Measure.row - 2))\" rx=\"3\" fill=\"\(layer.parameters == 0 ? "#ffffff" : "#e8f1f8")\" "
          + "stroke=\"#8a8a8a\"/>" + Self.text(layer.name, x + 8, middle(index) + 4)
          + Self.text(
            layer.shape, x + 8 + Double(names + 2) * Measure.character, middle(index) + 4)
          + (layer.parameters == 0
            ? ""
            : Self.text(
              "\(layer.parameters)", x + width - 8, middle(index) + 4, anchor: "end")))
    }
    for (number, way) in ways.enumerated() {
      let out = x + width + 10 + Double(number % 12) * 7
      let edge = Self.number(x + width)
      parts.append(
        "<path d=\"M\(edge) \(Self.number(middle(way.from)))H\(Self.number(out))V\(Self.number(middle(way.to) - 3))"
          + "H\(Self.number(x + width + 1))\" fill=\"none\" stroke=\"#767676\" marker-end=\"URL\"/>"
      )
    }
    let bottom = start + Measure.row * Double(network.layers.count + 1)
    return (parts, x + width + room, bottom)
  }

  // MARK: Text

  private static func heading(_ text: String, _ x: Double, _ y: Double) -> String {
    "<text x=\"\(number(x))\" y=\"\(number(y))\" font-size=\"13\" font-weight=\"bold\">\(text)</text>"
  }

  private static func text(_ text: String, _ x: Double, _ y: Double, anchor: String? = nil)
    -> String
  {
    guard !text.isEmpty else { return "" }
    return "<text x=\"\(number(x))\" y=\"\(number(y))\""
      + (anchor.map { " text-anchor=\"\($0)\"" } ?? "") + ">\(HTML.text(text))</text>"
  }

  /// Lines of at most so many characters, broken at blanks; longer words behind a bracket, comma or point, or else anywhere.
  static func wrapped(_ text: String, _ columns: Int) -> [String] {
    var lines = [""]
    func add(_ piece: Substring) {
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = String(piece)
      } else if last.count + 1 + piece.count <= columns {
        lines[lines.count - 1] += " \(piece)"
      } else {
        lines.append(String(piece))
      }
    }
    for word in text.split(separator: " ") {
      var rest = word
      while rest.count > columns {
        let most = rest.prefix(columns)
        let end = most.lastIndex { "([{,.".contains($0) }.map { most.index(after: $0) }
        add(rest[..<(end ?? most.endIndex)])
        rest = rest[(end ?? most.endIndex)...]
      }
      add(rest)
    }
    return lines
  }

  private static func number(_ value: Double) -> String { SVGChart.number(value) }
}
