import Tensors
import Testing

@testable import Artifacts

@Suite struct GridTests {
  /// Cells whose elements count upwards from 0 in steps of `step`.
  func cells(_ shape: Shape, step: Float = 0.01) -> HostArray {
    HostArray(shape: shape, floats: (0..<shape.count).map { Float($0) * step })
  }

  @Test func eachCellStandsInItsPlace() throws {
    let grid = Grid(
      rows: [.init(cells([3, 1, 2, 1], step: 0.1))], columns: 2, enlargement: 1, padding: 1)
    let sheet = try grid.render()
    let w: UInt8 = 255
    #expect(
      sheet.picture
        == Picture(
          height: 5, width: 7, channels: 1,
          pixels: [
            w, w, w, w, w, w, w,
            w, 0, 26, w, 51, 77, w,
            w, w, w, w, w, w, w,
            w, 102, 128, w, w, w, w,
            w, w, w, w, w, w, w,
          ]))
    #expect(sheet.notANumberCount == 0)
  }

  @Test(
    "Values are clamped to the range, which may run backwards",
    arguments: [
      (-1 as Float, 1 as Float, [0, 0, 128, 255, 255] as [UInt8]),
      (1, -1, [255, 255, 128, 0, 0]), (0, 2, [0, 0, 0, 128, 255]),
    ])
  func range(black: Float, white: Float, pixels: [UInt8]) throws {
    let values = HostArray(shape: [1, 1, 5, 1], floats: [-.infinity, -1, 0, 1, 7])
    let grid = Grid(
      rows: [.init(values)], black: black, white: white, enlargement: 1, padding: 0)
    #expect(try grid.render().picture.pixels == pixels)
  }

  @Test(
    "Below it stands the longest line that there is room for; one as short as a caption always has room"
  )
  func footers() throws {
    let bare = try Grid(rows: [.init(cells([1, 20, 200, 1]))], enlargement: 1).render().picture
    func sheet(_ footers: [String], width: Int = 200) throws -> Picture {
      try Grid(rows: [.init(cells([1, 20, width, 1]))], enlargement: 1, footers: footers).render()
        .picture
    }
    let short = try sheet(["epoch 1"])
    #expect(short.width == bare.width && short.height == bare.height + Font.line)
    let long = "a name that is longer than a caption"
    #expect(try sheet([long, "epoch 1"]) == short)
    #expect(try sheet([long, "a name of some length", "epoch 1"]).width == 21 * Font.advance + 8)
    #expect(try sheet([String(repeating: "x", count: 99)]).width == 24 * Font.advance + 8)
    #expect(
      short.pixels.prefix(bare.pixels.count - 4 * bare.width)
        == bare.pixels.prefix(bare.pixels.count - 4 * bare.width))
    // Of any number, so that sheets of all moments are frames of one animation.
    for epoch in ["1", "10", "100000"] {
      let narrow = try sheet(["a name · epoch \(epoch)", "epoch \(epoch)"], width: 20)
      #expect(narrow.width == 21 * Font.advance + 8)
      let other = try sheet(["another name · epoch \(epoch)", "epoch \(epoch)"], width: 20)
      #expect(other.width == 12 * Font.advance + 8)
    }
  }

  @Test func whatIsNoNumberIsMagentaAndCounted() throws {
    let values = HostArray(shape: [1, 1, 2, 1], floats: [.nan, 1])
    let sheet = try Grid(rows: [.init(values)], enlargement: 1, padding: 0).render()
    #expect(
      sheet.picture
        == Picture(height: 1, width: 2, channels: 3, pixels: [255, 0, 255, 255, 255, 255]))
    #expect(sheet.notANumberCount == 1)
  }

  @Test(
    "Small pictures are enlarged and rows broken so that the sheet fits a screen",
    arguments: [
      ([[16, 28, 28, 1]], 4 * (84 + 4) + 4, 4 * (84 + 4) + 4),
      ([[8, 28, 28, 1], [8, 28, 28, 1]], 2 * (84 + 4) + 4, 8 * (84 + 4) + 4),
      ([[900, 28, 28, 1]], 30 * 28, 30 * 28),
      ([[1, 256, 256, 3]], 256 + 8, 256 + 8), ([[28, 28, 1]], 252 + 8, 252 + 8),
      ([[5, 8, 8, 1], [2, 4, 4, 1]], 4 + 100 + 52, 4 + 5 * 100),
      // Of 64 pixels as of 32, where a page has room for as many.
      ([[6, 64, 64, 3]], 128 + 8, 6 * (128 + 4) + 4), ([[8, 64, 64, 3]], 64 + 8, 8 * (64 + 4) + 4),
    ])
  func sizes(shapes: [[Int]], height: Int, width: Int) throws {
    let picture = try Grid(rows: shapes.map { .init(cells(Shape($0))) }).render().picture
    #expect(picture.height == height && picture.width == width)
  }

  @Test(
    "Values of one example that are alike stand beside one another, their titles below",
    arguments: [
      ([[1, 40, 60, 3], [1, 40, 60, 3], [40, 60, 3]], [1, 3]),
      ([[1, 40, 60, 3], [1, 40, 60, 1]], [2, 1]), ([[1, 40, 60, 3], [1, 60, 60, 3]], [2, 1]),
      ([[2, 40, 60, 3], [2, 40, 60, 3]], [2, 2]), ([[1, 40, 900, 1], [1, 40, 900, 1]], [2, 1]),
    ])
  func besideOneAnother(shapes: [[Int]], place: [Int]) throws {
    func picture(_ title: String, columns: Int? = nil) throws -> Picture {
      try Grid(
        rows: shapes.map { .init(cells(Shape($0), step: 1e-4), title: title) }, columns: columns,
        enlargement: 1
      ).render().picture
    }
    let (bare, titled) = (try picture(""), try picture("abc"))
    let widest = shapes.map { $0[$0.count - 2] }.max() ?? 0
    #expect(bare.width == place[1] * (widest + 4) + 4)
    #expect(titled.height - bare.height == place[0] * Font.line)
    // Who sets columns has them.
    #expect(try picture("", columns: 1).width == widest + 8)
  }

  @Test(
    "Captions beside one another do not touch", arguments: ["7: 100 %", "1", "0: 3 %\nno digit"])
  func captions(text: String) throws {
    let row = Grid.Row(cells([4, 28, 28, 1]), captions: Array(repeating: .init(text), count: 4))
    let picture = try Grid(rows: [row]).render().picture
    let longest = text.split(separator: "\n").map(\.count).max() ?? 0
    #expect(picture.width == 4 + 4 * (4 + max(84, (longest + 1) * Font.advance)))
  }

  @Test(
    "Sheets of all moments are as wide: with any percents, and a picture alone with any name",
    arguments: [
      (["7: 3 %", "7: 98 %", "0: 100 %"], 4, 4 + 4 * (4 + 9 * Font.advance)),
      (["cat: 3 %", "Newfoundland dog: 100 %"], 1, 8 + 25 * Font.advance),
      (["3: 7 %", "3: 100 %"], 1, 8 + 252), (["0.5", "-12"], 1, 8 + 252),
    ])
  func sameWidths(texts: [String], count: Int, width: Int) throws {
    for text in texts {
      let captions = Array(repeating: Grid.Caption(text), count: count)
      let row = Grid.Row(cells([count, 28, 28, 1]), captions: captions)
      #expect(try Grid(rows: [row]).render().picture.width == width, "\(text)")
    }
  }

  @Test("Rows are broken into lines that are alike, where captions have no room beside each other")
  func wideCaptions() throws {
    func width(_ caption: String, columns: Int? = nil) throws -> Int {
      let captions = Array(repeating: Grid.Caption(caption), count: 16)
      let row = Grid.Row(cells([16, 28, 28, 1]), captions: captions)
      return try Grid(rows: [row, row], columns: columns).render().picture.width
    }
    #expect(try width("wrong (3)") == 8 * (120 + 4) + 4)
    #expect(try width("1: 0.5") == 16 * (84 + 1) + 1)
    // Who sets columns has them.
    #expect(try width("wrong (3)", columns: 16) == 16 * (120 + 1) + 1)
  }

  @Test func titlesAndCaptionsAreWritten() throws {
    let captions = [
      Grid.Caption("0: 99 %"), .init("7: 51 %"),
      .init("a caption that is much too long for such a small cell"),
    ]
    let grid = Grid(
      rows: [
        .init(cells([3, 6, 6, 1], step: 1 / 108), title: "digit", captions: captions),
        .init(cells([3, 6, 6, 3], step: 1 / 324), title: "sigmoid(logits)"),
      ], columns: 2)
    try expectGolden(grid.render().picture, "grid.png")
  }

  @Test func whatIsNoPicturesIsNamed() {
    let advice = "; pictures are [count, height, width, 1 or 3]"
    #expect(
      diagnosis { try Grid(rows: [.init(cells([3, 4, 4, 2]), title: "z")]).render() }
        == "a grid cannot show 'z' of shape [3, 4, 4, 2]" + advice)
    #expect(
      diagnosis { try Grid(rows: [.init(cells([3, 4]))]).render() }
        == "a grid cannot show a value of shape [3, 4]" + advice)
    #expect(
      diagnosis { try Grid(rows: [.init(cells([0, 4, 4, 1]), title: "z")]).render() }
        == "a grid cannot show 'z' of shape [0, 4, 4, 1]" + advice)
    #expect(
      diagnosis { try Grid(rows: []).render() } == "a grid needs at least one value to show")
    #expect(
      diagnosis { try Grid(rows: [.init(cells([1, 1, 1, 1]))], black: 1, white: 1).render() }
        == "a grid cannot show 1.0 as black and 1.0 as white")
    #expect(
      diagnosis {
        try Grid(rows: [.init(cells([1, 1, 1, 1]))], black: -3e38, white: 3e38).render()
      } == "a grid cannot show -3e+38 as black and 3e+38 as white")
    let large = Grid(rows: [.init(cells([1, 2000, 2000, 1]))], enlargement: 60)
    #expect(
      diagnosis { try large.render() }
        == "the grid would have more than 134217728 pixels; "
        + "show fewer examples with count, or set columns")
  }
}
