import Graph
import Tensors

/// Writes one convolution as F(m × m, r × r) in plain operations.
///
/// n = m + r − 1; T tiles of n × n elements that overlap by r − 1, one for each m × m outputs. With the matrices of
/// `WinogradMatrices`, each used down and across:
/// ```
/// V[n², T, K] = input · tile · inputᵀ         U[n², K, F] = taps · kernel · tapsᵀ
/// y = output · (V × U) · outputᵀ              a product of matrices for each of the n² places
/// dkernel = tapsOutput · (Vᵀ × W) · …         W[n², T, F] = adjoint · adjoint tile · adjointᵀ
/// ```
struct WinogradGraph {
  private typealias Grid = [[Tensor]]

  private let form: ConvolutionForm
  private let matrices: WinogradMatrices
  private let m: Int
  private let r: Int
  private let n: Int
  /// Tiles down and across.
  private let down: Int
  private let across: Int

  init(_ form: ConvolutionForm, outputs: Int) {
    self.form = form
    m = outputs
    r = form.taps[0]
    n = m + r - 1
    matrices = WinogradMatrices(outputs: m, taps: r)
    down = (form.output[0] + m - 1) / m
    across = (form.output[1] + m - 1) / m
  }

  private var tiles: Int { form.batch * down * across }

  /// - Parameter inputs: as the convolution takes them.
  func value(of inputs: [Tensor]) throws(ShapeMismatch) -> Tensor {
    switch form.kind {
    case .forward, .inputGradient:
      return try assembled(
        inputTiles(inputs[0], columnsFirst: false).matmul(weights(inputs[1])))
    case .weightGradient:
      // The columns first: equal to what the forward pass made, this would be kept from there until here,
      // a tensor more than twice as large as the picture.
      return try kernel(
        inputTiles(inputs[0], columnsFirst: true)
          .matmul(adjointTiles(inputs[1]), transposeA: true))
    }
  }

  /// `[n², T, K]`
  private func inputTiles(_ x: Tensor, columnsFirst: Bool) throws(ShapeMismatch) -> Tensor {
    let padded = try x.padded(
      before: [0, form.height.low, form.width.low, 0],
      after: [
        0, max(0, down * m + r - 1 - form.height.low - form.input[0]),
        max(0, across * m + r - 1 - form.width.low - form.input[1]), 0,
      ])
    return try stacked(
      both(matrices.input, windows(padded, side: n), columnsFirst: columnsFirst),
      [1, tiles, form.depth])
  }

  /// `[n², T, F]` of the adjoint of the outputs, m × m of them a tile.
  private func adjointTiles(_ y: Tensor) throws(ShapeMismatch) -> Tensor {
    let padded = try y.padded(
      before: [0, 0, 0, 0],
      after: [0, down * m - form.output[0], across * m - form.output[1], 0])
    return try stacked(
      both(matrices.adjoint, windows(padded, side: m), columnsFirst: false),
      [1, tiles, form.filters])
  }

  /// The elements of all tiles, by their place in a tile: `[N, down, across, C]` each.
  private func windows(_ x: Tensor, side: Int) throws(ShapeMismatch) -> Grid {
    var grid: Grid = []
    for i in 0..<side {
      var row: [Tensor] = []
      for j in 0..<side {
        row.append(
          try x.apply(
            Slice(
              start: [0, i, j, 0], extents: [form.batch, down, across, x.shape[3]],
              stride: [1, m, m, 1])))
      }
      grid.append(row)
    }
    return grid
  }

