import Diagnostics
import Graph
import Tensors

extension ExpressionComposition {
  /// Where the shapes that are told of come from: "decoder.reshape_1 makes [28, 28, 1]". Where all examples are of
  /// one shape, it is not what does not fit.
  func shapeNotes(of operands: [Term], among told: [Shape]) -> [Diagnostic.Note] {
    let values = operands.flatMap { tensors(in: $0) }.filter { $0.exampleShape.rank > 0 }
    guard values.count == 1 || Set(values.map(\.exampleShape)).count > 1 else { return [] }
    var notes: [Diagnostic.Note] = []
    for value in values
    where told.contains(value.exampleShape) || told.contains(value.shape) {
      guard let note = shapeNote(of: value), !notes.contains(note) else { continue }
      notes.append(note)
    }
    return notes
  }

  func tensors(in term: Term) -> [Tensor] {
    switch term {
    case .value(let tensor): [tensor]
    case .output(let output): [output.main]
    case .list(let items): items.flatMap { tensors(in: $0) }
    case .number, .text: []
    }
  }

  /// The layer or the data that a value has its shape from.
  private func shapeNote(of tensor: Tensor) -> Diagnostic.Note? {
    guard let node = tensor.shapeSource else { return nil }
    guard let input = node.operation as? Input else { return Diagnostic.Note.making(tensor, node) }
    // No name of the data has a '/': the host calls other things so.
    guard case .batch(let name) = input.source, !name.contains("/") else { return nil }
    return Diagnostic.Note(
      "examples of '\(name)' are \(tensor.exampleShape)",
      at: evaluator.place(String(name.prefix { $0 != "." })))
  }
}

extension Diagnostic.Note {
  /// Which layer makes a value of that shape.
  static func making(_ tensor: Tensor, _ layer: Node) -> Diagnostic.Note {
    Diagnostic.Note("\(layer.origin.path) makes \(tensor.exampleShape)", at: layer.origin.range)
  }
}
