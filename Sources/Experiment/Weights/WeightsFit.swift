import Artifacts
import Datasets
import Diagnostics
import Graph
import Tensors

/// Which tensor of a file each tensor of a network takes, and how: all of them, or what is wrong.
struct WeightsFit: Sendable {
  struct Reading: Sendable {
    /// The entry of the state.
    let entry: String
    /// The tensor of the file.
    let tensor: String
    let order: TensorOrder
  }

  let network: String
  let file: WeightsFile
  let readings: [Reading]
  /// What is told of how the network computes with them.
  var warnings: [Diagnostic] = []
  /// The resolved experiment that trained them, where the file says so.
  let trainedText: String?

  /// What is known of a network whose weights are read.
  struct Needs {
    let network: String
    /// The tensors of its layers, in order.
    let entries: [StateEntry]
    /// The kind of each layer, by its path within the network.
    let kinds: [String: String]
    let orders: FeatureOrders

    /// Whether it may take or give words, of which there are so many: an encoder of pictures does neither.
    func hasPlaces(forWords count: Int) -> Bool {
      kinds.values.contains("embedding")
        || entries.contains { $0.type.shape.extents.contains(count) }
    }
  }

  /// - Parameter header: of the file, as its reader has it.
  /// - Throws: one diagnostic with all that does not fit, from both sides.
  init(
    _ needs: Needs, _ weights: WeightsDefinition, file: WeightsFile, header: SafetensorsHeader
  ) throws {
    network = needs.network
    self.file = file
    trainedText = header.metadata("experiment")
    var mistakes = WeightsMismatch(network: needs.network, file: file.file, header: header)
    var readings: [Reading] = []
    var usedLines: Set<Int> = []
    var readers: [String: String] = [:]
    let tensors = Dictionary(
      header.entries.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for entry in needs.entries {
      let path = String(entry.name.dropFirst(needs.network.utf8.count + 1))
      let (layer, part) = path.layerAndPart
      let line = try weights.names.name(of: part, in: layer)
      if let used = line?.line { usedLines.insert(used) }
      let wanted = line?.name ?? path
      // A checkpoint of ours has the network's name before the layer's.
      guard let known = tensors[wanted] ?? tensors[needs.network + "." + wanted] else {
        mistakes.lack(path, entry.type.shape, of: wanted)
        continue
      }
      if let other = readers.updateValue(path, forKey: known.name) {
        mistakes.say("'\(other)' and '\(path)' would both be the file's '\(known.name.excerpt)'")
      }
      let orders = Self.orders(
        entry, part: part, kind: needs.kinds[layer] ?? "", layer: layer, needs.orders, weights)
      guard [.float32, .float64].contains(known.type.element) else {
        mistakes.say(
          "'\(path)' holds real numbers, and the file's '\(known.name.excerpt)' is \(known.type)")
        continue
      }
      guard let order = orders.first(where: { $0.source == known.type.shape }) else {
        mistakes.differ(
          path, needs: orders[0].source, known, kernelsAreTurned: weights.hasTensorFlowKernels)
        continue
      }
      readings.append(Reading(entry: entry.name, tensor: known.name, order: order))
    }
    mistakes.lookForMore(read: readers)
    for (index, line) in weights.names.lines.enumerated()
    where !line.isOptional && !usedLines.contains(index) {
      let layers = needs.entries.map {
        String($0.name.dropFirst(needs.network.utf8.count + 1)).layerAndPart.layer
      }
      let inner = layers.first { $0.hasPrefix(line.ours + ".") }
      mistakes.say(
        inner.map {
          "'\(line.ours.excerpt)' of '\(needs.network)' is a block: 'names' names its layers, as '\($0.excerpt)', or all, '\(line.ours.excerpt).*'"
        }
          ?? "'\(needs.network)' has no layer '\(line.ours.excerpt)', which 'names' names"
          + Suggestion.phrase(for: line.ours, among: layers), at: line.range)
    }
    if let problem = mistakes.diagnostic(at: weights.range) { throw problem }
    self.readings = readings
  }

  /// The ways in which the file may have a tensor, the likeliest first.
  private static func orders(
    _ entry: StateEntry, part: String, kind: String, layer: String, _ pictures: FeatureOrders,
    _ weights: WeightsDefinition
  ) -> [TensorOrder] {
    let shape = entry.type.shape
    var order = TensorOrder(shape)
    if weights.hasTensorFlowKernels, part == "weight" {
      if shape.rank == 4 {
        let depthwise = TensorOrder.depthwiseKernelOfTensorFlow
        let channels = (1...max(shape[0], 1)).filter { shape[0] % $0 == 0 }
        return [TensorOrder.kernelOfTensorFlow(shape)]
          + (shape[1] == 1 ? channels.compactMap { depthwise(shape, $0) } : [])
      }
      if kind == "dense" { order = TensorOrder.transposed(shape) }
    }
    guard weights.flattensChannelsFirst else { return [order] }
    func fits(_ picture: [Int], _ axis: Int) -> Bool {
      axis < shape.rank && picture.reduce(1, *) == shape[axis]
    }
    if kind == "dense", part == "weight", let picture = pictures.inputs[layer], fits(picture, 1) {
      order = order.channelsLast(axis: 1, picture: picture)
    }
    if let picture = pictures.outputs[layer], fits(picture, 0) {
      order = order.channelsLast(axis: 0, picture: picture)
    }
    return [order]
  }

  /// What the file holds for each entry of the state.
  ///
  /// - Parameter expected: the digest that the file had when it was last looked at.
  /// - Throws: a file that cannot be read, or has changed since.
  func read(expecting expected: FileDigest?) throws -> [(entry: String, array: HostArray)] {
    let (tensors, digest) = try file.tensors(Set(readings.map(\.tensor)))
    guard expected == nil || digest == expected else {
      throw Diagnostic(
        "'\(file.file.shown)' changed while it was read; run again once it is whole",
        at: file.file.range)
    }
    let arrays = Dictionary(
      tensors.map { ($0.name, $0.array) }, uniquingKeysWith: { first, _ in first })
    return try readings.map { reading in
      guard let array = arrays[reading.tensor], array.shape == reading.order.source else {
        throw Diagnostic(
          "'\(file.file.shown)' changed while it was read; run again once it is whole",
          at: file.file.range)
      }
      let numbers = HostArray(shape: array.shape, floats: array.floats)
      guard numbers.isFinite else {
        throw Diagnostic(
          "'\(file.file.shown)': tensor '\(reading.tensor.excerpt)' holds numbers that are not finite in float32 (nan or inf)",
          at: file.file.range, notes: [.init("take weights from before training went wrong")])
      }
      return (reading.entry, reading.order.apply(numbers))
    }
  }
}

extension String {
  /// `fire2.squeeze1x1.weight` as `fire2.squeeze1x1` and `weight`.
  var layerAndPart: (layer: String, part: String) {
    guard let dot = lastIndex(of: ".") else { return ("", self) }
    return (String(self[..<dot]), String(self[index(after: dot)...]))
  }
}
