import Config
import RecordedCases
import Testing

@testable import Layers

/// One catalogue: its words, those that are recorded, and why others are not.
struct RecordedCatalogue: Sendable, CustomStringConvertible {
  let description: String
  let words: Set<String>
  let recorded: @Sendable () throws -> Set<String>
  var reasons: [String: String] = [:]

  static let all = [
    RecordedCatalogue(
      description: "layers",
      words: RecordedCatalogue.names(LayerCatalogue.catalogue, NetworkSchema.containers),
      recorded: {
        let cases: [LayerCase] = try Recorded.cases("layers")
        return cases.reduce(into: []) { $0.formUnion(recordedNames($1.layer)) }
      }),
    RecordedCatalogue(
      description: "functions", words: RecordedCatalogue.names(FunctionCatalogue.catalogue),
      recorded: { try RecordedCatalogue.called("functions") },
      reasons: [
        "bernoulli": "it draws; a draw has no gradient to its probability",
        "frechet": "a figure of metrics, which the host computes; FrechetTests",
        "normal": "it draws; RandomStreamTests",
        "randint": "it draws whole numbers; RandomStreamTests",
      ]),
    RecordedCatalogue(
      description: "losses", words: RecordedCatalogue.names(LossCatalogue.catalogue),
      recorded: { try RecordedCatalogue.called("losses") }),
    RecordedCatalogue(
      description: "optimizers", words: RecordedCatalogue.names(OptimizerCatalogue.catalogue),
      recorded: {
        let cases: [OptimizerCase] = try Recorded.cases("optimizers")
        return cases.reduce(into: []) { $0.formUnion(recordedNames($1.optimizer)) }
      }),
    RecordedCatalogue(
      description: "schedules", words: RecordedCatalogue.names(ScheduleCatalogue.catalogue),
      recorded: {
        let cases: [ScheduleCase] = try Recorded.cases("schedules")
        return cases.reduce(into: []) { $0.formUnion(recordedNames($1.schedule)) }
      }),
  ]

  private static func names(_ catalogues: Catalogue...) -> Set<String> {
    Set(catalogues.flatMap(\.schemas).map(\.name))
  }

  @Sendable private static func called(_ file: String) throws -> Set<String> {
    let cases: [ExpressionCase] = try Recorded.cases(file)
    return cases.reduce(into: []) { $0.formUnion(calledNames($1.expression)) }
  }
}

@Suite("What PyTorch recorded covers the catalogues")
struct RecordedCoverageTests {
  @Test("every word has a recorded case or a reason, not both", arguments: RecordedCatalogue.all)
  func coverage(_ catalogue: RecordedCatalogue) throws {
    let recorded = try catalogue.recorded().intersection(catalogue.words)
    let excused = Set(catalogue.reasons.keys)
    #expect(catalogue.words.subtracting(recorded).subtracting(excused) == [])
    #expect(excused.intersection(recorded) == [])
    #expect(excused.isSubset(of: catalogue.words))
  }
}
