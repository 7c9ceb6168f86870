/// One line a node: `%7 = conv2d(%0, %1) stride 2 -> f32[8, 14, 14, 32]  # encoder.conv2d_1`, then the
/// results: `output loss = %12`.
extension Graph: CustomStringConvertible {
  public var description: String {
    var lines: [String] = []
    for (index, node) in nodes.enumerated() {
      let inputs = node.inputs.map(\.description).joined(separator: ", ")
      let types = node.outputs.map(\.description).joined(separator: ", ")
      let attributes = node.operation.attributes
      var line = "%\(index) = \(node.operation.name)(\(inputs))"
      if !attributes.isEmpty { line += " " + attributes }
      line += " -> " + types
      if !node.origin.path.isEmpty { line += "  # " + node.origin.path }
      lines.append(line)
    }
    for result in results { lines.append("\(result.target) = \(result.value)") }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension Value: CustomStringConvertible {
  /// `%7`, or `%7.1` for the second output.
  public var description: String { output == 0 ? "%\(node)" : "%\(node).\(output)" }
}

extension Graph.Result.Target: CustomStringConvertible {
  public var description: String {
    switch self {
    case .output(let name): "output \(name)"
    case .state(let name): "state \(name)"
    }
  }
}
