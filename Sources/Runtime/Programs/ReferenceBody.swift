import Graph
import Tensors

/// A graph that the interpreter runs.
final class ReferenceBody: ProgramBody {
  private let graph: Graph
  private let inputs: ProgramInputs
  private let outputs: ProgramOutputs
  private let state: State

  init(_ graph: Graph, inputs: ProgramInputs, outputs: ProgramOutputs, state: State) {
    self.graph = graph
    self.inputs = inputs
    self.outputs = outputs
    self.state = state
    for result in graph.results {
      if case .state(let name) = result.target {
        _ = state.address(name, graph.type(of: result.value))
      }
    }
  }

  func run() throws {
    inputs.checkAllBound()
    var values: [Input.Source: HostArray] = [:]
    for (input, address) in zip(inputs.inputs, inputs.addresses) {
      values[input.source] = HostArray(
        type: input.type,
        bytes: UnsafeRawBufferPointer(start: address, count: input.type.byteCount))
    }
    for (result, value) in zip(graph.results, try Interpreter.run(graph, inputs: values)) {
      value.array.withUnsafeBytes { bytes in
        switch result.target {
        case .output(let name):
          let memory = outputs[name].memory
          UnsafeMutableRawBufferPointer(start: memory.base, count: memory.byteCount)
            .copyMemory(from: bytes)
        case .state(let name):
          // The interpreter has read all it needs.
          state.buffer(name)?.copyMemory(from: bytes)
        }
      }
    }
  }
}
