import Diagnostics
import Graph

/// Why the input of a network may have another shape than the network takes, and what to do about it.
struct InputMismatch {
  let notes: [Diagnostic.Note]

  /// - Parameters:
  ///   - wanted: the shape of an example that the network takes; below 0 where it is any.
  ///   - transformsKey: the key under which a data set has its transforms.
  init(_ tensor: Tensor, _ wanted: [Int], transformsKey: (String) -> String?) {
    let found = tensor.exampleShape.extents
    var notes: [Diagnostic.Note] = []
    if wanted.count == 3,
      found == Array(wanted[1...]) + [wanted[0]]
        || found.hasChannelsFirst && (wanted[2] < 0 || wanted[2] == found[0])
    {
      notes.append(.init(Network.axes))
    } else if wanted.count == 3, found.count == 3 {
      notes += Self.transforms(tensor, found, wanted, transformsKey)
      if let note = Self.rowWithChannelsFirst(tensor) { notes.append(note) }
    }
    let field = Self.field(tensor)
    if let name = Self.iterated(tensor) {
      notes.append(
        .init("'\(name)' of 'iterate' is \(tensor.exampleShape), as its 'init' makes it"))
    }
    if found.count < wanted.count, let field = Self.fieldOfPart(tensor, wanted) {
      notes.append(
        .init(
          "'\(field)[0]' is of the axes of each example; '\(field).batch[:1]' is the first example")
      )
    }
    if wanted.count == 1, wanted[0] > 1, found.isEmpty, let classes = Self.classes(tensor) {
      notes.append(
        .init("'one_hot(\(classes), \(wanted[0]))' makes that of the number of a class"))
    }
    if wanted.count == 3, wanted[2] == 1, found == Array(wanted[..<2]), let field {
      notes.append(
        .init("'channels: add' of '\(field.prefix { $0 != "." })' adds the last axis, of 1"))
    }
    if !found.isEmpty, Array(found.dropFirst()) == wanted, !Self.readsBatch(tensor) {
      let shape = wanted.map(String.init).joined(separator: ", ")
      notes.append(
        .init(
          tensor.batch == .many
            ? "the batch is not written: a shape is that of one example, as in 'normal([\(shape)])'"
            : "this is one example: each of its \(found[0]) rows is a call of its own"
        ))
      if !Self.isMade(tensor, of: { $0 is Random }) {
        notes.append(.init("of a list, 'examples(…)' makes each item an example"))
      }
    }
    if wanted.count == 1, found.count == 3, Self.isOfDense(tensor),
      wanted[0] < 0 || found[2] == wanted[0]
    {
      notes.append(
        .init("a dense layer keeps height and width; 'flatten' before it makes one row of them"))
    } else if let layer = tensor.shapeSource, layer.isOfLayer {
      notes.append(.making(tensor, layer))
    }
    self.notes = notes
  }

  private static func node(_ tensor: Tensor) -> Node {
    tensor.builder.graph.nodes[tensor.value.node]
  }

  /// The field of a data set that a value is: 'digit.label'.
  private static func field(_ tensor: Tensor) -> String? {
    guard iterated(tensor) == nil else { return nil }
    return input(tensor)
  }

  /// The field of a data set of which a value is a part, where the whole of it would fit: 'digit' of 'digit[0]'.
  private static func fieldOfPart(_ tensor: Tensor, _ wanted: [Int]) -> String? {
    let nodes = tensor.builder.graph.nodes
    var node = Self.node(tensor)
    var isPart = false
    while node.operation is Slice || node.operation is Reshape {
      if node.operation is Slice { isPart = true }
      node = nodes[node.inputs[0].node]
    }
    guard isPart, let input = node.operation as? Input, case .batch(let field) = input.source,
      !field.contains("/"), Array(input.type.shape.extents.dropFirst()) == wanted
    else { return nil }
    return field
  }

  /// The key of an iterated value, which the host calls 'iterated/x'; no name of the data has a '/'.
  private static func iterated(_ tensor: Tensor) -> String? {
    guard let parts = input(tensor)?.split(separator: "/"), parts.count == 2 else { return nil }
    return parts[0] == "iterated" ? String(parts[1]) : nil
  }

  /// What the host calls what it puts into a batch.
  private static func input(_ tensor: Tensor) -> String? {
    guard case .batch(let name)? = (node(tensor).operation as? Input)?.source else { return nil }
    return name
  }

