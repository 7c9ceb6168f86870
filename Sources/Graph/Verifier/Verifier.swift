import Tensors

/// Checks what must hold of every graph, whoever made it: our own bugs, found before they become wrong
/// numbers.
public enum Verifier {
  /// What is wrong, one sentence each.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    public let findings: [String]
    public var description: String { findings.joined(separator: "\n") }
  }

  /// - Throws: `Failure`, where something is wrong.
  public static func verify(_ graph: Graph) throws(Failure) {
    let findings = findings(in: graph)
    if !findings.isEmpty { throw Failure(findings: findings) }
  }

  public static func findings(in graph: Graph) -> [String] {
    var findings: [String] = []
    for index in graph.nodes.indices {
      let node = graph.nodes[index]
      let place = "node %\(index) (\(node.operation.name))"
      let dangling = node.inputs.filter { !exists($0, in: graph, before: index) }
      if !dangling.isEmpty {
        findings.append("\(place) reads \(dangling[0]), which does not stand before it")
        continue
      }
      let types = node.inputs.map(graph.type(of:))
      do {
        let derived = try node.operation.outputs(of: types)
        guard derived == node.outputs else {
          findings.append("\(place) makes \(derived), but is said to make \(node.outputs)")
          continue
        }
      } catch {
        findings.append("\(place): \(error.message)")
        continue
      }
      let statements = node.operation.statements(inputs: types, outputs: node.outputs)
      let wrong = StatementVerifier(inputs: types, outputs: node.outputs).findings(in: statements)
      findings += wrong.map { "\(place) \($0)" }
    }
    return findings + resultFindings(in: graph)
  }

  private static func exists(_ value: Value, in graph: Graph, before index: Int) -> Bool {
    (0..<index).contains(value.node)
      && graph.nodes[value.node].outputs.indices.contains(value.output)
  }

  private static func resultFindings(in graph: Graph) -> [String] {
    var findings: [String] = []
    var seen: Set<Graph.Result.Target> = []
    for result in graph.results {
      if !exists(result.value, in: graph, before: graph.nodes.count) {
        findings.append("result '\(result.target)' is \(result.value), which does not exist")
        continue
      }
      if !seen.insert(result.target).inserted {
        findings.append("result '\(result.target)' is there twice")
      }
      guard case .state(let name) = result.target else { continue }
      let type = graph.type(of: result.value)
      for node in graph.nodes {
        if let input = node.operation as? Input, input.source == .state(name), input.type != type {
          findings.append("result '\(result.target)' is \(type), but the entry is \(input.type)")
        }
      }
    }
    return findings
  }
}
