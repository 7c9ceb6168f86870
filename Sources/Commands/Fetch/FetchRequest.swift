import Datasets
import Diagnostics
import Experiment

/// What a word on the command line asks for: a recipe, or those that have what an experiment lacks.
public struct FetchRequest {
  /// Files that belong together, not all of which were there.
  private struct Need {
    let files: [DataFile]
    let missing: Diagnostic

    /// The files that are not there now.
    var lacking: [DataFile] { files.filter { !$0.exists } }
  }

  /// In the order in which the experiment names their files.
  public private(set) var recipes: [Recipe] = []
  private var needs: [Need] = []

  public init(_ recipe: Recipe) { recipes = [recipe] }

  public init(_ experiment: LoadedExperiment) throws {
    for named in experiment.namedFiles {
      for missing in named.missing { needs.append(Need(files: named.files, missing: missing)) }
      for file in named.files where !file.exists {
        guard let recipe = try Recipes.providing(file.written),
          !recipes.contains(where: { $0.name == recipe.name })
        else { continue }
        recipes.append(recipe)
      }
    }
  }

  /// Whether nothing is asked for: all is there.
  public var isEmpty: Bool { recipes.isEmpty && needs.isEmpty }

  /// An error for what is still not there, since no recipe has it.
  ///
  /// - Parameter failed: recipes that were not had, which was told.
  public func lacking(besides failed: Set<String>) throws -> DiagnosticList {
    var problems = DiagnosticList()
    for need in needs {
      let files = need.lacking
      // A run has no files to look for.
      if files.isEmpty, !need.files.isEmpty { continue }
      let names = try files.compactMap { try Recipes.providing($0.written)?.name }
      if names.contains(where: failed.contains) { continue }
      var message = need.missing.message
      if let name = names.first {
        message += ", and '\(name)' does not bring it"
      } else if !files.isEmpty, files.allSatisfy({ $0.refusal == nil }) {
        message += ", and no recipe has \(files.count > 1 ? "them" : "it")"
      }
      problems.add(
        Diagnostic(
          message, at: need.missing.range, notes: names.isEmpty ? need.missing.notes : []))
    }
    return problems
  }
}
