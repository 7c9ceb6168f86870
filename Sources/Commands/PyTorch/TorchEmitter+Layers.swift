import Diagnostics
import Experiment
import Graph
import Layers
import Tensors

/// What PyTorch's layers are given, where they are the same as a graph's.
extension TorchEmitter {
  /// Where the axes of a picture are in PyTorch.
  static let pictureOrder = [0, 2, 3, 1]

  /// Finds what PyTorch has a layer for and a node gives.
  mutating func recognize(_ index: Int) {
    let root = Value(node: index, output: 0)
    for kind in TorchLayer.all {
      guard let found = match(kind.pattern, root, TorchMatch(root: root)),
        let made = kind.made(self, found)
      else { continue }
      var path: String?
      if !made.isEmpty {
        path = module(of: found)
        guard let path, modules[path] == nil || modules[path] == made else { continue }
        modules[path] = made
      }
      layers[index] = Found(kind: kind, match: found, module: path)
      return
    }
  }

  /// What has the entries that are read, and no others.
  private func module(of match: TorchMatch) -> String? {
    func owner(_ name: String) -> [Substring] { Array(name.split(separator: ".").dropLast()) }
    let names = Set(match.states.values)
    guard let first = names.first else { return nil }
    let own = networks[0].entries.map(\.name).filter { owner($0) == owner(first) }
    let path = first.dropFirst(network.count + 1).split(separator: ".").dropLast()
    return Set(own) == names && !path.isEmpty ? path.joined(separator: ".") : nil
  }

  /// The lines of `__init__` that make the modules and whatever else is read.
  ///
  /// - Throws: a layer whose name no module can have.
  func constructor() throws -> [String] {
    var lines: [String] = []
    var made: Set<String> = []
    for entry in networks[0].entries where used.contains(entry.name) {
      let parts = entry.name.dropFirst(network.count + 1).split(separator: ".")
      let owners = parts.indices.map { parts[..<$0].joined(separator: ".") }.dropFirst()
      for path in owners where made.insert(path).inserted {
        guard parts.allSatisfy({ TorchNames.canHold(String($0)) }) else {
          throw Diagnostic(
            "'\(network).\(path)' is called as no PyTorch module can be, so it cannot be exported",
            at: nil)
        }
        lines.append("self.\(path) = \(modules[path] ?? "nn.Module()")")
      }
      if let owner = owners.last, modules[owner] != nil { continue }
      let shape = entry.type.shape.extents.map { "\($0)" }
      let zeros = "torch.zeros(\(shape.isEmpty ? "()" : shape.joined(separator: ", ")))"
      let place = (["self"] + parts.dropLast().map { String($0) }).joined(separator: ".")
      let name = parts.last ?? ""
      lines.append(
        entry.kind == .parameter
          ? "\(place).\(name) = nn.Parameter(\(zeros))"
          : "\(place).register_buffer(\"\(name)\", \(zeros))")
    }
    return lines
  }

  /// What takes channels behind the batch, and gives them so.
  func channelsFirst(_ match: TorchMatch, _ call: (String) -> String) -> Expression {
    let rank = type(match.input).shape.rank
    guard rank > 2 else { return Expression(text: call(tensor(match.input))) }
    let source = permutedText(match.input, [0, rank - 1] + Array(1..<(rank - 1)))
    return Expression(text: call(source), order: [0] + Array(2..<rank) + [1])
  }

  /// How many channels go in, where the weights are one number for each of them.
  func channels(_ match: TorchMatch, ranks: [Int]) -> Int? {
    let shape = type(match.input).shape
    guard ranks.contains(shape.rank), let channels = fixed(match.input, shape.rank - 1),
      match.states.keys.allSatisfy({ entry(match, $0)?.type.shape.extents == [channels] })
    else { return nil }
    return channels
  }

