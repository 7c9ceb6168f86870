import Diagnostics
import Tensors

/// Tensors as a sheet of pictures: each row is one value of a batch, each column one example.
///
/// Cells are `[N, H, W, C]` (or `[H, W, C]` for one picture) with C = 1 (grey) or 3 (RGB).
public struct Grid: Sendable {
  /// What stands below a cell, in one line or several.
  public struct Caption: Sendable {
    public var text: String
    /// Whether it is to be seen at a glance.
    public var isMarked: Bool

    public init(_ text: String, isMarked: Bool = false) {
      self.text = text
      self.isMarked = isMarked
    }
  }

  /// One value with its title, and a caption for each of its cells.
  public struct Row: Sendable {
    public var title: String
    public var cells: HostArray
    public var captions: [Caption]

    public init(_ cells: HostArray, title: String = "", captions: [Caption] = []) {
      self.cells = cells
      self.title = title
      self.captions = captions
    }
  }

  /// A rendered sheet.
  public struct Sheet: Sendable {
    public let picture: Picture
    /// How many elements are not a number; their pixels are magenta.
    public let notANumberCount: Int
  }

  public var rows: [Row]
  /// Cells side by side; a longer row goes on below. Found from the count where it is absent.
  public var columns: Int?
  /// The values shown as black and as white; what lies beyond is clamped.
  public var black: Float
  public var white: Float
  /// How many pixels wide each of a cell's pixels is; found from the sizes where it is absent.
  public var enlargement: Int?
  /// Pixels between cells; where it is absent 4, and where there are many columns 1, or none between cells of one value
  /// without captions.
  public var padding: Int?
  /// What stands below the sheet: of these the first that its width has room for, or the beginning of the last.
  public var footers: [String]
  /// Where each cell is; written where there is one value without captions and as many columns and lines.
  public var axes: Axes?

  public init(
    rows: [Row], columns: Int? = nil, black: Float = 0, white: Float = 1, enlargement: Int? = nil,
    padding: Int? = nil, footers: [String] = [], axes: Axes? = nil
  ) {
    self.axes = axes
    self.footers = footers
    self.rows = rows
    self.columns = columns
    self.black = black
    self.white = white
    self.enlargement = enlargement
    self.padding = padding
  }

  private static let maximumPixels = 1 << 27
  private static let textHeight = Font.line

  /// Composes the sheet: grey where all cells are, otherwise RGB; the same values, the same pixels.
  ///
  /// - Throws: where a value is no pictures, black is white, or the sheet would be too large.
  public func render() throws -> Sheet {
    try withRowsBesideOneAnother().rendered()
  }

  private func rendered() throws -> Sheet {
    // Of numbers whose difference is none, what lies between is none either.
    guard black != white, (white - black).isFinite else {
      throw Diagnostic(
        "a grid cannot show \(black) as black and \(white) as white", at: nil)
    }
    let shapes = try rows.map(shape)
    guard let count = shapes.map(\.count).max() else {
      throw Diagnostic("a grid needs at least one value to show", at: nil)
    }
    let columns = min(max(1, columns ?? standardColumns(count)), count)
    let layout = try Layout(
      self, shapes: shapes, columns: columns, lines: (count + columns - 1) / columns)
    var canvas = Canvas(height: layout.height, width: layout.width)
    let padding = layout.padding
    let leftmost = layout.left + padding
    var notANumberCount = 0
    var y = padding
    var top = y
    for line in 0..<layout.lines {
      for (row, shape) in zip(rows, shapes) where line * columns < shape.count {
        if !row.title.isEmpty, line == 0 || rows.count > 1 {
          let letters = (layout.width - leftmost) / Font.advance
          canvas.write(
            Font.shortened(row.title, to: letters), at: Point(Double(leftmost), Double(y + 2)))
          y += Self.textHeight
        }
        if line == 0 { top = y }
        let values = row.cells.floats
        for index in line * columns..<min((line + 1) * columns, shape.count) {
          let (cell, missing) = cell(values, index, shape)
          notANumberCount += missing
          let left = leftmost + (index % columns) * layout.pitch
          let inset = (layout.pitch - padding - cell.width * layout.factor) / 2
          canvas.draw(cell.enlarged(by: layout.factor), left: left + inset, top: y)
          if row.captions.indices.contains(index) {
            let caption = row.captions[index]
            for (number, text) in caption.lines.enumerated() {
              let place = Point(
                Double(left + (layout.pitch - padding) / 2),
                Double(y + shape.height * layout.factor + 4 + number * Self.textHeight))
              canvas.write(
                Font.shortened(String(text), to: Layout.longestCaption), at: place,
                caption.isMarked ? .mark : .ink, align: .centre)
            }
          }
        }
        y += shape.height * layout.factor + row.captionLines * Self.textHeight + padding
      }
    }
    if let axes = layout.axes {
      // The cells with half of what is between them around.
      let half = Double(padding) / 2
      let wall = Box(
        left: Double(leftmost) - half, top: Double(top) - half,
        right: Double(leftmost + columns * layout.pitch) - half, bottom: Double(y) - half)
      canvas.write(axes, beside: wall, left: 2)
      y += layout.axesHeight
    }
    if let last = footers.last {
      let letters = (layout.width - 2 * padding) / Font.advance
      canvas.write(
        footers.first { $0.count <= letters } ?? Font.shortened(last, to: letters),
        at: Point(Double(layout.width - padding), Double(y + 2)), .pale, align: .right)
    }
    let isGrey =
      notANumberCount == 0 && shapes.allSatisfy { $0.channels == 1 }
      && !rows.contains { $0.captions.contains(where: \.isMarked) }
    return Sheet(
      picture: isGrey ? canvas.picture.firstChannel(background: 255) : canvas.picture,
      notANumberCount: notANumberCount)
  }