  /// `[n², K, F]`, of the gradient to the input with the taps reversed and the kernel's channels exchanged.
  private func weights(_ kernel: Tensor) throws(ShapeMismatch) -> Tensor {
    let (rows, columns) = (kernel.shape[2], kernel.shape[3])
    let isReversed = form.kind == .inputGradient
    var grid: Grid = []
    for i in 0..<r {
      var row: [Tensor] = []
      for j in 0..<r {
        let place = isReversed ? [r - 1 - i, r - 1 - j] : [i, j]
        let tap = try kernel.apply(Slice(start: place + [0, 0], extents: [1, 1, rows, columns]))
          .reshaped([rows, columns])
        row.append(isReversed ? try tap.transposed([1, 0]) : tap)
      }
      grid.append(row)
    }
    return try stacked(
      both(matrices.taps, grid, columnsFirst: false), [1, form.depth, form.filters])
  }

  /// `[N, OH, OW, F]` from the products `[n², T, F]`.
  private func assembled(_ products: Tensor) throws(ShapeMismatch) -> Tensor {
    let filters = form.filters
    let parts = try places(products, [form.batch, down, 1, across, 1, filters])
    var rows: [Tensor] = []
    for row in try both(matrices.output, parts, columnsFirst: false) {
      rows.append(try Tensor.concatenated(row, axis: 4))
    }
    return try Tensor.concatenated(rows, axis: 2)
      .reshaped([form.batch, down * m, across * m, filters])
      .sliced(axis: 1, 0..<form.output[0]).sliced(axis: 2, 0..<form.output[1])
  }

  /// `[r, r, K, F]` from the products `[n², K, F]`.
  private func kernel(_ products: Tensor) throws(ShapeMismatch) -> Tensor {
    let parts = try places(products, [1, 1, form.depth, form.filters])
    var rows: [Tensor] = []
    for row in try both(matrices.tapsOutput, parts, columnsFirst: false) {
      rows.append(try Tensor.concatenated(row, axis: 1))
    }
    return try Tensor.concatenated(rows, axis: 0)
  }

  // MARK: Grids

  private func places(_ products: Tensor, _ shape: Shape) throws(ShapeMismatch) -> Grid {
    var grid: Grid = []
    for i in 0..<n {
      var row: [Tensor] = []
      for j in 0..<n {
        row.append(
          try products.sliced(axis: 0, (i * n + j)..<(i * n + j + 1)).reshaped(shape))
      }
      grid.append(row)
    }
    return grid
  }

  private func stacked(_ grid: Grid, _ shape: Shape) throws(ShapeMismatch) -> Tensor {
    var parts: [Tensor] = []
    for value in grid.joined() { parts.append(try value.reshaped(shape)) }
    return try Tensor.concatenated(parts, axis: 0)
  }

  /// `matrix · grid · matrixᵀ`, the one or the other product first.
  private func both(_ matrix: [[Double]], _ grid: Grid, columnsFirst: Bool) throws(ShapeMismatch)
    -> Grid
  {
    if columnsFirst { return try transposed(both(matrix, transposed(grid), columnsFirst: false)) }
    var half: Grid = []
    for coefficients in matrix {
      var row: [Tensor] = []
      for column in grid[0].indices {
        row.append(try combined(coefficients, grid.map { $0[column] }))
      }
      half.append(row)
    }
    var result: Grid = []
    for line in half {
      var row: [Tensor] = []
      for coefficients in matrix { row.append(try combined(coefficients, line)) }
      result.append(row)
    }
    return result
  }

  private func transposed(_ grid: Grid) -> Grid {
    grid[0].indices.map { column in grid.map { $0[column] } }
  }

  /// `Σ coefficients · values`
  ///
  /// - Precondition: a coefficient is not 0.
  private func combined(_ coefficients: [Double], _ values: [Tensor]) throws(ShapeMismatch)
    -> Tensor
  {
    var sum: Tensor?
    for (coefficient, value) in zip(coefficients, values) where coefficient != 0 {
      let size = abs(coefficient)
      let term = size == 1 ? value : try value * size
      if let partial = sum {
        sum = try coefficient < 0 ? partial - term : partial + term
      } else {
        sum = coefficient < 0 ? try -term : term
      }
    }
    guard let sum else { preconditionFailure("a row of zeros") }
    return sum
  }
}
