import Datasets
import Diagnostics
import Experiment

/// What a word on the command line asks for: a recipe, or those that have what an experiment names.
public struct FetchRequest {
  /// Files that belong together: of one data set, or of one network's weights.
  private struct Need {
    let files: [DataFile]
    /// What is told where some of them are not there.
    let missing: Diagnostic
    /// Whether that says which other name may be meant, so that nothing is known of a recipe.
    let mayMeanAnother: Bool

    /// The files that are not there now.
    var lacking: [DataFile] { files.filter { !$0.exists } }
  }

  /// Those that have what is not there, in the order in which the experiment names it.
  public private(set) var recipes: [Recipe] = []
  /// Those of all that the experiment names.
  public private(set) var namedRecipes: [Recipe] = []
  /// What it says the bytes of, which are these: names of data sets, and of networks' weights.
  public let pinned: [String]
  private var needs: [Need] = []

  public init(_ recipe: Recipe) {
    recipes = [recipe]
    namedRecipes = [recipe]
    pinned = []
  }

  /// - Throws: files of weights that have other bytes than the experiment says.
  public init(_ experiment: LoadedExperiment) throws {
    try experiment.checkWeights()
    pinned = experiment.namedFiles.filter(\.isPinned).map(\.name)
    for named in experiment.namedFiles {
      for missing in named.missing {
        needs.append(
          Need(files: named.files, missing: missing, mayMeanAnother: named.mayMeanAnother))
      }
      for file in named.files {
        guard let recipe = try Recipes.providing(file.written) else { continue }
        func isNew(among recipes: [Recipe]) -> Bool {
          !recipes.contains { $0.name == recipe.name }
        }
        if isNew(among: namedRecipes) { namedRecipes.append(recipe) }
        if !file.exists, isNew(among: recipes) { recipes.append(recipe) }
      }
    }
  }

  /// Whether nothing is asked for: all is there.
  public var isEmpty: Bool { recipes.isEmpty && needs.isEmpty }

  /// Whether files of a recipe are wanted that are not there. An experiment may have others in their place: unpacked ones.
  public func lacks(_ recipe: Recipe) -> Bool { recipes.contains { $0.name == recipe.name } }

  /// An error for what is not there, and no recipe that was had brings.
  ///
  /// - Parameter told: recipes whose files are not there, which was told.
  public func lacking(besides told: Set<String>) throws -> DiagnosticList {
    var problems = DiagnosticList()
    for need in needs {
      let files = need.lacking
      // A run has no files to look for.
      if files.isEmpty, !need.files.isEmpty { continue }
      let names = try files.compactMap { try Recipes.providing($0.written)?.name }
      if names.contains(where: told.contains) { continue }
      var message = need.missing.message
      if !need.mayMeanAnother {
        if let name = names.first {
          message += ", and '\(name)' does not bring it"
        } else if !files.isEmpty, files.allSatisfy({ $0.refusal == nil }) {
          message += ", and no recipe has \(files.count > 1 ? "them" : "it")"
        }
      }
      problems.add(
        Diagnostic(
          message, at: need.missing.range, notes: names.isEmpty ? need.missing.notes : []))
    }
    return problems
  }
}
