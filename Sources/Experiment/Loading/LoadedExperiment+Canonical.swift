import Config
import Datasets
import Diagnostics
import Layers

extension LoadedExperiment {
  /// The canonical tree with more set on the command line; whether shapes fit is not looked at.
  package func canonical(with more: [String]) throws -> ConfigNode {
    var problems = DiagnosticList()
    let composition = composer.compose(
      file: file, profile: profile, overrides: overrides + more, diagnostics: &problems)
    guard let composition else { throw problems }
    let scope = Scope(
      readingParams: composition.root["params"], usage: ParamUsage(), file: file,
      diagnostics: &problems)
    try problems.throwIfErrors()
    let definition = try ExperimentDefinition(
      composition.root, scope: scope, location: DataLocation(dataFolder: dataFolder)
    ) { [composer] path in
      var mistakes = DiagnosticList()
      let node = composer.load(
        path: path.text ?? "", writtenAt: path.range, origin: path.origin, diagnostics: &mistakes
      ).node
      guard let node, !mistakes.hasErrors else { throw mistakes }
      return node
    }
    return ResolvedExperiment.canonical(definition, root)
  }
}
