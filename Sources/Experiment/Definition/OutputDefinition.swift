import Config
import Datasets
import Diagnostics
import OrderedCollections
import Tensors

/// What a run leaves, checked.
public struct OutputsDefinition: Sendable {
  /// `nil` for each epoch, or each ten minutes where there are none.
  public var checkpointEvery: WrittenInterval?
  public var checkpointsKept = 3
  /// By which figure the best one is kept too.
  public var checkpointsBest: WatchedFigure?
  /// The most bytes of report.html; `nil` where there is to be none.
  public var reportLimit: Int? = 5_000_000
  /// Whether a file for TensorBoard is written.
  public var writesEvents = true
  public var samples: [GridDefinition] = []
  public var texts: [TextDefinition] = []
  public var plots: [PlotDefinition] = []

  init() {}

  /// - Throws: `DiagnosticList` with everything that is wrong.
  init(_ fields: Fields) throws {
    var problems = DiagnosticList()
    if fields.has("checkpoints") {
      let checkpoints = fields.fields("checkpoints")
      checkpointEvery = Interval.written(in: checkpoints)
      checkpointsKept = checkpoints.integer("keep")
      if checkpoints.has("best") {
        try problems.collect { checkpointsBest = try WatchedFigure(checkpoints.fields("best")) }
      }
    }
    if fields.has("events") { writesEvents = fields.boolean("events") }
    if fields.has("report") {
      if case .boolean(let isWritten) = fields.value("report").content {
        if !isWritten { reportLimit = nil }
      } else {
        try problems.collect {
          reportLimit = try Self.bytes(fields.fields("report"), "limit")
        }
      }
    }
    if fields.has("samples") {
      for (name, value) in fields.mapping("samples") {
        try problems.collect {
          if try TextDefinition.isMeant(by: value.fields(name), value) {
            texts.append(try TextDefinition(name: name, value.fields(name)))
          } else {
            samples.append(try GridDefinition(name: name, value))
          }
        }
      }
    }
    if fields.has("plots") {
      plots = try fields.mapping("plots").compactMap { name, value in
        try problems.collect { try PlotDefinition(name: name, value) }
      }
    }
    if problems.hasErrors { throw problems }
  }

  /// A count of bytes, as in `20 MB`.
  private static func bytes(_ fields: Fields, _ name: String) throws -> Int {
    let text = fields.text(name)
    let words = text.split(separator: " ")
    let units = ["kB": 1e3, "MB": 1e6, "GB": 1e9]
    guard words.count == 2, let count = Double(words[0]), let unit = units[String(words[1])],
      count > 0, count * unit <= 1e12
    else {
      throw Diagnostic(
        "'\(text.excerpt)' is no size; write a number and a unit, such as '500 kB' or '20 MB'",
        at: fields.range(of: name) ?? fields.range)
    }
    return Int(count * unit)
  }
}

/// A sheet of pictures.
public struct GridDefinition: Sendable {
  public let name: String
  public let range: SourceRange?
  /// One row (or block of rows) each, under one another.
  public let rows: [ExpressionTree]
  public let count: Int?
  public let columns: Int?
  public let shown: (black: Double, white: Double)
  /// The preprocessing that is undone before it is shown.
  public let undo: Preprocessing?
  public let split: Split
  /// `nil` for each epoch, or the end of a round where there are none.
  public let every: WrittenInterval?
  public let animates: Bool
  public let titles: [String]
  public let trains: Bool
  public let fresh: Bool
  /// What stands under the pictures of each row; `nil` for a row without.
  public let captions: [ExpressionTree?]
  /// The class that captions should tell, for each example or for all.
  public let truth: ExpressionTree?
  /// The file with the names of the classes that captions are of.
  public let labels: FieldValue?
  /// How many of the likeliest classes a caption has.
  public let top: Int
  /// How many examples are evaluated at once; `nil` for all.
  public let batch: Int?
  /// What is computed again and again before it is shown.
  public let iteration: IterationDefinition?

