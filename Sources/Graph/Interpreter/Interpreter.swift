import Diagnostics
import Tensors

/// Runs a graph in Double, straight from the statements, with an error bound beside each number: the
/// reference that compiled kernels are compared with.
public enum Interpreter {
  /// Runs a graph and returns its results in order.
  ///
  /// `inputs` holds an array of the input's type for each source the results depend on; for a float32 input
  /// it may be float64, whose numbers are taken as they are.
  /// - Throws: `Diagnostic`, where an input is missing or has another type.
  public static func run(_ graph: Graph, inputs: [Input.Source: HostArray]) throws
    -> [BoundedArray]
  {
    let lastReader = lastReaders(of: graph)
    var storage: [Value: TensorStorage] = [:]
    for (index, node) in graph.nodes.enumerated() where lastReader[index] != nil {
      for (output, memory) in try outputs(of: node, storage, inputs).enumerated() {
        storage[Value(node: index, output: output)] = memory
      }
      for input in node.inputs where lastReader[input.node] == index {
        storage[input] = nil
      }
    }
    return graph.results.map { result in
      guard let memory = storage[result.value] else {
        preconditionFailure("result \(result.target) was not computed")
      }
      return memory.array(of: graph.type(of: result.value))
    }
  }

  /// For each node that a result depends on, the last node that reads it; `Int.max` for a result.
  private static func lastReaders(of graph: Graph) -> [Int: Int] {
    var last: [Int: Int] = [:]
    for result in graph.results { last[result.value.node] = .max }
    for (index, node) in graph.nodes.enumerated().reversed() where last[index] != nil {
      for input in node.inputs where last[input.node] == nil { last[input.node] = index }
    }
    return last
  }

  private static func outputs(
    of node: Node, _ storage: [Value: TensorStorage], _ inputs: [Input.Source: HostArray]
  ) throws -> [TensorStorage] {
    if let input = node.operation as? Input {
      guard let array = inputs[input.source] else {
        throw Diagnostic("the reference backend has no value for \(input.source)", at: nil)
      }
      let finer = input.type.element == .float32 && array.element == .float64
      guard array.shape == input.type.shape, array.element == input.type.element || finer else {
        throw Diagnostic(
          "\(input.source) needs \(input.type), found \(array.type)", at: nil)
      }
      return [TensorStorage(input.type, array.doubles)]
    }
    let sources = node.inputs.map { value in
      guard let memory = storage[value] else { preconditionFailure("\(value) is read before") }
      return memory
    }
    let types = sources.map(\.type)
    if let reshape = node.operation as? Reshape {
      return [TensorStorage(sharing: sources[0], as: reshape.shape)]
    }
    let statements = node.operation.statements(inputs: types, outputs: node.outputs)
    if let constant = node.operation as? Constant, statements.isEmpty {
      return [TensorStorage(node.outputs[0], constant.array.doubles)]
    }
    let targets = node.outputs.map { TensorStorage($0) }
    for statement in statements {
      StatementProgram(statement, inputs: types, outputs: node.outputs).run(sources, targets)
    }
    return targets
  }
}
