import Config
import Diagnostics
import Graph

/// One call of a function in an expression: finds the function and its arguments.
struct FunctionCall {
  let callee: String
  let positional: [ExpressionTree]
  let keywords: [ExpressionTree.Keyword]
  let expression: ExpressionTree
  let evaluation: ExpressionComposition

  init(
    _ callee: String, _ positional: [ExpressionTree], _ keywords: [ExpressionTree.Keyword],
    _ expression: ExpressionTree, _ evaluation: ExpressionComposition
  ) {
    self.callee = callee
    self.positional = positional
    self.keywords = keywords
    self.expression = expression
    self.evaluation = evaluation
  }

  func term() throws -> Term {
    let evaluator = evaluation.evaluator
    guard let function = evaluator.functions.functions[callee] else {
      throw evaluator.functions.unknown(
        callee, at: expression.calleeRange,
        networks: Array(evaluator.networks.keys), ownFunctions: evaluator.ownFunctions,
        where: {
          evaluator.networks[$0] != nil || !evaluator.isWithin(expression.calleeRange, $0)
        })
    }
    let arguments = try arguments(of: function.schema)
    let given = function.schema.fields.compactMap { arguments.values[$0.name]?.term }
    return try evaluation.fitting(expression, of: given) { try function.call(arguments) }
  }

  private func arguments(of schema: Schema) throws -> Arguments {
    var given: [String: ExpressionTree] = [:]
    guard positional.count <= schema.fields.count else {
      let names = schema.fields.map(\.name).joined(separator: ", ")
      let most = schema.fields.count.counted("argument")
      throw Diagnostic(
        "\(callee)(\(names)) takes at most \(most), found \(positional.count)",
        at: expression.range)
    }
    if let draw = shapeFirst {
      throw Diagnostic("the shape of a draw comes first; write \(draw)", at: expression.range)
    }
    if let (name, draw) = numbersBesideName {
      throw Diagnostic(
        "beside '\(name)' no numbers stand first; write \(draw)", at: expression.range)
    }
    if let draw = numbersBehindShape {
      throw Diagnostic(
        "behind the shape of a draw stands how many rows there are; write \(draw)",
        at: expression.range)
    }
    for (field, argument) in zip(schema.fields, positional) { given[field.name] = argument }
    for keyword in keywords {
      let names = schema.fields.map(\.name)
      guard names.contains(keyword.name) else {
        let hint =
          ForeignNames.hint(for: keyword.name, among: names)
          ?? Suggestion.phrase(for: keyword.name, among: names)
        throw Diagnostic(
          "\(callee) has no argument '\(keyword.name)'" + hint, at: keyword.range)
      }
      guard given[keyword.name] == nil else {
        throw Diagnostic("'\(keyword.name)' is given twice", at: keyword.range)
      }
      given[keyword.name] = keyword.value
    }
    let parts = schema.fields.compactMap { field -> (() throws -> (String, Arguments.Argument))? in
      if let argument = given[field.name] {
        return {
          let term = try self.term(argument, as: field.type, field.name)
          return (field.name, Arguments.Argument(term: term, expression: argument))
        }
      }
      switch field.presence {
      case .optional: return nil
      case .standard(let text):
        return {
          let term = try self.term(ExpressionTree(parsing: text), as: field.type, field.name)
          return (field.name, Arguments.Argument(term: term, expression: expression))
        }
      case .required:
        return {
          throw Diagnostic(
            "\(callee) needs '\(field.name)'", at: expression.range,
            notes: [Diagnostic.Note("\(field.name): \(field.summary)")])
        }
      }
    }
    var arguments = Arguments(function: schema, expression: expression, evaluation: evaluation)
    for (name, argument) in try evaluation.all(parts) { arguments.values[name] = argument }
    return arguments
  }

  /// "; write normal([latent], count=100)" where a draw's shape is written as elsewhere: `normal(100, latent)`.
  private func drawn(_ given: Term) -> String {
    let fields = evaluation.evaluator.functions.functions[callee]?.schema.fields.map(\.name) ?? []
    guard fields.starts(with: ["shape", "count"]), keywords.isEmpty,
      case .number(let number) = given, number >= 1, let first = positional.first
    else { return "" }
    return positional.count == 2
      ? "; write \(callee)([\(positional[1].text)], count=\(first.text))"
      : positional.count == 1 ? "; write \(callee)([\(first.text)])" : ""
  }

  /// How a draw is written whose bounds, or mean and deviation, stand before its shape as elsewhere: `uniform(-1, 1, [8])`.
  private var shapeFirst: String? {
    guard positional.count == 3, keywords.isEmpty, case .list = positional[2].kind else {
      return nil
    }
    if case .list = positional[0].kind { return nil }
    return draw([positional[2]], positional[0], positional[1])
  }

  /// The same where the shape has its name: `normal(0, 0.1, like=x)`.
  private var numbersBesideName: (name: String, draw: String)? {
    guard positional.count == 2,
      let shape = keywords.first(where: { ["shape", "like"].contains($0.name) })
    else { return nil }
    if case .list = positional[0].kind { return nil }
    guard let written = draw([], positional[0], positional[1]) else { return nil }
    return (shape.name, written)
  }