  init(name: String, _ value: FieldValue) throws {
    let fields = value.fields(name)
    self.name = name
    range = fields.range(of: "grid")
    let grid = fields.value("grid")
    if case .list(let items) = grid.content {
      rows = items.map { $0.expression() }
    } else {
      rows = [grid.expression()]
    }
    count = fields.has("count") ? fields.integer("count") : nil
    columns = fields.has("columns") ? fields.integer("columns") : nil
    let bounds = fields.list("range").map { $0.number() }
    // Pictures are of single precision.
    let (black, white) = (Float(bounds[0]), Float(bounds[1]))
    guard black != white else {
      throw Diagnostic("black and white are the same number", at: fields.range(of: "range"))
    }
    guard (white - black).isFinite else {
      throw Diagnostic(
        "black and white are too far apart for numbers of single precision",
        at: fields.range(of: "range"))
    }
    undo = fields.has("undo") ? Preprocessing(rawValue: fields.text("undo")) : nil
    // What is undone is a picture in 0...255.
    shown = undo != nil && fields.hasStandardValue("range") ? (0, 255) : (bounds[0], bounds[1])
    split = Split(rawValue: fields.text("split")) ?? .test
    every = Interval.written(in: fields)
    animates = fields.boolean("gif")
    titles = fields.has("titles") ? fields.list("titles").map { $0.text() } : []
    if !titles.isEmpty && titles.count != rows.count {
      throw Diagnostic(
        "\(titles.count.counted("title")) for \(rows.count.counted("expression"))",
        at: fields.range(of: "titles"))
    }
    trains = fields.text("mode") == "training"
    fresh = fields.boolean("fresh")
    captions = try Self.captions(fields, rows: rows.count)
    truth = fields.has("truth") ? fields.expression("truth") : nil
    labels = fields.has("labels") ? fields.value("labels") : nil
    top = fields.integer("top")
    batch = fields.has("batch") ? fields.integer("batch") : nil
    iteration = try IterationDefinition(fields)
    if iteration != nil, batch != nil {
      throw Diagnostic(
        "what is iterated is one batch; leave out 'batch'", at: fields.range(of: "batch"))
    }
  }

  private static func captions(_ fields: Fields, rows: Int) throws -> [ExpressionTree?] {
    guard fields.has("captions") else {
      for key in ["labels", "truth"] where fields.has(key) {
        throw Diagnostic("'\(key)' goes with 'captions'", at: fields.range(of: key))
      }
      return []
    }
    let value = fields.value("captions")
    guard case .list(let items) = value.content else {
      // One expression is that of the last row, where what was made stands.
      return [ExpressionTree?](repeating: nil, count: rows - 1) + [value.expression()]
    }
    guard items.count == rows else {
      throw Diagnostic(
        "\(items.count.counted("caption")) for \(rows.counted("expression"))",
        at: value.range)
    }
    return items.map { item in
      let expression = item.expression()
      if case .name("none") = expression.kind { return nil }
      return expression
    }
  }
}

/// Values that are computed again and again before a sample is shown, or a metric is computed.
public struct IterationDefinition: Sendable {
  public let initial: OrderedDictionary<String, ExpressionTree>
  public let next: OrderedDictionary<String, ExpressionTree>
  public let times: Int
  /// Where each name stands.
  let places: OrderedDictionary<String, SourceRange?>
  /// All that it reads.
  package var expressions: [ExpressionTree] { Array(initial.values) + Array(next.values) }

  /// `nil` where nothing is iterated.
  init?(_ fields: Fields) throws {
    guard fields.has("iterate") else {
      guard !fields.has("times") else {
        throw Diagnostic("'times' goes with 'iterate'", at: fields.range(of: "times"))
      }
      return nil
    }
    guard fields.has("times") else {
      throw Diagnostic(
        "'iterate' needs to know how often: 'times: 100'", at: fields.range(of: "iterate"))
    }
    let values = fields.mapping("iterate")
    guard !values.isEmpty else {
      throw Diagnostic("'iterate' names at least one value", at: fields.range(of: "iterate"))
    }
    for (name, value) in values where !isName(name) || name == "i" {
      throw Diagnostic(
        name == "i"
          ? "'i' counts how often the values were computed; give this one another name"
          : "'\(name.excerpt)' is no name: a name is a letter, then letters, digits and _",
        at: value.keyRange)
    }
    initial = values.mapValues { $0.fields().expression("init") }
    next = values.mapValues { $0.fields().expression("next") }
    places = values.mapValues(\.keyRange)
    times = fields.integer("times")
  }
}

/// A plot of the examples of a split.
public struct PlotDefinition: Sendable {
  public enum Kind: Sendable {
    case scatter(ExpressionTree, color: ExpressionTree?)
    /// One value with an empty name, or several with theirs.
    case histogram(OrderedDictionary<String, ExpressionTree>)
    case lines(OrderedDictionary<String, ExpressionTree>, fill: Bool)
  }