  /// The field of a data set whose classes a value is; other numbers are none.
  private static func classes(_ tensor: Tensor) -> String? {
    let nodes = tensor.builder.graph.nodes
    var node = Self.node(tensor)
    while node.operation is Convert { node = nodes[node.inputs[0].node] }
    guard let input = node.operation as? Input, case .batch(let field) = input.source,
      input.type.element == .int32
    else { return nil }
    return field
  }

  /// What brings pictures of a data set to another form.
  private static func transforms(
    _ tensor: Tensor, _ found: [Int], _ wanted: [Int], _ transformsKey: (String) -> String?
  ) -> [Diagnostic.Note] {
    guard let field = Self.field(tensor) else { return [] }
    var transforms: [String] = []
    if wanted[0] > 0, wanted[1] > 0, found[..<2] != wanted[..<2] {
      transforms.append(
        wanted[0] == wanted[1]
          ? "{resize: \(wanted[0])}" : "{resize: [\(wanted[0]), \(wanted[1])]}")
    }
    if wanted[2] == 1, found[2] == 3 { transforms.append("grayscale") }
    // What is left has no transform.
    guard !transforms.isEmpty, wanted[2] < 0 || wanted[2] == found[2] || wanted[2] == 1 else {
      return []
    }
    let data = String(field.prefix { $0 != "." })
    let key = transformsKey(data)
    if key == "transforms" {
      let added = transforms.joined(separator: ", ")
      return [.init("'\(added)' behind the other 'transforms' of '\(data)' makes it fit")]
    }
    // Of a set that has one in short, it is written out with them.
    if let key { transforms.append("{\(key): …}") }
    return [
      .init("'transforms: [\(transforms.joined(separator: ", "))]' of '\(data)' makes it fit")
    ]
  }

  /// The layer before that makes a picture of a row, as PyTorch has it: more channels than height and width, which are equal.
  private static func rowWithChannelsFirst(_ tensor: Tensor) -> Diagnostic.Note? {
    let nodes = tensor.builder.graph.nodes
    var (open, seen) = ([tensor.value.node], Set<Int>())
    while let index = open.popLast(), seen.count < 2_000 {
      guard seen.insert(index).inserted else { continue }
      let node = nodes[index]
      if node.operation is Reshape, case .layer = node.origin.owner, let input = node.inputs.first,
        nodes[input.node].outputs.first?.shape.rank == 2, let made = node.outputs.first?.shape
      {
        let extents = Array(made.extents.dropFirst())
        if extents.count == 3, extents[1] == extents[2], extents[1] > 1, extents[0] > extents[1] {
          return Diagnostic.Note(
            "\(node.origin.path) makes \(extents); \(Network.axes)",
            at: node.origin.range)
        }
      }
      open += node.inputs.map(\.node)
    }
    return nil
  }

  /// Whether a value is made of data, whose shape nobody has written.
  private static func readsBatch(_ tensor: Tensor) -> Bool {
    isMade(tensor) { operation in
      if case .batch? = (operation as? Input)?.source { true } else { false }
    }
  }

  /// Whether such an operation is among those that make a value.
  private static func isMade(_ tensor: Tensor, of isMeant: (any Operation) -> Bool) -> Bool {
    let nodes = tensor.builder.graph.nodes
    var (open, seen) = ([tensor.value.node], Set<Int>())
    while let index = open.popLast() {
      guard seen.insert(index).inserted else { continue }
      if isMeant(nodes[index].operation) { return true }
      open += nodes[index].inputs.map(\.node)
    }
    return false
  }

  /// Whether a value is what a dense layer makes, or is computed from that outside of networks.
  private static func isOfDense(_ tensor: Tensor) -> Bool {
    let nodes = tensor.builder.graph.nodes
    var (open, seen) = ([tensor.value.node], Set<Int>())
    while let index = open.popLast(), seen.count < 200 {
      guard seen.insert(index).inserted else { continue }
      let node = nodes[index]
      let before = node.inputs.map(\.node)
      guard case .layer = node.origin.owner else {
        open += before
        continue
      }
      if node.operation is MatMul { return true }
      // The layers before it are not looked at.
      open += before.filter { nodes[$0].origin.path == node.origin.path }
    }
    return false
  }
}