  /// Into how many groups a norm divides the channels.
  func groups(_ match: TorchMatch) -> Int? {
    let split = Value(node: match.node("reshape"))
    guard type(split).shape.rank == 4, let count = fixed(split, 2), let each = fixed(split, 3),
      fixed(match.input, 3) == count * each, extent(split, 0) == extent(match.input, 0),
      graphs.allSatisfy({ $0.type(of: match.root).shape == $0.type(of: match.input).shape })
    else { return nil }
    return count
  }

  /// Whether a picture has more than one pixel: PyTorch's norms refuse to take the variance of one number.
  func hasPixels(_ match: TorchMatch) -> Bool {
    graphs.allSatisfy { graph in
      let shape = graph.type(of: match.input).shape
      return shape[1] * shape[2] > 1
    }
  }

  /// A vector of the state that is given to a function, `, bias=self.batch_norm_1.bias`; nothing where there is none.
  func vector(_ match: TorchMatch, _ last: String) -> String {
    match.states[last].map { ", \(last)=self.\($0.dropFirst(network.count + 1))" } ?? ""
  }

  private func entry(_ match: TorchMatch, _ last: String) -> StateEntry? {
    networks[0].entries.first { $0.name == match.states[last] }
  }

  /// Whether there is no bias, or one number for each of so many channels.
  private func isBiased(_ match: TorchMatch, _ channels: Int) -> Bool {
    match.states["bias"] == nil || entry(match, "bias")?.type.shape.extents == [channels]
  }

  /// An axis that has one extent at all sizes.
  private func fixed(_ value: Value, _ axis: Int) -> Int? {
    let extents = extent(value, axis)
    return extents.allSatisfy { $0 == extents[0] } ? extents[0] : nil
  }

  static func pair(_ height: Int, _ width: Int) -> String {
    height == width ? "\(height)" : "(\(height), \(width))"
  }

  /// What is not PyTorch's own in the arguments of a module.
  private func module(
    _ name: String, _ parts: [String], _ options: [(name: String, text: String, isStandard: Bool)],
    _ match: TorchMatch
  ) -> String {
    let told = options.filter { !$0.isStandard }.map { "\($0.name)=\($0.text)" }
    let bias = match.states["bias"] == nil ? ["bias=False"] : []
    return "nn.\(name)(\((parts + told + bias).joined(separator: ", ")))"
  }

  private func option(
    _ name: String, _ height: Int, _ width: Int, standard: Int
  ) -> (name: String, text: String, isStandard: Bool) {
    (name, Self.pair(height, width), height == standard && width == standard)
  }

  /// What merges axes of a node's input, called with these as they are in Python.
  func reduced(_ index: Int, _ call: (String, [Int]) -> String) -> Expression {
    let source = expression(nodes[index].inputs[0])
    let axes = (nodes[index].operation as? any Reduction)?.axes ?? []
    let order = source.order ?? Array(type(nodes[index].inputs[0]).shape.extents.indices)
    let kept = order.indices.filter { !axes.contains($0) }.map { order[$0] }
    let places = kept.map { axis in kept.filter { $0 < axis }.count }
    return Expression(
      text: call(source.text, axes.map { order[$0] }.sorted()),
      order: places == Array(places.indices) ? nil : places)
  }

  // MARK: Products

  func linear(_ match: TorchMatch) -> String? {
    guard let weight = entry(match, "weight"), weight.layout == [1, 0],
      let product = nodes[match.node("matmul")].operation as? MatMul, !product.transposeA,
      !product.transposeB
    else { return nil }
    let (units, features) = (weight.type.shape[0], weight.type.shape[1])
    guard type(match.root).shape.extents.last == units, isBiased(match, units) else { return nil }
    return module("Linear", ["\(features)", "\(units)"], [], match)
  }

  /// - Throws: rows that come in a shape that depends on the sizes of the inputs in an unknown way.
  func linearSource(_ match: TorchMatch) throws -> String {
    let features = entry(match, "weight")?.type.shape.extents.last ?? 0
    let isInPlace = graphs.allSatisfy { graph in
      let rows = Array(graph.type(of: match.root).shape.extents.dropLast())
      return graph.type(of: match.input).shape.extents == rows + [features]
    }
    if isInPlace { return tensor(match.input) }
    let rows = (0..<(type(match.root).shape.rank - 1)).map { dimension(match.root, $0) }
    guard rows.filter({ $0 == nil }).count <= 1 else { throw unsized(match.root.node) }
    let shape = rows.map { $0 ?? "-1" } + ["\(features)"]
    return "\(tensor(match.input)).reshape(\(Self.tuple(shape)))"
  }