  private struct CellShape {
    let count: Int
    let height: Int
    let width: Int
    let channels: Int

    var extents: [Int] { [height, width, channels] }
  }

  private func shape(of row: Row) throws -> CellShape {
    var extents = row.cells.shape.extents
    if extents.count == 3 { extents.insert(1, at: 0) }
    guard extents.count == 4, extents.allSatisfy({ $0 > 0 }), extents[3] == 1 || extents[3] == 3
    else {
      throw Diagnostic(
        "a grid cannot show \(row.title.isEmpty ? "a value" : "'\(row.title)'") of shape "
          + "\(row.cells.shape); pictures are [count, height, width, 1 or 3]", at: nil)
    }
    return CellShape(
      count: extents[0], height: extents[1], width: extents[2], channels: extents[3])
  }

  /// Values of one example each, such as a photo before and after, are one row, their titles below them, where they are
  /// alike and no columns are set.
  private func withRowsBesideOneAnother() throws -> Grid {
    let shapes = try rows.map(shape)
    guard rows.count > 1, columns == nil, let first = shapes.first,
      shapes.allSatisfy({ $0.count == 1 && $0.extents == first.extents }),
      rows.allSatisfy({ $0.title.count <= Layout.longestCaption })
    else { return self }
    let cells = HostArray(
      shape: Shape([rows.count] + first.extents), floats: rows.flatMap(\.cells.floats))
    let captions = rows.map { row in
      Caption(
        ([row.title] + row.captions.map(\.text)).filter { !$0.isEmpty }.joined(separator: "\n"),
        isMarked: row.captions.contains(where: \.isMarked))
    }
    var grid = self
    let isCaptioned = captions.contains { !$0.text.isEmpty }
    grid.rows = [Row(cells, captions: isCaptioned ? captions : [])]
    grid.columns = min(rows.count, max(1, Layout.widest / (first.width + 4)))
    return grid
  }

  /// One row stands in a square; several stand below each other. Where captions are so wide that a screen has no room for all
  /// beside each other, lines are as long as each other.
  private func standardColumns(_ count: Int) -> Int {
    let usual =
      rows.count > 1
      ? min(count, 16) : count <= 8 ? count : Int(Double(count).squareRoot().rounded(.up))
    let caption = Layout.captionWidth(of: rows)
    let most = caption == 0 ? usual : max(1, Layout.widest / (caption + 4))
    guard usual > most else { return usual }
    let lines = (count + most - 1) / most
    return (count + lines - 1) / lines
  }

  /// A cell as a picture, and how many of its elements are not a number.
  private func cell(_ values: [Float], _ index: Int, _ shape: CellShape) -> (Picture, Int) {
    let size = shape.height * shape.width * shape.channels
    let elements = values[index * size..<(index + 1) * size]
    let missing = elements.reduce(0) { $0 + ($1.isNaN ? 1 : 0) }
    let span = white - black
    let pixels = elements.map { element in
      element.isNaN ? 0 : UInt8((min(max((element - black) / span, 0), 1) * 255).rounded())
    }
    var picture = Picture(
      height: shape.height, width: shape.width, channels: shape.channels, pixels: pixels)
    guard missing > 0 else { return (picture, 0) }
    picture = picture.inColor
    for (offset, element) in elements.enumerated() where element.isNaN {
      let at = offset / shape.channels * 3
      picture.pixels.replaceSubrange(at..<at + 3, with: [255, 0, 255])
    }
    return (picture, missing)
  }

  /// A caption of a name, which may be a number, and of a number that is read behind it: "7: 98 %". Of a long name the end is cut
  /// off.
  public static func caption(_ name: String, _ number: String) -> String {
    Font.shortened(name, to: max(1, Layout.longestCaption - number.count - 2)) + ": " + number
  }

  /// The sizes of a sheet's parts in pixels.
  private struct Layout {
    static let longestCaption = 24
    /// The digits that there is room for in a number which changes from moment to moment: at the end of a line, and of percents.
    private static let digits = (atEnd: 6, ofPercents: 3)
    /// Pictures are enlarged no further than a screen's width.
    static let widest = 1600
    /// What a report shows as it is.
    private static let pageWidth = 992

