import Config
import Diagnostics

extension Fields {
  /// Checks a value against a schema.
  ///
  /// - Throws: all its mistakes, as a list.
  package init(
    checking node: ConfigNode?, against schema: Schema, in scope: Scope,
    at place: SourceRange? = nil, defaults: ConfigNode? = nil
  ) throws {
    var mistakes = DiagnosticList()
    let fields = Fields(
      checking: node, schema: schema, scope: scope, at: place, defaults: defaults,
      diagnostics: &mistakes)
    try mistakes.throwIfErrors()
    guard let fields else { preconditionFailure("\(schema.name) was refused without a reason") }
    self = fields
  }
}
