import Compiler
import Digests
import Foundation
import Synchronization

/// Compiled graphs, kept beside the kernels that they launch: `KEY.plan` is the SHA-256 of its rest, then the graphs. One
/// that is damaged, or of another build of the program, is made anew.
extension KernelCache {
  static let planSuffix = ".plan"
  private static let mostBytes = 1 << 28

  /// Where graphs are kept for later runs; `nil` where this build of the program cannot be told from others.
  private var plansFolder: CacheFolder? { ProgramImage.identity == nil ? nil : usableFolder }

  /// The graphs that were kept under a key, in this process or by an earlier one; `nil` where there are none.
  func plan(_ key: PlanKey) -> [CompiledGraph]? {
    if let known = plans.withLock({ $0[key] }) { return known }
    guard let read = readPlan(key) else { return nil }
    plans.withLock { $0[key] = read }
    return read
  }

  private func readPlan(_ key: PlanKey) -> [CompiledGraph]? {
    let name = key.digest + Self.planSuffix
    guard let folder = plansFolder, let contents = folder.read(name, limit: Self.mostBytes) else {
      return nil
    }
    guard let graphs = Self.graphs(in: [UInt8](contents)) else {
      if folder.isWritable { folder.remove(name) }
      return nil
    }
    folder.touch(name)
    return graphs
  }

  /// Keeps graphs under a key. Where later runs cannot have them, these make them again.
  func keep(_ graphs: [CompiledGraph], as key: PlanKey) {
    plans.withLock { $0[key] = graphs }
    guard let folder = plansFolder, folder.isWritable else { return }
    let bytes = Self.bytes(of: graphs)
    guard bytes.count <= Self.mostBytes else { return }
    try? folder.write(key.digest + Self.planSuffix, Data(bytes))
  }

  static func bytes(of graphs: [CompiledGraph]) -> [UInt8] {
    var rest: [UInt8] = []
    for graph in graphs {
      let bytes = graph.bytes
      withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { rest += $0 }
      rest += bytes
    }
    return Array(SHA256.hexadecimal(of: rest).utf8) + rest
  }

  static func graphs(in bytes: [UInt8]) -> [CompiledGraph]? {
    var rest = bytes.dropFirst(64)
    guard bytes.count >= 64, bytes[..<64].elementsEqual(SHA256.hexadecimal(of: rest).utf8) else {
      return nil
    }
    var graphs: [CompiledGraph] = []
    while !rest.isEmpty {
      guard rest.count >= 8 else { return nil }
      let count = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      rest = rest.dropFirst(8)
      guard count <= UInt64(rest.count),
        let graph = CompiledGraph(bytes: Array(rest.prefix(Int(count))))
      else { return nil }
      graphs.append(graph)
      rest = rest.dropFirst(Int(count))
    }
    return graphs
  }
}
