import Foundation
import Testing

@testable import Layers

/// Every file of a folder is a line of its catalogue, and the other way round.
@Suite struct CatalogueTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/Layers")

  /// The types that files of this ending hold, alphabetical.
  static func files(_ folder: String, ending: String, except: Set<String>) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
      .filter { $0.hasSuffix(ending + ".swift") }.map { String($0.dropLast(6)) }
      .filter { !except.contains($0) }.sorted()
  }

  @Test(
    "a catalogue lists the files of its folder in alphabetical order",
    arguments: [
      ("Layers", "Layer", [], LayerCatalogue.layers.map { "\($0)" }),
      ("Activations", "Layer", [], ActivationCatalogue.all.map { "\($0)" }),
      ("Functions", "Function", [], FunctionCatalogue.all.map { "\($0)" }),
      ("Losses", "Loss", [], LossCatalogue.all.map { "\($0)" }),
      ("Initializers", "Initializer", [], InitializerCatalogue.all.map { "\($0)" }),
      ("Schedules", "Schedule", ["LearningRateSchedule"], ScheduleCatalogue.all.map { "\($0)" }),
      (
        "Optimizers", "", ["Optimizer", "OptimizerOptions", "OptimizerTensors", "AdamRule"],
        OptimizerCatalogue.all.map { "\($0)" }
      ),
    ])
  func folder(_ folder: String, _ ending: String, _ except: [String], _ catalogue: [String]) throws
  {
    let files = try Self.files(folder, ending: ending, except: Set(except))
    #expect(catalogue == files)
  }

  @Test("every schema and every field says in one line what it is")
  func summaries() {
    let schemas =
      LayerCatalogue.catalogue.schemas + FunctionCatalogue.catalogue.schemas
      + LossCatalogue.catalogue.schemas + InitializerCatalogue.catalogue.schemas
      + ScheduleCatalogue.catalogue.schemas + OptimizerCatalogue.catalogue.schemas
      + NetworkSchema.containers.schemas
      + [NetworkSchema.network, NetworkSchema.file, NetworkSchema.block]
    for schema in schemas {
      #expect(!schema.summary.isEmpty && !schema.summary.contains("\n"), "\(schema.name)")
      for field in schema.fields {
        #expect(
          !field.summary.isEmpty && !field.summary.contains("\n"), "\(schema.name).\(field.name)")
      }
    }
  }

  @Test(
    "every layer says of which shape it makes which",
    arguments: (LayerCatalogue.catalogue.schemas + NetworkSchema.containers.schemas).map(\.name))
  func shapes(name: String) throws {
    let schemas = LayerCatalogue.catalogue.schemas + NetworkSchema.containers.schemas
    let schema = try #require(schemas.first { $0.name == name })
    #expect(schema.discussion.contains("]` → "), "\(schema.discussion)")
  }
}
