import Config
import Datasets
import Diagnostics
import Layers

/// Checks what is left of an experiment when the parts that cannot be read are left out, so that one mistake does not
/// hide the others.
struct PartialCheck {
  /// How often what needs something that was left out is left out in turn.
  private static let mostRounds = 16

  /// The experiment's file.
  let file: String
  let location: DataLocation
  let load: NetworkDefinitions.Load

  /// What else is wrong with an experiment. What needs a part that could not be read is not judged.
  func problems(of root: ConfigNode, besides known: DiagnosticList) throws -> DiagnosticList {
    var parts = ReadableParts(root)
    // First, since it knows more names to suggest.
    var found = NameCheck.problems(of: root)
    var mistakes = known
    var size = -1
    // Each round leaves out what needs something that the one before left out.
    var rounds = 0
    while rounds < Self.mostRounds, parts.leaveOut(mistakes), parts.size > size {
      rounds += 1
      mistakes = DiagnosticList()
      let scope = Scope(
        readingParams: parts.root["params"], usage: ParamUsage(), file: file,
        diagnostics: &mistakes)
      let definition = try mistakes.collect {
        try ExperimentDefinition(parts.root, scope: scope, location: location, load: load)
      }
      if let definition, !mistakes.hasErrors {
        found.add(try shapeProblems(definition, parts.unread))
        break
      }
      if size < 0 {
        found.add(DiagnosticList(mistakes.diagnostics.filter(parts.isIndependent)))
      }
      size = parts.size
    }
    let places = Set(known.diagnostics.map(\.range))
    return DiagnosticList(
      found.diagnostics.filter { $0.severity == .error && !places.contains($0.range) }
    ).oneAtEachPlace
  }

  private func shapeProblems(
    _ definition: ExperimentDefinition, _ unread: UnreadNames
  ) throws -> DiagnosticList {
    var problems = DiagnosticList()
    var descriptions: [String: DataDescription] = [:]
    for (name, set) in definition.data {
      try problems.collect {
        let known = try set.describeIfKnown {
          definition.pictureWish(of: name, $0, isMain: $1)
        }
        if let known { descriptions[name] = known }
      }
    }
    problems.add(Model(definition, descriptions: descriptions, unread: unread).check().problems)
    return problems
  }
}

extension DiagnosticList {
  /// The first of those that stand at one place.
  fileprivate var oneAtEachPlace: DiagnosticList {
    var places: Set<SourceRange?> = []
    return DiagnosticList(
      diagnostics.filter { $0.range == nil || places.insert($0.range).inserted })
  }
}
