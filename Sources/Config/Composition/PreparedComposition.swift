import Diagnostics

/// An experiment with its bases and profile, before overrides.
public struct PreparedComposition: Sendable {
  let choices: [Catalogue]
  let shortForm: @Sendable ([String]) -> Schema?
  /// Without `extends` and `profiles`.
  public let root: ConfigNode
  public let profiles: [String]
  /// The files that were read, the experiment first.
  public let files: [SourceFile]

  /// The experiment with overrides laid over it, later over earlier.
  public func composition(
    with overrides: [Override], diagnostics: inout DiagnosticList
  ) -> Composition {
    var merge = ConfigMerge(choices: choices, shortForm: shortForm)
    // Overrides reach updates and stages that are there; they add none.
    var root = root
    for override in overrides { root = merge.merged(root, override.placed(in: root), []) }
    diagnostics.add(merge.diagnostics)
    return Composition(root: root.withStagesListed, profiles: profiles, files: files)
  }
}
