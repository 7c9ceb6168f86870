import Diagnostics

extension Fields {
  /// Checks a value of the experiment against a schema; its mistakes, all of them, go to `diagnostics`.
  ///
  /// - Parameters:
  ///   - node: a map; nothing, where the name alone was written; or the value of the schema's main field.
  ///   - place: where to report a missing field, such as the name of the layer.
  public init?(
    checking node: ConfigNode?, schema: Schema, scope: Scope, at place: SourceRange? = nil,
    defaults: ConfigNode? = nil, diagnostics: inout DiagnosticList
  ) {
    var checker = FieldChecker(scope)
    let fields = checker.fields(node, schema, at: place, defaults: defaults)
    diagnostics.add(checker.diagnostics)
    guard let fields else { return nil }
    self = fields
  }
}

extension FieldValue {
  /// Checks one value against a type; its mistakes go to `diagnostics`.
  ///
  /// - Parameter label: what messages call the value: "'units' of dense".
  public init?(
    checking node: ConfigNode, type: FieldType, label: String, scope: Scope,
    diagnostics: inout DiagnosticList
  ) {
    var checker = FieldChecker(scope)
    let value = checker.value(node, type, label)
    diagnostics.add(checker.diagnostics)
    guard let value else { return nil }
    self = value
  }
}