    let padding: Int
    /// The axes that fit it.
    let axes: Axes?
    /// The pixels that these take left of the cells, and below them.
    let left: Int
    let axesHeight: Int
    let factor: Int
    /// From one cell to the next.
    let pitch: Int
    let lines: Int
    let width: Int
    let height: Int

    init(_ grid: Grid, shapes: [CellShape], columns: Int, lines: Int) throws {
      self.lines = lines
      let isWall = grid.rows.count == 1 && grid.rows.allSatisfy(\.captions.isEmpty)
      padding = grid.padding ?? (columns <= 12 ? 4 : isWall ? 0 : 1)
      let cellWidth = shapes.map(\.width).max() ?? 1
      let cellHeight = shapes.map(\.height).max() ?? 1
      guard cellWidth < 1 << 20, cellHeight < 1 << 20, padding >= 0, padding < 1 << 12 else {
        throw Self.tooLarge
      }
      // Small pictures are enlarged so that they are seen, as far as a screen's width allows.
      let size = max(96, 256 / max(columns, lines * grid.rows.count))
      let longest = max(cellWidth, cellHeight)
      var factor = max(1, min(16, size / longest))
      // Where a page has room, rather a little too large than much too small.
      let isRoomy = columns * (cellWidth * 2 + padding) <= Self.pageWidth
      if factor == 1, isRoomy, 2 * size >= 3 * longest { factor = 2 }
      while factor > 1, columns * (cellWidth * factor + padding) > Self.widest { factor -= 1 }
      self.factor = min(max(1, grid.enlargement ?? factor), 64)
      pitch =
        max(cellWidth * self.factor, Self.captionWidth(of: grid.rows, areAlone: columns == 1))
        + padding
      axes =
        isWall ? grid.axes?.fitting(columns: columns, lines: lines, cells: shapes[0].count) : nil
      let margins = axes?.margins(cellWidth: pitch)
      left = margins?.left ?? 0
      axesHeight = margins?.bottom ?? 0
      let title = grid.rows.map(\.title.count).max() ?? 0
      // A narrow sheet is widened for the longest line that is no longer than a caption.
      let footers = grid.footers.map { Self.room(for: $0[...], digits: Self.digits.atEnd) }
      let footer = footers.first { $0 <= Self.longestCaption } ?? footers.last
      let text = max(title, footer ?? 0)
      width =
        left + (margins?.right ?? 0)
        + max(
          columns * pitch + padding, min(text, Self.longestCaption) * Font.advance + 2 * padding)
      var height = padding + axesHeight
      for (row, shape) in zip(grid.rows, shapes) {
        let rowLines = (shape.count + columns - 1) / columns
        let titles = row.title.isEmpty ? 0 : grid.rows.count > 1 ? rowLines : 1
        let text = titles + row.captionLines * rowLines
        height += rowLines * (shape.height * self.factor + padding) + text * Grid.textHeight
      }
      if !grid.footers.isEmpty { height += Grid.textHeight }
      self.height = height
      let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
      guard !overflow, pixels <= Grid.maximumPixels else { throw Self.tooLarge }
    }

    /// The pixels of the longest caption, with those to its neighbour; 0 where there is none.
    ///
    /// - Parameter areAlone: whether cells have none beside them, so that there is room for every caption of words.
    static func captionWidth(of rows: [Row], areAlone: Bool = false) -> Int {
      let lines = rows.flatMap(\.captions).flatMap(\.lines)
      let longest = lines.map { line in
        line.hasSuffix(" %")
          ? room(for: line.dropLast(2), digits: digits.ofPercents) + 2 : line.count
      }.max()
      guard let longest, longest > 0 else { return 0 }
      let areWords = lines.contains { $0.contains(where: \.isLetter) }
      let letters = areAlone && areWords ? longestCaption : min(longest, longestCaption)
      return (letters + 1) * Font.advance
    }

    /// The letters of a line whose last number has so many digits or more: sheets of all moments are then as wide, and frames of
    /// one animation.
    private static func room(for line: Substring, digits: Int) -> Int {
      let own = line.reversed().prefix { $0.isNumber }.count
      return own == 0 ? line.count : line.count + max(0, digits - own)
    }

    private static let tooLarge = Diagnostic(
      "the grid would have more than \(Grid.maximumPixels) pixels", at: nil,
      notes: [.init("show fewer examples with count, or set columns")])
  }
}

extension Grid.Row {
  /// How many lines its captions have at most.
  fileprivate var captionLines: Int { captions.map(\.lines.count).max() ?? 0 }
}

extension Grid.Caption {
  fileprivate var lines: [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }
}

extension Picture {
  /// The first channel of an RGB picture whose channels are equal.
  fileprivate func firstChannel(background: UInt8) -> Picture {
    var result = Picture(height: height, width: width, channels: 1, filledWith: background)
    for index in 0..<height * width { result.pixels[index] = pixels[index * channels] }
    return result
  }
}