  func embedding(_ match: TorchMatch) -> String? {
    guard let table = entry(match, "weight"), table.layout == [0, 1],
      let gather = nodes[match.node("gather")].operation as? Gather, gather.axis == 0
    else { return nil }
    return "nn.Embedding(\(table.type.shape[0]), \(table.type.shape[1]))"
  }

  // MARK: Convolutions

  func convolution(_ match: TorchMatch) -> String? {
    let index = match.node("conv2d")
    guard let weight = entry(match, "weight"), weight.layout == [2, 3, 1, 0],
      let conv = nodes[index].operation as? Conv2D
    else { return nil }
    let shape = weight.type.shape
    guard isBiased(match, shape[0]) else { return nil }
    let padding = ownPadding(index) ?? (0, 0)
    return module(
      "Conv2d", ["\(shape[1] * conv.groups)", "\(shape[0])", Self.pair(shape[2], shape[3])],
      [
        option("stride", conv.height.stride, conv.width.stride, standard: 1),
        option("padding", padding.0, padding.1, standard: 0),
        option("dilation", conv.height.dilation, conv.width.dilation, standard: 1),
        option("groups", conv.groups, conv.groups, standard: 1),
      ], match)
  }

  func transposedConvolution(_ match: TorchMatch) -> String? {
    guard let weight = entry(match, "weight"), weight.layout == [2, 3, 1, 0],
      let conv = nodes[match.node("conv2d_input_gradient")].operation as? Conv2DInputGradient,
      let windows = transposedWindows(match), conv.groups == 1
    else { return nil }
    let shape = weight.type.shape
    guard isBiased(match, shape[1]) else { return nil }
    let (padding, added) = (windows.padding, windows.added)
    return module(
      "ConvTranspose2d", ["\(shape[0])", "\(shape[1])", Self.pair(shape[2], shape[3])],
      [
        option("stride", conv.height.stride, conv.width.stride, standard: 1),
        option("padding", padding[0], padding[1], standard: 0),
        option("output_padding", added[0], added[1], standard: 0),
        option("dilation", conv.height.dilation, conv.width.dilation, standard: 1),
      ], match)
  }

  /// PyTorch's padding cuts as much before as behind, and what is added behind is less than a stride; the rest is cut off
  /// what comes out, `[:, :, :-1, :-1]`.
  func transposedWindows(
    _ match: TorchMatch
  ) -> (padding: [Int], added: [Int], rest: String)? {
    let index = match.node("conv2d_input_gradient")
    guard let conv = nodes[index].operation as? Conv2DInputGradient,
      let edges = try? transposedEdges(index, conv)
    else { return nil }
    var (padding, added, slices): ([Int], [Int], [String]) = ([], [], [])
    for (edge, window) in [(edges.height, conv.height), (edges.width, conv.width)] {
      let (before, behind) = (-edge.before, -edge.behind)
      if before >= 0, (0..<max(window.stride, window.dilation)).contains(before - behind) {
        padding.append(before)
        added.append(before - behind)
        slices.append(":")
      } else {
        let both = min(before, behind)
        guard both >= 0 else { return nil }
        padding.append(both)
        added.append(0)
        slices.append(
          (before == both ? "" : "\(before - both)") + ":"
            + (behind == both ? "" : "-\(behind - both)"))
      }
    }
    let rest = slices.allSatisfy { $0 == ":" } ? "" : "[:, :, \(slices[0]), \(slices[1])]"
    return (padding, added, rest)
  }

  // MARK: Pictures