  /// The same where they stand behind it, as in tf.random: `uniform([8], -1, 1)`.
  private var numbersBehindShape: String? {
    guard positional.count == 3, keywords.isEmpty, case .list = positional[0].kind else {
      return nil
    }
    return draw([positional[0]], positional[1], positional[2])
  }

  /// A draw of a shape, unless it has a name, between two bounds, or of a mean and deviation.
  private func draw(
    _ shape: [ExpressionTree], _ first: ExpressionTree, _ second: ExpressionTree
  ) -> String? {
    func drawn(_ bounds: [ExpressionTree.Keyword] = []) -> ExpressionTree {
      ExpressionTree(.call(callee, shape, keywords + bounds), range: nil)
    }
    switch callee {
    case "uniform":
      let bounds = [
        ExpressionTree.Keyword(name: "low", range: nil, value: first),
        ExpressionTree.Keyword(name: "high", range: nil, value: second),
      ]
      return drawn(bounds).description
    case "normal":
      var whole = drawn()
      if second.description != "1" {
        whole = ExpressionTree(.binary(.multiply, second, whole), range: nil)
      }
      if first.description != "0" {
        whole = ExpressionTree(.binary(.add, first, whole), range: nil)
      }
      return whole.description
    default: return nil
    }
  }

  /// What to say of a list of axes that a reduction is to go over.
  private func severalAxes(_ argument: ExpressionTree, of name: String) -> String {
    let schema = evaluation.evaluator.functions.functions[callee]?.schema
    guard name == "axis", case .list = argument.kind,
      schema?.fields.contains(where: { $0.name == "per" }) == true
    else { return "" }
    return
      "; 'per=example' goes over all axes of an example, and several are reduced one after another"
  }

  /// The argument, checked against the parameter's type.
  private func term(
    _ argument: ExpressionTree, as type: FieldType, _ name: String
  ) throws -> Term {
    func expected(_ what: String, _ hint: String = "") -> Diagnostic {
      Diagnostic(
        "'\(name)' of \(callee) must be \(what), found \(argument.text)\(hint)",
        at: argument.range)
    }
    var listed: String { "; a list is written [\(argument.text)]" }
    switch type {
    case .choice(let words):
      let word = argument.word
      guard let word, words.contains(word) else {
        var nearest = word.map { Suggestion.phrase(for: $0, among: words) } ?? ""
        if nearest.isEmpty, let meant = ForeignNames.secondArguments[callee] {
          nearest = "; " + meant
        } else if name == "per", case .number? = try? evaluation.term(argument) {
          nearest = "; an axis is written 'axis=\(argument.text)', and the batch's is not counted"
        }
        throw Diagnostic(
          "'\(name)' of \(callee) must be \(words.joined(separator: ", ")), found \(argument.text)\(nearest)",
          at: argument.range)
      }
      return .text(word)
    case .boolean:
      if argument.word == "true" { return .number(1) }
      if argument.word == "false" { return .number(0) }
      throw expected("true or false")
    case .number(let range):
      guard case .number(let number) = try evaluation.term(argument) else {
        throw expected("a number")
      }
      guard range.contains(number) else { throw expected(type.phrase) }
      _ = try evaluation.single(number, argument)
      return .number(number)
    case .integer(let range):
      guard case .number(let number) = try evaluation.term(argument),
        let whole = Int(exactly: number)
      else { throw expected("a whole number") }
      guard range.contains(whole) else { throw expected(type.phrase) }
      return .number(number)
    case .either(let types):
      // A word, or a number.
      let words = types.flatMap { if case .choice(let words) = $0 { words } else { [String]() } }
      if let word = argument.word, words.contains(word) { return .text(word) }
      let value =
        argument.word == nil ? try evaluation.term(argument) : try? evaluation.term(argument)
      guard case .number? = value else {
        throw expected(type.phrase, severalAxes(argument, of: name))
      }
      let others = types.filter { if case .choice = $0 { false } else { true } }
      guard let other = others.first else { throw expected(type.phrase) }
      return try term(argument, as: other, name)
    case .list(.text, _):
      let phrase = "a list of names"
      if case .list(let items) = argument.kind {
        return .list(
          try items.map { item in
            guard let word = item.path else { throw expected(phrase) }
            return .text(word)
          })
      }
      let value: Term?
      do {
        value = try evaluation.term(argument)
      } catch is Diagnostic where argument.path != nil {
        // A name alone, which no value has: a layer's.
        value = nil
      }
      guard case .list(let terms)? = value,
        terms.allSatisfy({ if case .text = $0 { true } else { false } })
      else { throw expected(phrase, argument.path == nil ? "" : listed) }
      return .list(terms)
    case .shape, .list:
      let term = try evaluation.term(argument)
      guard case .list = term else {
        if case .list(_, let count) = type, count.contains(1) { throw expected("a list", listed) }
        throw expected("a list", drawn(term))
      }
      return term
    default: return try evaluation.term(argument)
    }
  }
}
