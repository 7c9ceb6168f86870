import Compiler
import Diagnostics
import Experiment
import Runtime
import Training

/// The compiled programs of an experiment as text.
public struct KernelListing {
  public let text: String

  /// - Parameter after: a pass of the compiler, to see what stands after it; the last by default.
  /// - Throws: a pass that does not exist.
  public init(_ experiment: LoadedExperiment, machine: Machine, after: String?) throws {
    try experiment.requireData()
    var pass = PassName.planMemory
    if let after {
      guard let known = PassName(rawValue: after) else {
        let names = PassName.allCases.map(\.rawValue)
        throw Diagnostic(
          "there is no pass '\(after)'" + Suggestion.phrase(for: after, among: names), at: nil,
          notes: [Diagnostic.Note("the passes are " + names.joined(separator: ", "))])
      }
      pass = known
    }
    let options = CompilerOptions(
      level: try machine.instructionSet(), numerics: experiment.model.definition.numerics)
    let fixed = Fixed(
      updated: try experiment.graphs.updatedEntries(),
      inputs: try experiment.graphs.constantFields())
    text = try experiment.graphs.namedGraphs().map { named in
      "== \(named.name)\n\n"
        + (try Compiler.text(
          named.graph, fixed: named.isStep ? fixed : nil, options: options, after: pass))
    }.joined(separator: "\n")
  }
}
