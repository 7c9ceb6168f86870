/// The range of numbers that an axis shows.
struct AxisRange: Equatable {
  var low: Double
  var high: Double

  /// The range of the finite numbers, widened by a share of it at both ends; 0…1 where there are none.
  init(of values: some Sequence<Double>, margin: Double) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where AxisRange.isShown(value) {
      low = min(low, value)
      high = max(high, value)
    }
    if low > high { (low, high) = (0, 1) }
    // A constant, or numbers too close together for marks to differ.
    let least = max(max(low.magnitude, high.magnitude) * 1e-9, 1e-290)
    if high - low < least {
      let widening = max(low.magnitude, high.magnitude) * 0.1
      let half = widening > 1e-280 ? widening : 0.5
      (low, high) = (low - half, high + half)
    }
    let extra = (high - low) * margin
    (self.low, self.high) = (low - extra, high + extra)
  }

  init(_ low: Double, _ high: Double) {
    (self.low, self.high) = (low, high)
  }

  init(_ limits: ClosedRange<Double>) { self.init(limits.lowerBound, limits.upperBound) }

  var span: Double { high - low }
  /// Its ends; zero without a sign, as it is read back.
  var limits: ClosedRange<Double> { low + 0...high + 0 }

  /// The range of steps: from 0, unless that would leave more than a fifth of it empty; of one step alone, around it.
  init(ofSteps steps: some Sequence<Double>) {
    let shown = steps.filter(AxisRange.isShown)
    self.init(of: shown, margin: 0)
    guard let first = shown.min(), let last = shown.max(), first > 0 else { return }
    if first == last { (low, high) = (0, 2 * last) } else if 5 * first <= last { low = 0 }
  }

  /// The range up to whole steps of 1, 2 or 5 times a power of ten, about eight of which it has. It stays while the numbers
  /// change a little.
  var rounded: AxisRange {
    let step = Ticks.step(atLeast: span / 8).size
    guard step > 0, max(low.magnitude, high.magnitude) / step < 1e12 else { return self }
    return AxisRange(
      (low / step + 1e-9).rounded(.down) * step, (high / step - 1e-9).rounded(.up) * step)
  }

  /// The range of an earlier moment, as long as this one lies in it and is a third of it, so that plots of many moments have
  /// the same axes; else ``rounded``.
  func rounded(keeping earlier: ClosedRange<Double>?) -> AxisRange {
    guard let earlier, earlier.lowerBound <= low, high <= earlier.upperBound,
      3 * span >= earlier.upperBound - earlier.lowerBound
    else { return rounded }
    return AxisRange(earlier)
  }

  /// A range around the same centre that is at least so wide.
  func widened(to span: Double) -> AxisRange {
    let extra = max(0, span - self.span) / 2
    return extra.isFinite ? AxisRange(low - extra, high + extra) : self
  }

  /// Whether a number can be drawn: finite, and no larger than arithmetic on ranges bears.
  static func isShown(_ value: Double) -> Bool { value.magnitude < 1e290 }
}

/// The pixels on both sides of a plot's data.
struct PlotMargins: Equatable {
  var left = 0.0
  var right = 0.0

  /// Room for what either needs.
  func union(_ other: PlotMargins) -> PlotMargins {
    PlotMargins(left: max(left, other.left), right: max(right, other.right))
  }
}

/// Which marks axes have.
struct PlotMarks {
  /// Whether the horizontal axis counts something, so that parts of one are no places.
  var hasWholeX = false
  /// Whether heights are exponents of powers of ten.
  var hasPowersOfTen = false

  func x(_ range: AxisRange, count: Int) -> [Ticks.Mark] {
    hasWholeX
      ? Ticks.whole(from: range.low, to: range.high, count: count)
      : Ticks(from: range.low, to: range.high, count: count).marks
  }

  func y(_ range: AxisRange) -> [Ticks.Mark] {
    hasPowersOfTen
      ? Ticks.powers(from: range.low, to: range.high)
      : Ticks(from: range.low, to: range.high, count: 8).marks
  }
}

/// One line of a legend.
struct LegendEntry {
  enum Sign {
    case mark(Mark)
    case line(dash: [Double], width: Double = 3, mark: Mark? = nil)
    case area
    /// It says more of the line above.
    case none
  }

