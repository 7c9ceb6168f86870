import OrderedCollections

extension Fields {
  /// All fields in the schema's order: defaults written out, params put in, numbers and expressions in one
  /// spelling.
  ///
  /// - Parameters:
  ///   - scope: the params that expressions over values may name.
  ///   - path: how a path is spelled. The paths of a map are names within the folder `path`, where the fields
  ///     have one, and then lead on from there.
  public func canonical(
    in scope: Scope = Scope(), path: (FieldValue) -> String = { $0.text() }
  ) -> ConfigNode {
    var entries: OrderedDictionary<String, ConfigNode.Entry> = [:]
    if case .field(let selector) = selection {
      entries[selector] = .init(
        keyRange: nil, value: ConfigNode(.text(schema.name), range: range, origin: .standard))
    }
    for (name, value) in values {
      let canonical: ConfigNode
      switch schema.fields.first(where: { $0.name == name })?.type {
      case .mapping(.path)? where has("path"):
        canonical = value.withPaths { PathLookup.plain($0.text()) }.canonical(in: scope)
      case .path?, .mapping(.path)?:
        canonical = value.withPaths(spelled: path).canonical(in: scope)
      default: canonical = value.canonical(in: scope, path: path)
      }
      entries[name] = .init(
        keyRange: value.keyRange, value: canonical, isStandard: isStandard(name, canonical))
    }
    let origin = values.values.first { $0.origin != .standard }?.origin ?? .standard
    if case .kind = selection {
      guard !entries.isEmpty else {
        return ConfigNode(.text(schema.name), range: range, origin: origin)
      }
      let inner = ConfigNode(.map(entries), range: range, origin: origin)
      return ConfigNode(
        .map([schema.name: .init(keyRange: nil, value: inner)]), range: range, origin: origin)
    }
    return ConfigNode(.map(entries), range: range, origin: origin)
  }

  /// Whether a field's value is that of its default, written or not.
  public func hasStandardValue(_ name: String) -> Bool {
    has(name) && isStandard(name, value(name).canonical())
  }

  /// Whether a field's canonical value is that of its default, written or not.
  private func isStandard(_ name: String, _ canonical: ConfigNode) -> Bool {
    guard let field = schema.fields.first(where: { $0.name == name }),
      case .standard(let text) = field.presence
    else { return false }
    return isLeftOut(name)
      || FieldChecker.standard(text, field, schema).canonical().yaml() == canonical.yaml()
  }
}

extension FieldValue {
  /// The same with each path respelled.
  fileprivate func withPaths(spelled path: (FieldValue) -> String) -> FieldValue {
    let respelled: Content
    switch content {
    case .text: respelled = .text(path(self))
    case .mapping(let values):
      respelled = .mapping(values.mapValues { $0.withPaths(spelled: path) })
    default: respelled = content
    }
    return FieldValue(respelled, range: range, keyRange: keyRange, origin: origin)
  }

  /// The value as the canonical form writes it.
  public func canonical(
    in scope: Scope = Scope(), path: (FieldValue) -> String = { $0.text() }
  ) -> ConfigNode {
    let canonical: ConfigNode.Content
    switch content {
    case .integer(let value): canonical = .number(Double(value), text: "\(value)")
    case .number(let value): canonical = .number(value, text: CanonicalNumber.text(value))
    case .boolean(let value): canonical = .boolean(value)
    case .text(let text):
      canonical = .text(text.replacing("${", with: "$${"))
    case .shape(let extents):
      canonical = .list(
        extents.map { extent in
          ConfigNode(
            extent < 0 ? .text("any") : .number(Double(extent), text: "\(extent)"), range: range,
            origin: origin)
        })
    case .expression(let expression): canonical = expression.canonical(in: scope)
    case .period(let period): canonical = .text(period.description)
    case .list(let items): canonical = .list(items.map { $0.canonical(in: scope, path: path) })
    case .fields(let fields): return fields.canonical(in: scope, path: path)
    case .mapping(let values):
      canonical = .map(
        values.mapValues {
          .init(keyRange: $0.keyRange, value: $0.canonical(in: scope, path: path))
        })
    case .node(let node): return (try? node.substituted(in: scope)) ?? node
    }
    return ConfigNode(canonical, range: range, origin: origin)
  }
}

extension ExpressionTree {
  /// The expression as the canonical form writes it: a number as a number, all else as text.
  public func canonical(in scope: Scope) -> ConfigNode.Content {
    let whole = (try? substituting(scope)) ?? self
    switch whole.kind {
    case .number(let value): return .number(value, text: CanonicalNumber.text(value))
    case .negate(let operand):
      if case .number(let value) = operand.kind {
        return .number(-value, text: CanonicalNumber.text(-value))
      }
    default: break
    }
    return .text(whole.description)
  }
}
