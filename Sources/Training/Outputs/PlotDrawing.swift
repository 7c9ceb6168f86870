import Artifacts
import Config
import Diagnostics
import Experiment

extension PlotDefinition.Kind {
  /// What it shows.
  ///
  /// - Parameter text: how an expression is written.
  func text(_ text: (ExpressionTree) -> String) -> String {
    switch self {
    case .scatter(let expression, _): text(expression)
    case .histogram(let named), .lines(let named, _):
      named.map { ($0.isEmpty ? "" : "\($0): ") + text($1) }.joined(separator: "; ")
    }
  }

  /// What the colours of its points are of.
  var color: ExpressionTree? {
    if case .scatter(_, let color) = self { color } else { nil }
  }
}

/// One plot, drawn from the values of its examples.
struct PlotDrawing {
  /// Numbers an example, and all numbers in the order of the examples.
  typealias Column = (width: Int, values: [Double])

  let plot: PlotDefinition
  let columns: [String: Column]
  let figures: [String: Double]
  let footer: String
  /// The names of the classes that colours show; none where they have none.
  let classes: [String]
  /// Where the lattices of samples lie in the plane of its points.
  let outlines: [ScatterPlot.Outline]
  /// The axes of the moment before.
  let earlier: PlotAxes?

  /// - Parameter footer: what the plot is of: the run and its moment.
  init(
    _ plot: PlotDefinition, columns: [String: Column], figures: [String: Double],
    footer: String = "", classes: [String] = [], outlines: [ScatterPlot.Outline] = [],
    keeping earlier: PlotAxes? = nil
  ) {
    self.plot = plot
    self.earlier = earlier
    self.outlines = outlines
    self.classes = classes
    self.footer = footer
    self.columns = columns
    self.figures = figures
  }

  /// As a picture and as shapes, with axes that are those of every moment, where the plot says them, or stay until its numbers
  /// leave them or take less than a third of them.
  func drawn() throws -> DrawnPlot {
    let title = plot.name.replacing("_", with: " ")
    switch plot.kind {
    case .histogram(let values):
      var histogram = Histogram(
        labels: PlotLabels(
          title: title, x: values.count == 1 ? "\(values.values[0])" : "value", y: "examples",
          footer: footer),
        groups: try values.keys.flatMap { name in
          try examplesByGroup(of: "value \(name)").map { group in
            Histogram.Group(
              [name, group.name].filter { !$0.isEmpty }.joined(separator: ", "),
              try group.examples.map { try number("value \(name)", of: $0) })
          }
        })
      if let marker = plot.marker, let value = figures[plot.markerName] {
        histogram.markers = [Histogram.Marker(Captions.name(ofMarker: marker), value)]
      }
      (histogram.roundsAxes, histogram.earlier) = (true, earlier)
      (histogram.xLimits, histogram.yLimits) = (plot.x, plot.y)
      return histogram.draw()
    case .scatter(let expression, let color):
      let groups = groups
      let examples = groups.flatMap(\.examples)
      let points = examples.map { numbers("value", of: $0) }
      guard points.allSatisfy({ $0.count >= 2 }) else {
        throw Diagnostic(
          "a scatter plot needs two numbers an example, and \(expression) has one",
          at: expression.range)
      }
      var (x, y) = (points.map { $0[0] }, points.map { $0[1] })
      var names = expression.namesOfTwoNumbers
      if let width = points.first?.count, width > 2 {
        let axes = PrincipalAxes(points)
        (x, y) = (axes.x, axes.y)
        names = axes.labels
      }
      var scatter = ScatterPlot(
        labels: PlotLabels(title: title, x: names[0], y: names[1], footer: footer), x: x, y: y,
        coloring: try color.map { try coloring($0, of: examples) } ?? Self.coloring(by: groups))
      (scatter.roundsAxes, scatter.earlier) = (true, earlier)
      (scatter.xLimits, scatter.yLimits) = (plot.x, plot.y)
      // The directions of more numbers are those of no lattice.
      if points.allSatisfy({ $0.count == 2 }) { scatter.outlines = outlines }
      return try scatter.draw()
    case .lines(let curves, let fill):
      guard let group = groups.first(where: { !$0.examples.isEmpty }),
        let example = group.examples.first
      else { throw Diagnostic("there is no example to show", at: plot.range) }
      let series = curves.keys.map {
        LinePlot.Series($0, numbers("line \($0)", of: example))
      }
      let fills =
        fill && series.count > 1 ? [LinePlot.Fill(between: 0, and: 1, name: "difference")] : []
      let place = "example \(example + 1) of the \(plot.split.phrase)"
      var shown = [title, place] + (group.name.isEmpty ? [] : [group.name])
      if let caption = try caption(of: example) { shown.append(caption) }
      var lines = LinePlot(
        labels: PlotLabels(
          title: shown.joined(separator: ", "), x: "index", y: "value", footer: footer),
        series: series, fills: fills)
      (lines.roundsAxes, lines.earlier) = (true, earlier)
      (lines.xLimits, lines.yLimits) = (plot.x, plot.y)
      return try lines.draw()
    }
  }