  let name: String
  let color: Color
  let sign: Sign
}

/// Title, axes, marks and legend around the data of a plot.
struct PlotFrame {
  static let letter = Font.advance
  static let lineHeight = Font.line + 2

  var canvas: Canvas
  /// Where the data is drawn.
  let box: Box
  private let x: AxisRange
  private let y: AxisRange
  /// More lines of a legend are left out.
  private static let longestLegend = 60

  /// Draws all but the data.
  ///
  /// It is higher than asked for where its legend needs that.
  ///
  /// - Parameters:
  ///   - isIsometric: whether a unit is as long in both directions, which widens one of the ranges, or makes the box narrower or lower
  ///     where that is kept.
  ///   - keeps: which ranges are drawn as they are.
  ///   - least: margins that it has at least, where it stands below another plot.
  init(
    height: Int, width: Int, labels: PlotLabels, x: AxisRange, y: AxisRange,
    legend: [LegendEntry], colorBar: (range: AxisRange, label: String)? = nil,
    isIsometric: Bool = false, keeps: (x: Bool, y: Bool) = (false, false),
    marks: PlotMarks = PlotMarks(), least: PlotMargins = PlotMargins()
  ) {
    let letter = Self.letter
    let top = labels.title.isEmpty ? 20 : 54
    let lines = min(legend.count, Self.longestLegend)
    let height = max(height, lines == 0 ? 0 : top + (lines + 1) * Self.lineHeight)
    canvas = Canvas(height: height, width: width, keepsShapes: true)
    let footer = labels.footer.isEmpty ? 0 : Font.line
    var (x, y) = (x, y)
    func frame() -> Box {
      let yWidth = (marks.y(y).map(\.label.count).max() ?? 0) * letter
      let left = max(14 + (labels.y.isEmpty ? 0 : 30) + yWidth + 12, Int(least.left))
      let bottom = height - footer - (labels.x.isEmpty ? 42 : 74)
      // The last number below the axis may stand at its end.
      let numbers = marks.x(x, count: max(4, (width - left - 30) / 84))
      var right = width - max(30, (numbers.map(\.label.count).max() ?? 0) * letter / 2 + 10)
      if let longest = legend.map(\.name.count).max() { right = width - longest * letter - 70 }
      if colorBar != nil { right = width - 140 }
      right = max(min(right, width - Int(least.right)), left + 100)
      return Box(
        left: Double(left), top: Double(top), right: Double(right),
        bottom: Double(max(bottom, top + 100)))
    }
    if isIsometric {
      // Other numbers beside the axis may make the box narrower, so twice.
      for _ in 0..<2 {
        let space = frame()
        let unit = min(space.width / x.span, space.height / y.span)
        if !keeps.x { x = x.widened(to: space.width / unit) }
        if !keeps.y { y = y.widened(to: space.height / unit) }
      }
    }
    var box = frame()
    if isIsometric {
      let unit = min(box.width / x.span, box.height / y.span)
      if keeps.x { box.right = box.left + unit * x.span }
      if keeps.y { box.top = box.bottom - unit * y.span }
    }
    self.box = box
    self.x = x
    self.y = y
    let ticks = (marks.x(x, count: max(4, Int(box.width) / 84)), marks.y(y))
    for mark in ticks.0 {
      let at = place(mark.value, y.low)
      canvas.fill(
        Box(left: at.x - 0.5, top: box.top, right: at.x + 0.5, bottom: box.bottom), .faint)
    }
    for mark in ticks.1 {
      let at = place(x.low, mark.value)
      canvas.fill(
        Box(left: box.left, top: at.y - 0.5, right: box.right, bottom: at.y + 0.5), .faint)
    }
    for mark in ticks.0 {
      let at = place(mark.value, y.low)
      canvas.fill(
        Box(left: at.x - 0.5, top: box.bottom, right: at.x + 0.5, bottom: box.bottom + 6), .ink)
      canvas.write(mark.label, at: Point(at.x, box.bottom + 12), align: .centre)
    }
    for mark in ticks.1 {
      let at = place(x.low, mark.value)
      canvas.fill(
        Box(left: box.left - 6, top: at.y - 0.5, right: box.left, bottom: at.y + 0.5), .ink)
      canvas.write(mark.label, at: Point(box.left - 12, at.y - 7), align: .right)
    }
    canvas.outline(box, .ink)
    let centre = (box.left + box.right) / 2
    let space = Int(box.width) / letter
    canvas.write(
      Font.shortened(labels.title, to: (width - 20) / letter),
      at: Point(labels.title.count > space ? Double(width) / 2 : centre, 20), align: .centre)
    canvas.write(
      Font.shortened(labels.x, to: space), at: Point(centre, Double(height - footer) - 30),
      align: .centre)
    canvas.writeUpwards(
      Font.shortened(labels.y, to: Int(box.height) / letter),
      at: Point(12, (box.top + box.bottom) / 2))
    canvas.write(
      Font.shortened(labels.footer, to: (width - 20) / letter),
      at: Point(Double(width) - 10, Double(height) - 20), .pale, align: .right)
    draw(legend)
    if let colorBar { draw(colorBar.range, colorBar.label) }
  }

