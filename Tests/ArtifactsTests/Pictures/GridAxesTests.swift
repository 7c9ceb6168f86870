import Tensors
import Testing

@testable import Artifacts

@Suite("The axes of a wall of cells")
struct GridAxesTests {
  /// Cells of one shade each.
  private static func cells(_ count: Int, size: Int) -> HostArray {
    HostArray(
      shape: [count, size, size, 1],
      floats: (0..<count).flatMap { cell in
        Array(repeating: Float(cell) / Float(count), count: size * size)
      })
  }

  private static func axes(_ columns: Int, _ lines: Int, to end: Double = 1.64) -> Grid.Axes {
    func numbers(_ count: Int, _ end: Double) -> [Double] {
      (0..<count).map { end * (2 * Double($0) / Double(count - 1) - 1) }
    }
    return Grid.Axes(
      x: Grid.Axis("z[0]", numbers(columns, end)), y: Grid.Axis("z[1]", numbers(lines, -end)))
  }

  @Test("stand left of it and below, and leave its pixels as they are")
  func picture() throws {
    let bare = Grid(
      rows: [.init(Self.cells(225, size: 8))], columns: 15, enlargement: 3, footers: ["epoch 3"])
    var grid = bare
    grid.axes = Self.axes(15, 15)
    let (without, with) = (try bare.render().picture, try grid.render().picture)
    let left = Font.line + 6 * Font.advance + 10
    for y in 0..<360 {
      #expect(
        without.pixels[y * without.width..<y * without.width + 360]
          == with.pixels[y * with.width + left..<y * with.width + left + 360])
    }
    #expect(with.height == without.height + 10 + 2 * Font.line)
    try expectGolden(with, "grid-axes.png")
  }

  @Test("are of one width at every moment of an ordinary range")
  func widths() throws {
    let sizes = try [1.64, 0.12, 15, 2500].map { end in
      let picture = try Grid(
        rows: [.init(Self.cells(100, size: 8))], axes: Self.axes(10, 10, to: end)
      ).render().picture
      return [picture.width, picture.height]
    }
    #expect(sizes.allSatisfy { $0 == sizes[0] })
  }

  @Test(
    "are left out where the cells are no such wall",
    arguments: [
      (25, 5, 4, 5, ""), (24, 5, 5, 5, ""), (25, 4, 5, 5, ""), (25, 5, 5, 5, "a caption"),
    ])
  func others(count: Int, columns: Int, x: Int, y: Int, caption: String) throws {
    let captions = caption.isEmpty ? [] : Array(repeating: Grid.Caption(caption), count: count)
    var grid = Grid(
      rows: [.init(Self.cells(count, size: 8), captions: captions)], columns: columns)
    let bare = try grid.render().picture
    grid.axes = Self.axes(x, y)
    #expect(try grid.render().picture == bare)
  }

  @Test(
    "have as many decimals as tell neighbours apart",
    arguments: [
      ([-1.6448, 0, 1.6448], ["-1.64", "0", "1.64"]), ([-15, -1e-9, 15], ["-15.0", "0", "15.0"]),
      ([0.3, 0.2, 0.1], ["0.300", "0.200", "0.100"]),
      ([120, 130, 140], ["120.0", "130.0", "140.0"]),
      ([-1500, 0, 1500], ["-1500", "0", "1500"]), ([1e-4, 2e-4], ["0.0001", "0.0002"]),
      ([3, 3, 3], ["3.00", "3.00", "3.00"]), ([0, 0], ["0", "0"]), ([2e6, 1], ["2e+06", "1"]),
    ])
  func labels(numbers: [Double], labels: [String]) {
    #expect(Grid.Axis("x", numbers).labels == labels)
  }

  @Test(
    "tell the numbers of the first cell, of the last and of others, as evenly as there is room",
    arguments: [
      (30, 100, [0, 5, 10, 15, 19, 24, 29]), (15, 100, [0, 2, 5, 7, 9, 12, 14]),
      (10, 100, [0, 3, 6, 9]), (3, 100, [0, 1, 2]), (20, 3, [0, 19]), (21, 3, [0, 10, 20]),
      (12, 7, [0, 2, 4, 7, 9, 11]), (13, 100, [0, 2, 4, 6, 8, 10, 12]), (9, 0, [0, 8]),
      (1, 5, [0]), (2, 9, [0, 1]),
    ])
  func marks(count: Int, room: Int, marks: [Int]) {
    #expect(Grid.Axis("x", Array(repeating: 1, count: count)).marks(room: room) == marks)
  }

  @Test("The titles of a sheet's values are read by those who do not see them")
  func titles() throws {
    let folder = try TemporaryFolder()
    let picture = try Grid(rows: [.init(Self.cells(9, size: 4))]).render().picture
    try AtomicFile.write(
      PNG.encode(picture, texts: [PNG.Text(PNG.Text.rows, "original, <rebuilt>")]),
      to: folder.path + "/m.png")
    let figure = try ReportPicture(name: "m", moment: "epoch-0003", path: "m.png", in: folder.path)
      .smaller().figure(isEmbedded: true)
    #expect(figure.contains("alt=\"m, epoch-0003; shows original, &lt;rebuilt&gt;\""))
    #expect(figure.contains("<figcaption>m, epoch-0003</figcaption>"))
  }

  @Test("are in words in the file, and under the picture on the page of its run")
  func words() throws {
    let sentence = Self.axes(3, 3).sentence
    #expect(
      sentence == "left to right z[0] from -1.64 to 1.64, top to bottom z[1] from 1.64 to -1.64")
    let folder = try TemporaryFolder()
    let picture = try Grid(rows: [.init(Self.cells(9, size: 4))]).render().picture
    try AtomicFile.write(
      PNG.encode(picture, texts: [PNG.Text(PNG.Text.axes, sentence)]), to: folder.path + "/m.png")
    let figure = try ReportPicture(
      name: "manifold", moment: "epoch-0003", path: "m.png", in: folder.path
    ).smaller().figure(isEmbedded: true)
    #expect(figure.contains("<figcaption>manifold, epoch-0003: \(sentence)</figcaption>"))
    #expect(figure.contains("alt=\"manifold, epoch-0003: \(sentence)\""))
  }
}
