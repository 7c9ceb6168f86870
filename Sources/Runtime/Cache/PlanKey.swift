import Compiler
import Digests
import Graph

/// What a compiled graph is found by: the SHA-256 of all that compiling it depends on. Two graphs have one key where
/// they compute the same under the same names, wherever the file has them.
struct PlanKey: Hashable, Sendable {
  let digest: String

  /// - Parameters:
  ///   - fixed: what does not change, where the graph is to be split.
  ///   - build: what tells this build of the program from others.
  init(_ graph: Graph, fixed: Fixed?, options: CompilerOptions, build: String) {
    var text = OperationTexts()
    var hash = SHA256()
    func add(_ part: String) {
      hash.update("\(part.utf8.count):")
      hash.update(part)
    }
    add(build)
    add(String(reflecting: options))
    add(fixed.map { "halves \($0.updated.count)" } ?? "whole")
    if let fixed {
      for name in fixed.updated.sorted() { add(name) }
      for source in fixed.inputs.map({ String(reflecting: $0) }).sorted() { add(source) }
    }
    var nodes: [UInt8] = []
    func number(_ number: Int) {
      withUnsafeBytes(of: Int64(number).littleEndian) { nodes += $0 }
    }
    for node in graph.nodes {
      number(text.number(of: node.operation) { add($0) })
      number(node.inputs.count)
      for input in node.inputs {
        number(input.node)
        number(input.output)
      }
    }
    add("\(graph.nodes.count)")
    hash.update(nodes)
    for result in graph.results { add("\(result.target) = \(result.value)") }
    digest = hash.hexadecimal
  }
}

/// The operations of a graph, each written out once.
private struct OperationTexts {
  private struct Key: Hashable {
    let operation: any Operation

    static func == (a: Key, b: Key) -> Bool { a.operation.isEqual(to: b.operation) }

    func hash(into hasher: inout Hasher) {
      hasher.combine(ObjectIdentifier(type(of: operation)))
      operation.hash(into: &hasher)
    }
  }

  private var numbers: [Key: Int] = [:]

  /// The operation's number among those that differ.
  ///
  /// - Parameter write: is told each operation's text, once: all that it has stored.
  mutating func number(of operation: any Operation, write: (String) -> Void) -> Int {
    let key = Key(operation: operation)
    if let number = numbers[key] { return number }
    if let constant = operation as? Constant {
      write("constant \(constant.array.type)")
      constant.array.withUnsafeBytes { write(SHA256.hexadecimal(of: $0)) }
    } else {
      write(String(reflecting: operation))
    }
    numbers[key] = numbers.count
    return numbers.count - 1
  }
}
