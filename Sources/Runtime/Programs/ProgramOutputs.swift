import Graph
import Tensors

/// What a program leaves for the host: every output in memory of its own, valid until the program runs
/// again.
final class ProgramOutputs {
  struct Output {
    let name: String
    let type: TensorType
    let memory: AlignedMemory

    var bytes: UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(start: memory.base, count: memory.byteCount)
    }
  }

  private(set) var outputs: [Output] = []
  private var positions: [String: Int] = [:]

  init(_ types: [(target: Graph.Result.Target, type: TensorType)]) throws {
    var states: Set<String> = []
    for (target, type) in types {
      switch target {
      case .state(let name):
        precondition(
          states.insert(name).inserted, "two results for the state entry '\(name)'")
      case .output(let name):
        precondition(positions[name] == nil, "two outputs '\(name)'")
        let memory = try AlignedMemory(
          byteCount: type.byteCount, purpose: "the output '\(name)'")
        positions[name] = outputs.count
        outputs.append(Output(name: name, type: type, memory: memory))
      }
    }
  }

  subscript(name: String) -> Output {
    guard let index = positions[name] else {
      preconditionFailure("the program has no output '\(name)'")
    }
    return outputs[index]
  }
}