  var margins: PlotMargins {
    PlotMargins(left: box.left, right: Double(canvas.width) - box.right)
  }

  /// Where a pair of numbers lies on the canvas.
  func place(_ horizontal: Double, _ vertical: Double) -> Point {
    Point(
      box.left + (horizontal - x.low) / (x.high - x.low) * box.width,
      box.bottom - (vertical - y.low) / (y.high - y.low) * box.height)
  }

  private mutating func draw(_ legend: [LegendEntry]) {
    let space = max(1, (canvas.height - Int(box.top)) / Self.lineHeight - 1)
    let shown = legend.count <= space ? legend.count : space - 1
    if shown < legend.count {
      let middle = box.top + 10 + Double(shown * Self.lineHeight)
      canvas.write("… \(legend.count - shown) more", at: Point(box.right + 14, middle - 7))
    }
    for (index, entry) in legend.prefix(shown).enumerated() {
      let middle = box.top + 10 + Double(index * Self.lineHeight)
      let left = box.right + 14
      switch entry.sign {
      case .mark(let mark):
        canvas.mark(
          mark, at: Point(left + 12, middle), radius: 6, entry.color, within: canvas.bounds)
      case .line(let dash, let width, let mark):
        canvas.line(
          [Point(left, middle), Point(left + 28, middle)], width: width, entry.color, dash: dash,
          within: canvas.bounds)
        if let mark {
          canvas.mark(
            mark, at: Point(left + 14, middle), radius: 5, entry.color, within: canvas.bounds)
        }
      case .area:
        canvas.fill(
          Box(left: left, top: middle - 7, right: left + 24, bottom: middle + 7), entry.color)
      case .none: break
      }
      canvas.write(entry.name, at: Point(left + 34, middle - 7))
    }
  }

  private mutating func draw(_ range: AxisRange, _ label: String) {
    let bar = Box(
      left: box.right + 16, top: box.top, right: box.right + 36, bottom: box.bottom)
    for y in Int(bar.top)..<Int(bar.bottom) {
      let value = (bar.bottom - 0.5 - Double(y)) / bar.height
      canvas.fill(
        Box(left: bar.left, top: Double(y), right: bar.right, bottom: Double(y + 1)),
        .ofValue(value))
    }
    canvas.outline(bar, .ink)
    for mark in Ticks(from: range.low, to: range.high, count: 8).marks {
      let y = bar.bottom - (mark.value - range.low) / (range.high - range.low) * bar.height
      canvas.fill(Box(left: bar.right, top: y - 0.5, right: bar.right + 6, bottom: y + 0.5), .ink)
      canvas.write(mark.label, at: Point(bar.right + 12, y - 7))
    }
    canvas.write(
      Font.shortened(label, to: 20), at: Point(Double(canvas.width) - 10, box.top - 22),
      align: .right)
  }
}

/// The texts of a plot; an axis label names the unit: "error (mV)".
public struct PlotLabels: Sendable, Hashable {
  public var title: String
  public var x: String
  public var y: String
  /// What the plot is of: the run and its moment.
  public var footer: String

  public init(title: String = "", x: String = "", y: String = "", footer: String = "") {
    self.title = title
    self.x = x
    self.y = y
    self.footer = footer
  }
}
