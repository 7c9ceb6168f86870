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

  /// - Parameters:
  ///   - help: the commands, as the parser of the command line describes them in JSON.
  ///   - examples: what may be typed, by the commands' names: `etch checkpoint show`.
  ///   - uses: where shipped experiments use the words.
  public init(
    help: String, examples: [String: [CommandExample]], uses: ShippedUses = ShippedUses()
  ) throws {
    commands = try CommandReference(help, examples: examples)
    pages =
      [Self.language(uses)] + Self.catalogues.map { Self.page($0, uses) } + [commands.page]
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
    /// Whether the order of the schemas is that of reading; else it is the alphabet's.
    var isOrdered = false

    var schemas: [Schema] {
      let all = catalogues.flatMap(\.schemas)
      return isOrdered ? all : all.sorted { $0.name < $1.name }
    }
  }

  static let catalogues = [
    Family(
      name: "expressions", title: "Expressions",
      about: """
        How values flow: what stands in `values`, `losses`, `metrics`, `minimize`, `grid` and wherever else the language expects an \
        expression. Examples are lines of `values`, in a file in which `picture` is data with labels, `net` and `judge` are networks, \
        `scores` is `judge(picture)`, `posterior` a call of a network with the layers `mean` and `log_variance`, and `rebuilt` another picture.
        """,
      catalogues: [ExpressionReference.topics], isOrdered: true),
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
      about: """
        A learning rate that changes in the course of training. Steps are those of the update: with `times: 5` five in each of training. \
        The weight of a loss changes by `step` or `epoch` in what is minimized: \
        `etch explain numbers`.
        """,
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

  private static func page(_ family: Family, _ uses: ShippedUses) -> ReferencePage {
    ReferencePage(
      name: family.name, title: family.title, about: family.about,
      entries: family.schemas.map {
        ReferencePage.Entry(
          $0, example: ReferenceExample($0, of: family.name).text,
          places: uses.places(of: $0.name, in: family.name))
      })
  }

  /// The maps of an experiment file.
  private static func language(_ uses: ShippedUses) -> ReferencePage {
    ReferencePage(
      name: "language", title: "The experiment file",
      about: """
        The keys of an experiment, and of the maps in it. Paths are relative to the file that writes them; what begins \
        with `data/` or `weights/` is looked up in the folders of the command line. What leads out of the project, the folder with `.git` \
        above the file or else the working folder, is read with `--allow-outside` alone. Examples below the first are parts of a file, laid over \
        the first one.
        """,
      entries: LanguageReference.schemas.map {
        ReferencePage.Entry(
          $0, example: ReferenceExample($0, of: "language").text,
          places: uses.places(of: $0.name, in: "language"))
      })
  }

  private static func index(_ pages: [ReferencePage]) -> String {
    """
    # Reference

    Written by `etch docs`, from the schemas that check experiments.


    """ + pages.map { "- [\($0.title)](\($0.name).md): \($0.entries.count) entries\n" }.joined()
  }
}
