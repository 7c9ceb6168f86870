import Artifacts
import Config
import Datasets
import Diagnostics
import Experiment
import Layers

/// The reference of the language and of the program, made of the same schemas that check experiments.
public struct Reference {
  public enum Format: String, CaseIterable, Sendable {
    case markdown, html, man
  }

  private let pages: [ReferencePage]
  private let commands: CommandReference

  /// - Parameter help: the commands, as the parser of the command line describes them in JSON.
  public init(help: String) throws {
    commands = try CommandReference(help)
    pages = [Self.language] + Self.catalogues.map(Self.page) + [commands.page]
  }

  /// The files by name.
  public func files(_ format: Format) -> [(name: String, text: String)] {
    switch format {
    case .markdown:
      [("README.md", Self.index(pages))] + pages.map { ("\($0.name).md", $0.markdown) }
    case .html:
      [("index.html", ReferencePage.htmlIndex(pages))]
        + pages.map { ("\($0.name).html", $0.html) }
    case .man: [("etch.1", commands.manual)]
    }
  }

  /// Writes the files into a folder.
  ///
  /// - Returns: their paths.
  public func write(_ format: Format, to folder: String) throws -> [String] {
    try Folder.create(folder)
    return try files(format).map { name, text in
      let path = "\(folder)/\(name)"
      try TextFile.write(text, to: path)
      return path
    }
  }

  /// A catalogue with the page that shows it.
  struct Family {
    let name: String
    let title: String
    let about: String
    let catalogues: [Catalogue]
  }

  static let catalogues = [
    Family(
      name: "layers", title: "Layers",
      about: """
        What may stand in the `layers` of a network or block. A layer is a bare name, or a map with one key whose value \
        holds its fields; `as:` names its output and `from:` takes another input than the layer before. Shapes are \
        `[height, width, channels]`.
        """,
      catalogues: [LayerCatalogue.catalogue, NetworkSchema.containers]),
    Family(
      name: "losses", title: "Losses",
      about: "Functions that training minimizes, called in expressions.",
      catalogues: [LossCatalogue.catalogue]),
    Family(
      name: "functions", title: "Functions",
      about: "What expressions may call, besides networks, losses and the file's own functions.",
      catalogues: [FunctionCatalogue.catalogue]),
    Family(
      name: "optimizers", title: "Optimizers",
      about: "How an update follows its gradient: `optimizer` of `train`, or of one update.",
      catalogues: [OptimizerCatalogue.catalogue]),
    Family(
      name: "schedules", title: "Schedules",
      about: "A learning rate that changes in the course of training.",
      catalogues: [ScheduleCatalogue.catalogue]),
    Family(
      name: "initializers", title: "Initializers",
      about: "What weights begin as: `initializer` of a layer.",
      catalogues: [InitializerCatalogue.catalogue]),
    Family(
      name: "sources", title: "Sources",
      about: """
        Where examples come from: `source` under `data`. A set may be `like` another one of the file, and then says only what is \
        different: `zebra: {like: horse, splits: {train: trainB, test: testB}}`.
        """,
      catalogues: [SourceCatalogue.catalogue]),
    Family(
      name: "transforms", title: "Transforms",
      about: "What is done to every example, in order: `transforms` under `data`.",
      catalogues: [TransformCatalogue.catalogue]),
  ]

  private static func page(_ family: Family) -> ReferencePage {
    let entries = family.catalogues.flatMap { catalogue in
      catalogue.schemas.map { schema in
        ReferencePage.Entry(
          schema, example: ReferenceExample(schema, of: family.name).text)
      }
    }
    return ReferencePage(
      name: family.name, title: family.title, about: family.about,
      entries: entries.sorted { $0.name < $1.name })
  }

  /// The maps of an experiment file.
  private static var language: ReferencePage {
    let schemas = Self.maps(of: ExperimentSchema.experiment)
    let networks = [NetworkSchema.network, NetworkSchema.block, NetworkSchema.file]
    return ReferencePage(
      name: "language", title: "The experiment file",
      about: """
        The keys of an experiment, and of the maps in it. Paths are relative to the file that writes them; what begins \
        with `data/` or `weights/` is looked up in the folders of the command line.
        """,
      entries: (schemas + networks).map {
        ReferencePage.Entry($0, example: ReferenceExample.language[$0.name])
      })
  }

  /// The schema, then those of the maps within, each once.
  private static func maps(of schema: Schema) -> [Schema] {
    var found: [Schema] = []
    func visit(_ type: FieldType) {
      switch type {
      case .map(let schema): visit(schema)
      case .list(let item, _), .mapping(let item): visit(item)
      case .either(let types): types.forEach(visit)
      case .integer, .number, .boolean, .text, .path, .choice, .shape, .expression, .period,
        .kind, .variant, .node:
        break
      }
    }
    func visit(_ schema: Schema) {
      guard !schema.name.isEmpty, !found.contains(where: { $0.name == schema.name }) else { return }
      found.append(schema)
      for field in schema.fields { visit(field.type) }
    }
    visit(schema)
    return found
  }

  private static func index(_ pages: [ReferencePage]) -> String {
    """
    # Reference

    Written by `etch docs`, from the schemas that check experiments.


    """ + pages.map { "- [\($0.title)](\($0.name).md): \($0.entries.count) entries\n" }.joined()
  }
}