  public let name: String
  public let range: SourceRange?
  public let kind: Kind
  /// A number that is marked on the axis of a histogram, or that the caption of lines is compared with.
  public let marker: ExpressionTree?
  /// A number of the example that lines show, for their title.
  public let caption: ExpressionTree?
  /// Named groups of examples, each with its condition; a lone condition has an empty name, and without any all are shown.
  public let groups: OrderedDictionary<String, ExpressionTree>
  /// From where to where the axes go; `nil` as far as the values, and as the moment before while these fill a third of that.
  public let x: ClosedRange<Double>?
  public let y: ClosedRange<Double>?
  public let count: Int?
  public let split: Split
  /// `nil` for each epoch, or the end of a round where there are none.
  public let every: WrittenInterval?
  public let trains: Bool

  init(name: String, _ value: FieldValue) throws {
    let fields = value.fields(name)
    let kinds = ["scatter", "histogram", "lines"].filter { fields.has($0) }
    guard kinds.count == 1 else {
      let found = kinds.isEmpty ? "none" : kinds.joined(separator: " and ")
      throw Diagnostic(
        "a plot is exactly one of 'scatter', 'histogram' and 'lines'; '\(name)' has \(found)",
        at: value.keyRange)
    }
    let fitting: [String: Set<String>] = [
      "scatter": ["color"], "histogram": ["marker"], "lines": ["fill", "caption", "marker"],
    ]
    for key in ["color", "marker", "fill", "caption"]
    where fields.has(key) && !(fitting[kinds[0]] ?? []).contains(key) {
      // The resolved experiment writes what is left at false.
      if key == "fill", !fields.boolean("fill") { continue }
      throw Diagnostic("'\(key)' does not go with '\(kinds[0])'", at: fields.range(of: key))
    }
    self.name = name
    range = fields.range(of: kinds[0])
    switch kinds[0] {
    case "scatter":
      kind = .scatter(
        fields.expression("scatter"),
        color: fields.has("color") ? fields.expression("color") : nil)
    case "histogram":
      kind = .histogram(Self.named("histogram", in: fields))
    default:
      kind = .lines(
        fields.mapping("lines").mapValues { $0.expression() }, fill: fields.boolean("fill"))
    }
    marker = fields.has("marker") ? fields.expression("marker") : nil
    caption = fields.has("caption") ? fields.expression("caption") : nil
    if fields.has("lines"), marker != nil, caption == nil {
      throw Diagnostic(
        "'marker' is what the caption of lines is compared with; add 'caption: error', such as it is",
        at: fields.range(of: "marker"))
    }
    groups = fields.has("where") ? Self.named("where", in: fields) : [:]
    guard !fields.has("lines") || groups.count <= 1 else {
      throw Diagnostic(
        "'lines' shows one example, so 'where' is one condition, not \(groups.count)",
        at: fields.range(of: "where"))
    }
    if case .histogram(let values) = kind, values.isEmpty {
      throw Diagnostic("'histogram' shows at least one value", at: range)
    }
    if case .histogram(let values) = kind, values.count > 1, groups.count > 1 {
      throw Diagnostic(
        "a histogram of \(values.count.counted("value")) has one condition, not \(groups.count)",
        at: fields.range(of: "where"))
    }
    x = try Self.ends("x", in: fields)
    y = try Self.ends("y", in: fields)
    count = fields.has("count") ? fields.integer("count") : nil
    split = Split(rawValue: fields.text("split")) ?? .test
    every = Interval.written(in: fields)
    trains = fields.text("mode") == "training"
  }

  /// From where to where an axis goes; `nil` where that is not given.
  private static func ends(_ key: String, in fields: Fields) throws -> ClosedRange<Double>? {
    guard fields.has(key) else { return nil }
    let ends = fields.list(key).map { $0.number() }
    guard (1e-290..<1e290).contains(ends[1] - ends[0]) else {
      throw Diagnostic(
        "an axis goes from its lower end to its upper one, as in '\(key): [-4, 4]', and not from "
          + "\(CanonicalNumber.text(ends[0])) to \(CanonicalNumber.text(ends[1]))",
        at: fields.range(of: key))
    }
    return ends[0]...ends[1]
  }

  /// A map of expressions; one alone has an empty name.
  private static func named(
    _ key: String, in fields: Fields
  ) -> OrderedDictionary<String, ExpressionTree> {
    guard case .mapping(let named) = fields.value(key).content else {
      return ["": fields.expression(key)]
    }
    return named.mapValues { $0.expression() }
  }
}
