import Tensors

/// Cuts pictures into square tiles and transforms each: `matrix · tile · matrixᵀ`.
///
/// `x: [N, H, W, C]` → `[p², N · TH · TW, C]`, TH × TW tiles of q × q elements, `step` apart, the first at −`low`;
/// 0 outside the picture. The places of a tile stand first, so that a matrix product for each follows.
/// Loops of its statement, which reads and writes a whole tile at a point: n, th, tw, c.
public struct TileTransform: Operation {
  public static let name = "tile_transform"
  public let matrix: TileMatrix
  public let step: Int
  /// Elements of padding above and to the left.
  public let low: [Int]
  /// TH and TW.
  public let tiles: [Int]
  /// Whether rows are combined before columns: another rounding of the same.
  public let acrossFirst: Bool

  public init(
    _ matrix: TileMatrix, step: Int, low: [Int], tiles: [Int], acrossFirst: Bool = false
  ) {
    self.matrix = matrix
    self.step = step
    self.low = low
    self.tiles = tiles
    self.acrossFirst = acrossFirst
  }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(1, inputs)
    try requireFloat(inputs)
    try requireRank(4, inputs[0], "an input of 4 axes [N, H, W, C]")
    let limit = WindowAxis.limit
    guard tiles.count == 2, low.count == 2, (1...limit).contains(step),
      (tiles + low).allSatisfy({ (0...limit).contains($0) })
    else {
      throw ShapeMismatch("\(name) needs two numbers of tiles, two paddings and a step")
    }
    let x = inputs[0].shape
    let (count, overflow) = x[0].multipliedReportingOverflow(by: tiles[0] * tiles[1])
    guard !overflow else {
      throw ShapeMismatch("\(name) cannot make \(tiles) tiles of \(x)", of: [x])
    }
    return [TensorType(try checkedShape([matrix.outputs * matrix.outputs, count, x[3]]))]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    let x = inputs[0].shape
    let (p, q) = (matrix.outputs, matrix.inputs)
    let tile = Statement.Index.sum(
      [(0, tiles[0] * tiles[1]), (1, tiles[1]), (2, 1)], of: 4)
    let values = matrix.applied(acrossFirst: acrossFirst) { .read($0 * q + $1) }
    return [
      Statement(
        extents: [x[0], tiles[0], tiles[1], x[3]],
        reads: (0..<q * q).map { place in
          Statement.Access(
            input: 0,
            index: [
              .loop(0, of: 4), .loop(1, of: 4, times: step, plus: place / q - low[0]),
              .loop(2, of: 4, times: step, plus: place % q - low[1]), .loop(3, of: 4),
            ], outside: 0)
        },
        writes: (0..<p * p).map { place in
          Statement.Write(
            output: 0, index: [.sum([], plus: place, of: 4), tile, .loop(3, of: 4)],
            combine: .set, value: values[place])
        })
    ]
  }

  /// Each tile's gradient back where the tile was cut out, those of overlapping tiles added up.
  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0], !tiles.contains(0) else { return [nil] }
    let x = inputs[0].shape
    let q = matrix.inputs
    let places = try adjoint.apply(PlaneTransform(matrix.transposed))
    var sum: Tensor?
    for place in 0..<q * q {
      let offset = [place / q - low[0], place % q - low[1]]
      let high = (0..<2).map { x[$0 + 1] - (tiles[$0] - 1) * step - 1 - offset[$0] }
      let part = try places.sliced(axis: 0, place..<(place + 1))
        .reshaped([x[0], tiles[0], tiles[1], x[3]])
        .apply(
          Pad(
            low: [0, offset[0], offset[1], 0], high: [0, high[0], high[1], 0],
            interior: [0, step - 1, step - 1, 0]))
      if let partial = sum { sum = try partial + part } else { sum = part }
    }
    return [sum]
  }

  public var attributes: String {
    "\(matrix.text), \(tiles[0]) x \(tiles[1]) tiles \(step) apart"
      + (low == [0, 0] ? "" : ", padding \(low)") + (acrossFirst ? ", across first" : "")
  }
}