  /// Whether a sum's factor is one divided by how many numbers it is of.
  func isMean(_ match: TorchMatch) -> Bool {
    guard let share = match.values["share"],
      let sum = nodes[match.node("sum")].operation as? Sum, !sum.axes.isEmpty
    else { return false }
    let shares = numbers(share)
    return shares.count == graphs.count
      && zip(graphs, shares).allSatisfy { graph, share in
        let shape = graph.type(of: match.input).shape
        let count = sum.axes.reduce(1) { $0 * shape[$1] }
        return Float(share) == Float(1 / Double(count))
      }
  }

  /// The window and stride of an average that meets no padding.
  func averagePool(_ match: TorchMatch) -> String? {
    let index = match.node("conv2d")
    guard let conv = nodes[index].operation as? Conv2D, let padding = ownPadding(index),
      padding == (0, 0), conv.height.dilation == 1, conv.width.dilation == 1
    else { return nil }
    let kernel = type(nodes[index].inputs[1]).shape
    guard conv.groups == kernel[3], type(match.input).shape[3] == conv.groups,
      let share = match.numbers["share"],
      Float(share) == Float(1 / Double(kernel[0] * kernel[1]))
    else { return nil }
    return Self.windows((kernel[0], kernel[1]), conv.height, conv.width)
  }

  static func windows(_ size: (Int, Int), _ height: WindowAxis, _ width: WindowAxis) -> String {
    let (window, stride) = (pair(size.0, size.1), pair(height.stride, width.stride))
    return window == stride ? window : "\(window), stride=\(stride)"
  }

  /// How much is mirrored left, right, above and below, the outermost pixel once.
  func mirroredEdges(_ match: TorchMatch) -> String? {
    var edges: [Int: String] = [:]
    var gathers = [match.root.node]
    if match.values["rows"] != nil { gathers.append(match.node("gather")) }
    for index in gathers {
      let input = nodes[index].inputs[0]
      guard type(input).shape.rank == 4, let gather = nodes[index].operation as? Gather,
        gather.axis == 1 || gather.axis == 2, edges[gather.axis] == nil,
        let amounts = mirrored(index, gather.axis)
      else { return nil }
      edges[gather.axis] = "\(amounts.before), \(amounts.after)"
    }
    return [2, 1].map { edges[$0] ?? "0, 0" }.joined(separator: ", ")
  }

  private func mirrored(_ index: Int, _ axis: Int) -> (before: Int, after: Int)? {
    let arrays = operations(nodes[index].inputs[1].node, as: Constant.self).map(\.array)
    let wanted = arrays.map { array in
      if case .int32(let places) = array.storage { places.map { Int($0) } } else { [Int]() }
    }
    let extents = extent(nodes[index].inputs[0], axis)
    guard wanted.count == extents.count, let before = wanted[0].first else { return nil }
    let after = wanted[0].count - extents[0] - before
    guard before >= 0, after >= 0 else { return nil }
    let isMirrored = zip(extents, wanted).allSatisfy { extent, places in
      extent > max(before, after)
        && places == Resampling.mirrored(extent, before: before, after: after, twice: false)
    }
    return isMirrored ? (before, after) : nil
  }

  /// How often each pixel stands below and beside itself: as often as PyTorch finds it exactly.
  func repeats(_ match: TorchMatch) -> String? {
    let all = operations(match.node("broadcast"), as: Broadcast.self)
    guard let first = all.first, all.count == graphs.count, first.shape.rank == 6
    else { return nil }
    let (rows, columns) = (first.shape[2], first.shape[4])
    let isRepeated = zip(graphs, all).allSatisfy { graph, broadcast in
      let shape = broadcast.shape
      return shape.rank == 6 && broadcast.axes == [0, 1, 3, 5] && shape[2] == rows
        && shape[4] == columns
        && graph.type(of: match.root).shape.extents
          == [shape[0], shape[1] * rows, shape[3] * columns, shape[5]]
    }
    guard isRepeated, (1...7).contains(rows), (1...7).contains(columns) else { return nil }
    return Self.pair(rows, columns)
  }
}
