import Artifacts
import Datasets
import Diagnostics
import Foundation
import Tensors

/// Everything in which a network and a file of weights differ, told as one mistake.
struct WeightsMismatch {
  let network: String
  let file: DataFile
  let header: SafetensorsHeader
  private var notes: [Diagnostic.Note] = []
  /// The network's tensors that the file lacks, and what the file would call them.
  private var missing: [(path: String, shape: Shape, name: String)] = []
  private var read: Set<String> = []

  /// How many differences are told one by one.
  private static let mostTold = 8
  /// What PyTorch keeps beside a norm and nothing needs.
  private static let needless: Set<String> = ["num_batches_tracked"]

  init(network: String, file: DataFile, header: SafetensorsHeader) {
    self.network = network
    self.file = file
    self.header = header
  }

  mutating func say(_ text: String, at range: SourceRange? = nil) {
    notes.append(Diagnostic.Note(text, at: range))
  }

  /// The file has no tensor of a name.
  mutating func lack(_ path: String, _ shape: Shape, of name: String) {
    missing.append((path, shape, name))
  }

  /// The file has a tensor of another shape.
  mutating func differ(
    _ path: String, needs: Shape, _ theirs: SafetensorsHeader.Entry, kernelsAreTurned: Bool
  ) {
    let shape = theirs.type.shape
    let isTurned = shape.extents.sorted() == needs.extents.sorted() && shape.rank > 1
    let advice =
      isTurned && !kernelsAreTurned ? "; 'kernels: hwio' reads TensorFlow's order of axes" : ""
    say("'\(path)' needs \(needs), and the file's '\(theirs.name.excerpt)' is \(shape)\(advice)")
  }

  /// Looks for what the file has beside what is read: tensors of the same layers.
  ///
  /// - Parameter readers: who reads each tensor that is read.
  mutating func lookForMore(read readers: [String: String]) {
    read = Set(readers.keys)
    let layers = Dictionary(
      readers.map { ($0.key.layerAndPart.layer, $0.value.layerAndPart.layer) },
      uniquingKeysWith: { first, _ in first })
    for entry in header.entries where readers[entry.name] == nil {
      let (layer, part) = entry.name.layerAndPart
      guard let reader = layers[layer], !Self.needless.contains(part) else { continue }
      say(
        "the file has '\(entry.name.excerpt)' \(entry.type.shape) too, and '\(reader)' of the network has no such tensor"
      )
    }
  }

  /// One error that tells both sides; `nil` where nothing is wrong.
  func diagnostic(at range: SourceRange?) -> Diagnostic? {
    let all = missingLayers.map { Diagnostic.Note($0) } + notes
    guard !all.isEmpty else { return nil }
    var told = Array(all.prefix(Self.mostTold))
    if all.count > told.count {
      told.append(Diagnostic.Note("and \(all.count - told.count) more"))
    }
    if let line = suggestedNames { told.append(Diagnostic.Note(line)) }
    return Diagnostic(
      "the weights in '\(file.shown)' are not those of '\(network)', so none is read",
      at: range, notes: told)
  }

  /// A line for each layer of which the file lacks something.
  private var missingLayers: [String] {
    var lines: [(layer: String, tensors: [String], name: String)] = []
    for (path, shape, name) in missing {
      let (layer, part) = path.layerAndPart
      if lines.last?.layer != layer { lines.append((layer, [], name)) }
      lines[lines.count - 1].tensors.append("\(part) \(shape)")
    }
    return lines.map { layer, tensors, name in
      "'\(layer)' has \(tensors.joined(separator: " and ")), and the file has no '\(name.excerpt)'"
    }
  }

  /// Lines of names by which layers of equal shapes go together in their order.
  private var suggestedNames: String? {
    // A file may hold any number of names.
    guard !missing.isEmpty, header.entries.count < 10_000 else { return nil }
    func layers(_ tensors: [(path: String, shape: Shape)]) -> [(name: String, parts: [String])] {
      var found: [(name: String, parts: [String])] = []
      for (path, shape) in tensors {
        let (layer, part) = path.layerAndPart
        let text = "\(part) \(shape)"
        if let place = found.firstIndex(where: { $0.name == layer }) {
          found[place].parts.append(text)
        } else {
          found.append((layer, [text]))
        }
      }
      return found.map { ($0.name, $0.parts.sorted()) }
    }
    var others = layers(
      header.entries.filter {
        !read.contains($0.name) && !Self.needless.contains($0.name.layerAndPart.part)
      }
      .sorted { $0.name.localizedStandardCompare($1.name) == .orderedAscending }
      .map { ($0.name, $0.type.shape) })
    var lines: [String] = []
    for layer in layers(missing.map { ($0.path, $0.shape) }) {
      guard let place = others.firstIndex(where: { $0.parts == layer.parts }) else { continue }
      lines.append("\(layer.name): \(others.remove(at: place).name)")
    }
    guard !lines.isEmpty else { return nil }
    let shown = lines.prefix(12).joined(separator: ", ").escapedForDisplay
    return "of equal shapes, in order: names: {\(shown)\(lines.count > 12 ? ", …" : "")}"
  }
}
