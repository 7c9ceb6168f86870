import Foundation

extension Grid {
  /// Numbers beside a wall of cells, which say where each of them is: x below its columns, y left of its lines.
  public struct Axes: Sendable {
    public let x: Axis
    public let y: Axis

    public init(x: Axis, y: Axis) {
      self.x = x
      self.y = y
    }

    /// What they say in words: "left to right z[0] from -1.64 to 1.64, top to bottom z[1] from 1.64 to -1.64".
    public var sentence: String { "left to right \(x.words), top to bottom \(y.words)" }

    /// Themselves, where they are of a wall of so many cells.
    func fitting(columns: Int, lines: Int, cells: Int) -> Axes? {
      let isWhole = x.numbers.count == columns && y.numbers.count == lines
      return isWhole && columns * lines == cells ? self : nil
    }

    /// The pixels that they take left of the cells, right of them and below.
    func margins(cellWidth: Int) -> (left: Int, right: Int, bottom: Int) {
      (
        Font.line + y.letters * Font.advance + Axis.gap,
        // Half of the last number goes beyond its column.
        max(0, (x.letters * Font.advance - cellWidth + 1) / 2), Axis.gap + 2 * Font.line
      )
    }
  }

  /// One number a column or line, and what they are of.
  public struct Axis: Sendable {
    public let name: String
    public let numbers: [Double]
    /// The numbers as they are written: as many decimals each, so that neighbours differ.
    let labels: [String]

    public init(_ name: String, _ numbers: [Double]) {
      self.name = name
      self.numbers = numbers
      labels = Self.labels(numbers)
    }

    /// From the cells to a number.
    fileprivate static let gap = 10
    private static let mostMarks = 7

    /// How wide its numbers are: the same at every moment of an ordinary range, so that pictures are frames of one animation.
    fileprivate var letters: Int { max(6, labels.map(\.count).max() ?? 0) }

    fileprivate var words: String {
      "\(name) from \(labels.first ?? "") to \(labels.last ?? "")"
    }

    /// The cells that have their number written: the first, the last and others between. These are as many cells apart each,
    /// where that takes no more than half of them away, else as evenly as whole cells can be.
    ///
    /// - Parameter room: how many numbers there is room for.
    func marks(room: Int) -> [Int] {
      let last = numbers.count - 1
      guard last > 0 else { return Array(numbers.indices) }
      let cellsOfOne = (numbers.count + max(1, room) - 1) / max(1, room)
      let most = max(1, min(Self.mostMarks - 1, last / cellsOfOne))
      let gaps = (1...most).last { last % $0 == 0 && 2 * $0 >= most } ?? most
      return (0...gaps).map { (2 * $0 * last + gaps) / (2 * gaps) }
    }

    private static func labels(_ numbers: [Double]) -> [String] {
      let (low, high) = (numbers.min() ?? 0, numbers.max() ?? 0)
      let largest = max(low.magnitude, high.magnitude)
      let span = high > low ? high - low : largest
      guard largest == 0 || (1e-2..<1e5).contains(largest) else {
        return numbers.map { String(format: "%.2g", $0) }
      }
      let decimals = span > 0 ? min(max(0, 2 - Int(log10(span).rounded(.down))), 6) : 0
      return numbers.map { number in
        let text = String(format: "%.\(decimals)f", number)
        return text.contains { ("1"..."9").contains($0) } ? text : "0"
      }
    }
  }
}

extension Canvas {
  /// Writes the axes of a wall of cells.
  ///
  /// - Parameters:
  ///   - wall: where the cells are.
  ///   - left: where there is room for the name of y.
  mutating func write(_ axes: Grid.Axes, beside wall: Box, left: Double) {
    let gap = Double(Grid.Axis.gap)
    let length = 5.0
    let pitch = (
      x: wall.width / Double(axes.x.numbers.count), y: wall.height / Double(axes.y.numbers.count)
    )
    let room = Int(wall.width) / ((axes.x.letters + 1) * Font.advance)
    for cell in axes.x.marks(room: room) {
      let x = (wall.left + (Double(cell) + 0.5) * pitch.x).rounded()
      fill(Box(left: x - 1, top: wall.bottom, right: x + 1, bottom: wall.bottom + length), .ink)
      write(axes.x.labels[cell], at: Point(x, wall.bottom + gap), align: .centre)
    }
    for cell in axes.y.marks(room: Int(wall.height) / (2 * Font.line)) {
      let y = (wall.top + (Double(cell) + 0.5) * pitch.y).rounded()
      fill(Box(left: wall.left - length, top: y - 1, right: wall.left, bottom: y + 1), .ink)
      let place = Point(wall.left - gap, y - Double(Font.capital / 2))
      write(axes.y.labels[cell], at: place, align: .right)
    }
    let x = Font.shortened(axes.x.name, to: Int(wall.width) / Font.advance)
    write(
      x, at: Point(wall.left + wall.width / 2, wall.bottom + gap + Double(Font.line)),
      align: .centre)
    let y = Font.shortened(axes.y.name, to: Int(wall.height) / Font.advance)
    writeUpwards(y, at: Point(left, wall.top + wall.height / 2))
  }
}
