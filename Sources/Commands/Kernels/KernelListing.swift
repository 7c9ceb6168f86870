import Compiler
import Diagnostics
import Experiment
import Graph
import Runtime
import Training

/// The compiled programs of an experiment as text.
public struct KernelListing {
  public let text: String

  /// What is shown of each program.
  public enum Content: Hashable, Sendable {
    /// A table of its kernels, in the order in which they run.
    case table
    /// The C of one kernel: `k03`.
    case kernel(String)
    /// What stands after a pass of the compiler.
    case pass(String)
  }

  /// - Throws: a pass or a kernel that does not exist.
  public init(_ experiment: LoadedExperiment, machine: Machine, showing content: Content) throws {
    try experiment.requireData()
    let graphs = try Graphs(experiment, machine: machine)
    switch content {
    case .pass(let name):
      guard let pass = PassName(rawValue: name) else {
        let names = PassName.allCases.map(\.rawValue)
        throw Diagnostic(
          "there is no pass '\(name)'" + Suggestion.phrase(for: name, among: names), at: nil,
          notes: [Diagnostic.Note("the passes are " + names.joined(separator: ", "))])
      }
      text = try graphs.named.map { named in
        "== \(named.name)\n\n" + (try graphs.text(named, after: pass))
      }.joined(separator: "\n")
    case .kernel(let name):
      let found = try graphs.named.flatMap { try graphs.programs(of: $0) }
        .compactMap { title, program in
          program.listing(of: name).map { "== \(title)\n\n\($0)" }
        }
      guard !found.isEmpty else {
        throw Diagnostic(
          "no program has a kernel '\(name)'", at: nil,
          notes: [Diagnostic.Note("'etch kernels FILE' lists them: k00, k01 and so on")])
      }
      text = found.joined(separator: "\n")
    case .table:
      var programs: [CompiledGraph] = []
      var convolutions: [ConvolutionChoice] = []
      var sections: [String] = []
      for named in graphs.named {
        let found = try graphs.listing(of: named)
        for (title, program) in found.programs where !program.launches.isEmpty {
          programs.append(program)
          sections.append("== \(title)\n\n" + KernelTable(program).text)
        }
        convolutions += found.convolutions
        if !found.convolutions.isEmpty {
          sections.append(
            "== \(named.name): how its convolutions are computed\n\n"
              + ConvolutionTable(found.convolutions).text)
        }
      }
      text =
        (sections + [KernelLegend(programs, convolutions).text, Self.further])
        .joined(separator: "\n")
    }
  }

  private static let further =
    "'--kernel k03' prints the C of a kernel, '--after plan-memory' that of all; '--time' times them.\n"

  private struct Graphs {
    let named: [NamedGraph]
    let options: CompilerOptions
    let fixed: Fixed

    init(_ experiment: LoadedExperiment, machine: Machine) throws {
      named = try experiment.graphs.namedGraphs()
      options = CompilerOptions(
        level: try machine.instructionSet(), numerics: experiment.model.definition.numerics)
      fixed = try experiment.graphs.fixed()
    }

    func text(_ named: NamedGraph, after pass: PassName) throws -> String {
      try Compiler.text(
        named.graph, fixed: named.isStep ? fixed : nil, options: options, after: pass)
    }

    /// As they run: of a step also what is computed once.
    func programs(of named: NamedGraph) throws -> [(title: String, program: CompiledGraph)] {
      try listing(of: named).programs
    }

    /// The programs, and how their convolutions are computed.
    func listing(
      of named: NamedGraph
    ) throws -> (
      programs: [(title: String, program: CompiledGraph)], convolutions: [ConvolutionChoice]
    ) {
      let found = try Compiler.listing(
        named.graph, fixed: named.isStep ? fixed : nil, options: options)
      let programs = zip(named.parts(fixed).map(\.name), found.programs).map {
        (title: $0, program: $1)
      }
      return (programs, found.convolutions)
    }
  }
}
