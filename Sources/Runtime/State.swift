import CRuntime
import Diagnostics
import Graph
import Tensors

/// The table of everything that outlives a step, and its memory: entries in the order of the table, each at
/// a multiple of 64 bytes of one block, zero at first.
///
/// Shared mutable memory: the host reads and writes entries only while no program runs.
public final class State: @unchecked Sendable {
  public let entries: [StateEntry]
  private let offsets: [Int]
  private let positions: [String: Int]
  private let memory: AlignedMemory

  /// - Throws: a diagnostic, where the machine has not that much memory.
  /// - Precondition: names are unique.
  public init(_ entries: [StateEntry]) throws {
    self.entries = entries
    var offset = 0
    var offsets: [Int] = []
    var positions: [String: Int] = [:]
    for (index, entry) in entries.enumerated() {
      precondition(positions[entry.name] == nil, "two state entries '\(entry.name)'")
      positions[entry.name] = index
      offsets.append(offset)
      let (sum, overflow) = offset.addingReportingOverflow(
        AlignedMemory.padded(entry.type.byteCount))
      guard !overflow else {
        throw Diagnostic.machine(
          "the state up to '\(entry.name)' is larger than any machine's memory")
      }
      offset = sum
    }
    self.offsets = offsets
    self.positions = positions
    memory = try AlignedMemory(byteCount: offset, purpose: "the state")
  }

  public var names: [String] { entries.map(\.name) }
  /// What all entries take together.
  public var byteCount: Int { memory.byteCount }
  public func contains(_ name: String) -> Bool { positions[name] != nil }

  /// The description of an entry; `nil` where there is none of that name.
  public subscript(name: String) -> StateEntry? { positions[name].map { entries[$0] } }

  /// The entry as published, in the axis order of its `type`.
  ///
  /// - Throws: a diagnostic, where no entry has that name.
  public func read(_ name: String) throws -> HostArray {
    let index = try position(name)
    let entry = entries[index]
    let array = HostArray(
      type: entry.memoryType, bytes: UnsafeRawBufferPointer(buffer(at: index)))
    guard entry.isPermuted else { return array.reshaped(entry.type.shape) }
    var inverse = entry.layout
    for (axis, published) in entry.layout.enumerated() { inverse[published] = axis }
    return array.permuted(inverse)
  }

  /// Sets the entry from its published form.
  ///
  /// - Throws: a diagnostic, where no entry has that name or its type is another.
  public func write(_ name: String, _ array: HostArray) throws {
    let index = try position(name)
    let entry = entries[index]
    guard array.type == entry.type else {
      throw Diagnostic(
        "'\(name)' is \(entry.type), but the value given for it is \(array.type)", at: nil)
    }
    let inMemory = entry.isPermuted ? array.permuted(entry.layout) : array
    inMemory.withUnsafeBytes { buffer(at: index).copyMemory(from: $0) }
  }

  /// The entry's bytes in its in-memory layout; they stay where they are as long as the state lives.
  public func buffer(_ name: String) -> UnsafeMutableRawBufferPointer? {
    positions[name].map(buffer(at:))
  }

  /// A copy of all entries as they are now.
  ///
  /// - Throws: a diagnostic, where the machine has not that much memory.
  public func snapshot() throws -> State {
    let copy = try State(entries)
    copy.memory.base.copyMemory(from: memory.base, byteCount: memory.byteCount)
    return copy
  }

  /// The entries that hold a number that is nan or infinite, each with the first of them, in the order of the table.
  ///
  /// One pass over the memory, as fast as it can be read.
  public func notFinite() -> [(entry: StateEntry, value: Double)] {
    entries.indices.compactMap { index in
      let bytes = buffer(at: index)
      let value: Double?
      switch entries[index].type.element {
      case .float32:
        let values = bytes.bindMemory(to: Float.self)
        guard let base = values.baseAddress else { return nil }
        let place = etch_first_not_finite(base, Int64(values.count))
        value = place < 0 ? nil : Double(values[Int(place)])
      case .float64: value = bytes.bindMemory(to: Double.self).first { !$0.isFinite }
      case .int32, .int64, .uint32, .uint8: value = nil
      }
      return value.map { (entries[index], $0) }
    }
  }

  private func buffer(at index: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(
      start: memory.base + offsets[index], count: entries[index].type.byteCount)
  }

  private func position(_ name: String) throws -> Int {
    guard let index = positions[name] else {
      throw Diagnostic("the state has no entry '\(name)'", at: nil)
    }
    return index
  }
}

extension StateEntry {
  /// Whether memory keeps the axes in another order than checkpoints.
  var isPermuted: Bool { layout != Array(layout.indices) }
}