  /// The number that the title has of an example: "error 0.061 > threshold 0.038"; `nil` where it has none.
  private func caption(of example: Int) throws -> String? {
    guard let caption = plot.caption else { return nil }
    let found = numbers(PlotDefinition.captionName, of: example)
    guard found.count == 1, let number = found.first else {
      throw Diagnostic(
        "a caption is one number an example, found \(found.count)", at: caption.range)
    }
    guard let marker = plot.marker, let limit = figures[plot.markerName] else {
      return "\(caption) \(Captions.short(number))"
    }
    return Captions.comparison("\(caption)", number, Captions.name(ofMarker: marker), limit)
  }

  /// Whether no example is shown.
  var isEmpty: Bool { shownGroups.allSatisfy(\.examples.isEmpty) }

  /// The names of the groups without examples, of which each value of a histogram of several is one.
  var emptyGroups: [String] {
    if case .histogram(let values) = plot.kind, values.count > 1, !isEmpty {
      return values.keys.filter {
        examplesByGroup(of: "value \($0)").allSatisfy(\.examples.isEmpty)
      }
    }
    let shown = shownGroups
    return groups.map(\.name).filter { name in
      shown.allSatisfy { $0.name != name || $0.examples.isEmpty }
    }
  }

  /// The groups of all that is shown.
  private var shownGroups: [(name: String, examples: [Int])] {
    guard case .histogram(let values) = plot.kind else { return groups }
    return values.keys.flatMap { examplesByGroup(of: "value \($0)") }
  }

  /// The examples of each group, by number.
  private var groups: [(name: String, examples: [Int])] {
    grouped(first: columns.values.map { $0.values.count / max($0.width, 1) }.min() ?? 0)
  }

  /// The same of one value: values may be of different sets, and each has all of its examples of which the condition is known.
  private func examplesByGroup(of value: String) -> [(name: String, examples: [Int])] {
    if let column = columns[value] {
      return grouped(first: column.values.count / max(column.width, 1))
    }
    // Before training conditions alone are known; where others are, it is of a set without examples.
    return columns.keys.contains { $0.hasPrefix("value ") } ? grouped(first: 0) : groups
  }

  /// The same of the first examples.
  private func grouped(first count: Int) -> [(name: String, examples: [Int])] {
    guard !plot.groups.isEmpty else { return [("", Array(0..<count))] }
    return plot.groups.keys.map { name in
      // As in 'train_where', what is no number is not so.
      let answers = columns["where \(name)"]?.values ?? []
      let known = min(count, answers.count)
      return (name, (0..<known).filter { answers[$0] != 0 && !answers[$0].isNaN })
    }
  }

  /// What an example has under a name; nothing where nothing is evaluated under it.
  private func numbers(_ name: String, of example: Int) -> [Double] {
    guard let column = columns[name] else { return [] }
    return Array(column.values[example * column.width..<(example + 1) * column.width])
  }

  private func number(_ name: String, of example: Int) throws -> Double {
    let all = numbers(name, of: example)
    guard all.count == 1 else {
      throw Diagnostic(
        "a histogram needs one number an example, found \(all.count); mean(…, per=example) makes one",
        at: plot.range)
    }
    return all[0]
  }

  /// Named groups have a colour each.
  private static func coloring(
    by groups: [(name: String, examples: [Int])]
  ) -> ScatterPlot.Coloring {
    guard groups.contains(where: { !$0.name.isEmpty }) else { return .none }
    let classes = groups.enumerated().flatMap { index, group in group.examples.map { _ in index } }
    return .classes(classes, names: groups.map(\.name))
  }

  /// Few whole numbers are classes, more of them where the data names its classes; anything else is a scale.
  private func coloring(_ color: ExpressionTree, of examples: [Int]) throws -> ScatterPlot.Coloring
  {
    let values = examples.map { numbers("color", of: $0) }
    guard values.allSatisfy({ $0.count == 1 }) else {
      throw Diagnostic("a colour is one number an example", at: color.range)
    }
    let scale = values.map { $0[0] }
    let whole = scale.map { Int(exactly: $0) }
    let found = Set(whole)
    if !found.contains(nil), found.count <= (classes.isEmpty ? 20 : 60) {
      return .classes(whole.compactMap(\.self), names: classes)
    }
    return .values(scale, label: "\(color)")
  }
}

extension ExpressionTree {
  /// What two numbers are called: `code[0]` and `code[1]`, or `price` and `sold` of `concat([price, sold])`.
  fileprivate var namesOfTwoNumbers: [String] {
    if case .call("concat", let arguments, let keywords) = kind, keywords.isEmpty,
      arguments.count == 1, case .list(let parts) = arguments[0].kind, parts.count == 2
    {
      return parts.map(\.description)
    }
    return ["\(self)[0]", "\(self)[1]"]
  }
}
