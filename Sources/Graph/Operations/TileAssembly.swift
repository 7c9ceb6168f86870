import Tensors

/// Transforms tiles and puts them together to pictures: `matrix · tile · matrixᵀ`.
///
/// `x: [q², N · TH · TW, C]` → `[N, H, W, C]`, TH × TW tiles that become p × p elements each, side by side; what
/// reaches beyond H and W is left out. The transpose of a `TileTransform` of the transposed matrix.
/// Loops of a statement, which reads and writes a whole tile at a point: n, th, tw, c. Tiles that are cut off at
/// an edge have statements of their own.
public struct TileAssembly: Operation {
  public static let name = "tile_assembly"
  public let matrix: TileMatrix
  /// N, H and W.
  public let extents: [Int]

  public init(_ matrix: TileMatrix, extents: [Int]) {
    self.matrix = matrix
    self.extents = extents
  }

  /// TH and TW.
  private var tiles: [Int] {
    extents.dropFirst().map { ($0 + matrix.outputs - 1) / matrix.outputs }
  }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] {
    try requireCount(1, inputs)
    try requireFloat(inputs)
    try requireRank(3, inputs[0], "an input of 3 axes [places, tiles, C]")
    guard extents.count == 3, extents.allSatisfy({ (0...WindowAxis.limit).contains($0) }) else {
      throw ShapeMismatch("\(name) needs three extents")
    }
    let x = inputs[0].shape
    let (count, overflow) = extents[0].multipliedReportingOverflow(by: tiles[0] * tiles[1])
    guard !overflow, x[0] == matrix.inputs * matrix.inputs, x[1] == count else {
      throw ShapeMismatch(
        "\(name) to \(extents) needs \(matrix.inputs * matrix.inputs) places of "
          + "\(tiles[0]) x \(tiles[1]) tiles, found \(x)", of: [x])
    }
    return [TensorType(try checkedShape(extents + [x[2]]))]
  }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] {
    let y = outputs[0].shape
    return spans(y[1]).flatMap { rows in
      spans(y[2]).map { statement(rows, $0, y) }
    }
  }

  /// Tiles of which as many elements are within an extent: all of most, fewer of the last.
  private typealias Span = (first: Int, count: Int, elements: Int)

  private func spans(_ extent: Int) -> [Span] {
    let p = matrix.outputs
    let (whole, rest) = (extent / p, extent % p)
    return (whole > 0 ? [(0, whole, p)] : []) + (rest > 0 ? [(whole, 1, rest)] : [])
  }

  private func statement(_ rows: Span, _ columns: Span, _ y: Shape) -> Statement {
    let (p, q) = (matrix.outputs, matrix.inputs)
    let tile = Statement.Index.sum(
      [(0, tiles[0] * tiles[1]), (1, tiles[1]), (2, 1)],
      plus: rows.first * tiles[1] + columns.first, of: 4)
    let values = matrix.applied { .read($0 * q + $1) }
    let places = (0..<p * p).filter { $0 / p < rows.elements && $0 % p < columns.elements }
    return Statement(
      extents: [y[0], rows.count, columns.count, y[3]],
      reads: (0..<q * q).map { place in
        Statement.Access(
          input: 0, index: [.sum([], plus: place, of: 4), tile, .loop(3, of: 4)])
      },
      writes: places.map { place in
        Statement.Write(
          output: 0,
          index: [
            .loop(0, of: 4), .loop(1, of: 4, times: p, plus: rows.first * p + place / p),
            .loop(2, of: 4, times: p, plus: columns.first * p + place % p), .loop(3, of: 4),
          ], combine: .set, value: values[place])
      })
  }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] {
    guard let adjoint = adjoints[0] else { return [nil] }
    return [
      try adjoint.apply(
        TileTransform(matrix.transposed, step: matrix.outputs, low: [0, 0], tiles: tiles))
    ]
  }

  public var attributes: String { "\(matrix.text) to \(extents)" }
}
