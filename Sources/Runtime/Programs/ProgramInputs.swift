import Graph
import Tensors

/// One thing that a program reads from outside.
public struct ProgramInput: Hashable, Sendable {
  public let source: Input.Source
  public let type: TensorType
}

/// What a program reads from outside, and where each of it is now.
///
/// An input is bound to memory of the caller, or has a buffer of its own, which stays where it is. State
/// entries are bound once; runtime numbers always have their own buffers.
final class ProgramInputs {
  let inputs: [ProgramInput]
  /// The address of each input; `nil` where nothing is bound yet.
  let addresses: UnsafeMutableBufferPointer<UnsafeMutableRawPointer?>
  /// Changes with every address.
  private(set) var generation = 0
  private var positions: [Input.Source: Int] = [:]
  private var owned: [Int: AlignedMemory] = [:]

  init(_ inputs: [ProgramInput], state: State) throws {
    self.inputs = inputs
    addresses = .allocate(capacity: inputs.count)
    addresses.initialize(repeating: nil)
    for (index, input) in inputs.enumerated() {
      precondition(positions[input.source] == nil, "the input \(input.source) stands twice")
      positions[input.source] = index
      switch input.source {
      case .state(let name): addresses[index] = state.address(name, input.type)
      case .runtime: _ = try buffer(for: input.source)
      case .batch, .hoisted: break
      }
    }
  }

  deinit { addresses.deallocate() }

  func type(of source: Input.Source) -> TensorType? { positions[source].map { inputs[$0].type } }

  func bind(_ source: Input.Source, to pointer: UnsafeRawPointer) -> Bool {
    guard let index = positions[source] else { return false }
    let pointer = UnsafeMutableRawPointer(mutating: pointer)
    if addresses[index] != pointer {
      addresses[index] = pointer
      generation += 1
    }
    return true
  }

  /// The input's own buffer, bound from now on; zero at first.
  func buffer(for source: Input.Source) throws -> UnsafeMutableRawBufferPointer? {
    guard let index = positions[source] else { return nil }
    let memory: AlignedMemory
    if let known = owned[index] {
      memory = known
    } else {
      memory = try AlignedMemory(
        byteCount: inputs[index].type.byteCount, purpose: "the input \(source)")
      owned[index] = memory
    }
    _ = bind(source, to: memory.base)
    return UnsafeMutableRawBufferPointer(start: memory.base, count: memory.byteCount)
  }

  /// The address and type of a runtime number; `nil` where the program does not read it.
  func number(_ name: String) -> (UnsafeMutableRawPointer, TensorType)? {
    guard let index = positions[.runtime(name)], let address = addresses[index] else { return nil }
    return (address, inputs[index].type)
  }

  func checkAllBound() {
    for (input, address) in zip(inputs, addresses) {
      precondition(address != nil, "nothing is bound to the input \(input.source)")
    }
  }
}

extension State {
  /// Where a graph's state entry is.
  ///
  /// - Precondition: the entry exists and has this type in memory; the graph was made for this table.
  func address(_ name: String, _ type: TensorType) -> UnsafeMutableRawPointer {
    guard let entry = self[name], let address = buffer(name)?.baseAddress else {
      preconditionFailure("the state has no entry '\(name)'")
    }
    precondition(
      entry.memoryType == type, "'\(name)' is \(entry.memoryType) in memory, not \(type)")
    return address
  }
}
