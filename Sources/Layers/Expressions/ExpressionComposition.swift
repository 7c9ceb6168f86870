import Config
import Diagnostics
import Graph
import Tensors

/// One expression while it is composed.
final class ExpressionComposition {
  let evaluator: Evaluator
  let name: String
  /// The arguments of the file's functions, each composed once.
  private var shared: [ObjectIdentifier: Term] = [:]
  private var draws = 0
  private var calls = 0

  var context: BuildContext { evaluator.context }
  var builder: GraphBuilder { evaluator.context.builder }

  init(_ evaluator: Evaluator, name: String) {
    self.evaluator = evaluator
    self.name = name
  }

  /// The names of the next draw's stream.
  func nextDraw() -> [String] {
    draws += 1
    return [name, "\(draws)"]
  }

  func term(_ expression: ExpressionTree) throws -> Term {
    guard let share = expression.share else { return try calledTerm(expression) }
    if let known = shared[ObjectIdentifier(share)] { return known }
    let term = try calledTerm(expression)
    shared[ObjectIdentifier(share)] = term
    return term
  }

  /// What is wrong in the body of a function of the file is told where it is called; what is wrong with a value that the
  /// body or an argument names, and with a layer of a network, is told at its own place.
  private func calledTerm(_ expression: ExpressionTree) throws -> Term {
    guard case .call(let name, _, _)? = expression.written else { return try ownTerm(expression) }
    func called(_ error: Diagnostic) -> Diagnostic {
      guard let call = expression.range, let place = error.range else { return error }
      // What the body comes to as a whole is told at the call already.
      guard let body = expression.bodyRange, place == call || body.contains(place) else {
        return error
      }
      let inside = place == call ? body : place
      return error.replacing(
        range: call, notes: [.init("in the function '\(name)'", at: inside)] + error.notes)
    }
    do {
      return try ownTerm(expression)
    } catch let error as Diagnostic {
      throw called(error)
    } catch let errors as DiagnosticList {
      throw DiagnosticList(errors.diagnostics.map(called))
    }
  }

  private func ownTerm(_ expression: ExpressionTree) throws -> Term {
    switch expression.kind {
    case .number(let number): return .number(number)
    case .text(let text): return .text(text)
    case .name(let name): return try binding(name, at: expression.range)
    case .member(let base, let member): return try self.member(member, of: base, expression)
    case .call(let callee, let arguments, let keywords):
      if let network = evaluator.networks[callee] {
        return try call(network, arguments, keywords, expression)
      }
      if !evaluator.functions.has(callee), evaluator.isUnread(callee) {
        throw UnreadName(name: callee)
      }
      return try FunctionCall(callee, arguments, keywords, expression, self).term()
    case .list(let items): return .list(try all(items.map { item in { try self.term(item) } }))
    case .negate(let operand):
      let inner = try term(operand)
      if case .number(let number) = inner { return .number(-number) }
      return try fitting(expression) { .value(try -tensor(inner, operand)) }
    case .binary(let operation, let left, let right):
      return try binary(operation, left, right, expression)
    case .slice(let base, let subscripts):
      return try slice(base, subscripts, expression)
    }
  }

  /// What all of several parts come to. Each is tried, so that what is wrong with one, or not known because its data is
  /// not there, does not hide what is wrong with the others.
  ///
  /// - Throws: all that is wrong; where nothing is, the first of what is not known.
  func all<Part>(_ parts: [() throws -> Part]) throws -> [Part] {
    var problems = DiagnosticList()
    var other: (any Error)?
    var made: [Part] = []
    for part in parts {
      do {
        if let value = try problems.collect(part) { made.append(value) }
      } catch {
        other = other ?? error
      }
    }
    if problems.diagnostics.count == 1, problems.hasErrors { throw problems.diagnostics[0] }
    try problems.throwIfErrors()
    if let other { throw other }
    return made
  }

  private func binding(_ name: String, at range: SourceRange?) throws -> Term {
    if let term = try evaluator.bindings(name, range) { return term }
    if evaluator.networks[name] != nil {
      throw Diagnostic("'\(name)' is a network; call it: \(name)(…)", at: range)
    }
    if evaluator.functions.has(name) {
      throw Diagnostic("'\(name)' is a function; call it: \(name)(…)", at: range)
    }
    if evaluator.ownFunctions.contains(name) {
      throw Diagnostic("'\(name)' is a function; call it: \(name)(…)", at: range)
    }
    if evaluator.isUnread(name) { throw UnreadName(name: name) }
    if let number = try runningNumber(name, at: range) { return number }
    let known = evaluator.bindingNames + evaluator.networks.keys
    // A field of the data, as 'label'.
    let owner = evaluator.bindingNames.first { owner in
      let field = try? evaluator.bindings("\(owner).\(name)", nil)
      return field != nil
    }
    let hint =
      owner.map { "; did you mean '\($0).\(name)'?" }
      ?? Suggestion.phrase(
        forSlipOf: name, among: known, where: { !evaluator.isWithin(range, $0) })
      ?? ForeignNames.hint(for: name, among: evaluator.functions.names)
      ?? Suggestion.phrase(for: name, among: known, where: { !evaluator.isWithin(range, $0) })
    throw Diagnostic("unknown name '\(name)'" + hint, at: range)
  }

  /// A number of the running step: `batch_size`, `step` or `epoch`.
  private func runningNumber(_ name: String, at range: SourceRange?) throws -> Term? {
    if name == "batch_size" { return .number(Double(context.batchExtent)) }
    guard name == "step" || name == "epoch" else { return nil }
    if let mistake = context.runningNumberMistake(name, at: range) { throw mistake }
    return .value(context.runningNumber(name))
  }

  private func member(
    _ member: String, of base: ExpressionTree, _ expression: ExpressionTree
  ) throws -> Term {
    let mistake = expression.sectionMistake {
      evaluator.bindingNames.contains($0) || evaluator.networks[$0] != nil
    }
    if let mistake { throw mistake }
    if ["weight", "bias"].contains(member), let name = expression.names.first,
      evaluator.networks[name] != nil
    {
      throw Diagnostic(
        "weights are no values; an optimizer holds them small: '{adam: {weight_decay: 1e-4}}'",
        at: expression.range)
    }
    if case .name(let owner) = base.kind,
      let term = try evaluator.bindings("\(owner).\(member)", expression.memberRange)
    {
      return term
    }
    if let value = try innerTap(expression) { return .value(value) }
    guard case .output(let output) = try term(base) else {
      let parts = try innerParts(expression)
      let hint = Self.tapHint(member, parts)
      throw Diagnostic(
        "\(base.text) has no part '\(member)'" + hint, at: expression.memberRange,
        notes: hint.isEmpty && !parts.isEmpty
          ? [Diagnostic.Note("its parts are \(parts.quotedList(most: 12))")] : [])
    }
    if let value = output.taps[member] { return .value(value) }
    let hint = Self.tapHint(member, output.taps.keys.sorted())
    let layers = evaluator.networks[output.network]?.definition.names.keys.quotedList(most: 12)
    throw Diagnostic(
      "\(output.network) has no layer '\(member)'" + hint, at: expression.memberRange,
      notes: hint.isEmpty ? layers.map { [Diagnostic.Note("its layers are \($0)")] } ?? [] : [])
  }

  /// Which layer may be meant: also one whose letters are left out, as in 'logvar' of 'log_variance'.
  private static func tapHint(_ member: String, _ taps: [String]) -> String {
    let near = Suggestion.phrase(for: member, among: taps)
    if !near.isEmpty { return near }
    let shortened = taps.filter { tap in
      var rest = tap[...]
      return member.count > 2 && tap.first == member.first
        && member.allSatisfy { letter in
          guard let place = rest.firstIndex(of: letter) else { return false }
          rest = rest[rest.index(after: place)...]
          return true
        }
    }
    return shortened.count == 1 ? "; did you mean '\(shortened[0])'?" : ""
  }

  /// A layer within a block: `seen.fire5.expand3x3`.
  private func innerTap(_ expression: ExpressionTree) throws -> Tensor? {
    guard let (output, path) = try innerPath(expression) else { return nil }
    return output.taps[path.joined(separator: ".")]
  }

  /// What can be read of the block that an expression takes a part of.
  private func innerParts(_ expression: ExpressionTree) throws -> [String] {
    guard let (output, path) = try innerPath(expression) else { return [] }
    let block = path.dropLast().joined(separator: ".") + "."
    return output.taps.keys.filter { $0.hasPrefix(block) }
      .map { String($0.dropFirst(block.count)) }.sorted()
  }

  /// The call that several names follow, and these: `seen` and `fire5`, `expand3x3`.
  private func innerPath(_ expression: ExpressionTree) throws -> (NetworkOutput, [String])? {
    var path: [String] = []
    var root = expression
    while case .member(let base, let name) = root.kind {
      path.insert(name, at: 0)
      root = base
    }
    guard path.count > 1, case .output(let output) = try term(root) else { return nil }
    return (output, path)
  }

  private func call(
    _ network: Network, _ arguments: [ExpressionTree], _ keywords: [ExpressionTree.Keyword],
    _ expression: ExpressionTree
  ) throws -> Term {
    let names = Array(network.definition.inputs.keys)
    // In the order in which they are written, by which draws are numbered.
    var named: [(name: String, expression: ExpressionTree)] = []
    var mode = evaluator.mode(network.name)
    for keyword in keywords {
      if keyword.name == "mode" {
        guard let text = keyword.value.word, let wanted = Mode(rawValue: text) else {
          throw Diagnostic(
            "'mode' of a call is training or inference, found \(keyword.value.text)",
            at: keyword.value.range)
        }
        mode = wanted
      } else if names.dropFirst(arguments.count).contains(keyword.name),
        !named.contains(where: { $0.name == keyword.name })
      {
        named.append((keyword.name, keyword.value))
      } else {
        let known = names + ["mode"]
        let hint =
          ForeignNames.hint(for: keyword.name, among: known)
          ?? Suggestion.phrase(for: keyword.name, among: known)
        throw Diagnostic(
          "\(network.name) takes no '\(keyword.name)' here" + hint, at: keyword.range,
          notes: [Diagnostic.Note("its inputs are \(names.joined(separator: ", "))")])
      }
    }
    let given = arguments + named.map(\.expression)
    let tensors = try all(given.map { input in { try self.tensor(self.term(input), input) } })
    let byName = zip(named.map(\.name), tensors.dropFirst(arguments.count))
    let inputs =
      tensors.prefix(arguments.count)
      + names.dropFirst(arguments.count).compactMap { name in
        byName.first { $0.0 == name }?.1
      }
    calls += 1
    return try fitting(expression) {
      .output(
        try network.call(
          inputs: Array(inputs), mode: mode, callPath: "\(name)/\(calls)", context: context,
          at: expression.range))
    }
  }

  /// The term as one value.
  func tensor(_ term: Term, _ expression: ExpressionTree) throws -> Tensor {
    switch term {
    case .number(let number):
      _ = try single(number, expression)
      return try fitting(expression) { try builder.number(number) }
    case .value(let tensor): return tensor
    case .output(let output):
      guard output.unreadHeads.isEmpty else {
        let heads = output.unreadHeads.joined(separator: "', '")
        throw Diagnostic(
          "\(output.network) has several outputs that no layer reads ('\(heads)' besides the last); say which: "
            + "\(expression.text).\(output.unreadHeads[0])", at: expression.range)
      }
      return output.main
    case .list(let items):
      let (extents, numbers) = try flattened(items, expression)
      return try fitting(expression) {
        try builder.constant(HostArray(shape: Shape.checked(extents), floats: numbers))
      }
    case .text(let text):
      if case .text = expression.kind {
        throw Diagnostic(
          "the text '\(text.excerpt)' stands where a number or a value is needed; names stand without quotes",
          at: expression.range)
      }
      throw Diagnostic(
        "\(expression.text) is the text '\(text.excerpt)', a number is needed, such as 0.5",
        at: expression.range)
    }
  }

  /// The number as a value holds it.
  ///
  /// - Throws: one that would be infinite there, or 0 although it is written as another; what arithmetic comes to may be next to
  ///   nothing.
  func single(_ number: Double, _ expression: ExpressionTree) throws -> Float {
    let single = Float(number)
    guard single != 0 || number == 0 || expression.isArithmetic else {
      throw Diagnostic(
        "\(expression.text) is too small for values, which are of single precision: they begin at 1.4e-45",
        at: expression.range)
    }
    guard single.isFinite else {
      throw Diagnostic(
        "\(expression.text) is too large for values, which are of single precision: they end at 3.4e38",
        at: expression.range)
    }
    return single
  }

  /// The extents and numbers of a list of numbers, or of lists of one length.
  private func flattened(
    _ items: [Term], _ expression: ExpressionTree
  ) throws -> (extents: [Int], numbers: [Float]) {
    let parts = try items.map { item -> (extents: [Int], numbers: [Float]) in
      switch item {
      case .number(let number): return ([], [try single(number, expression)])
      case .list(let inner): return try flattened(inner, expression)
      case .text(let text):
        throw Diagnostic(
          "\(expression.text) holds the text '\(text.excerpt)', numbers are needed, such as [0, 0.5]",
          at: expression.range)
      case .value, .output:
        throw Diagnostic(
          "\(expression.text) is no list of numbers; \(sum(items, expression))concat(…) joins values",
          at: expression.range)
      }
    }
    guard let first = parts.first, parts.allSatisfy({ $0.extents == first.extents }) else {
      throw Diagnostic(
        "\(expression.text) must hold numbers, or lists of one length", at: expression.range)
    }
    return ([parts.count] + first.extents, parts.flatMap(\.numbers))
  }

  /// "rec + div adds them, " of a list of losses, "write rec, " of a list of one value.
  private func sum(_ items: [Term], _ expression: ExpressionTree) -> String {
    if case .list(let written) = expression.kind, written.count == 1 {
      return "write \(written[0].text), "
    }
    guard case .list(let written) = expression.kind, written.count == items.count, items.count > 1,
      items.allSatisfy({ item in
        switch item {
        case .number: true
        case .value(let tensor): tensor.shape.rank == 0
        case .output, .list, .text: false
        }
      })
    else { return "" }
    return "\(written.map(\.text).joined(separator: " + ")) adds them, "
  }

  /// Runs `body`, and puts the place of `expression` to what does not fit.
  ///
  /// - Parameter operands: what may be of the wrong shape, the two that are to be of one size first; where it comes from is told.
  func fitting<Result>(
    _ expression: ExpressionTree, of operands: [Term] = [], _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let mismatch as ShapeMismatch {
      // A shape begins with the batch, which the file does not write, if it is not that of an example.
      var notes =
        !mismatch.isOfExamples
          && mismatch.shapes.contains { $0.rank > 1 && $0[0] == context.batchExtent }
        ? [Diagnostic.Note("the first axis is the batch, here of \(context.batchExtent) examples")]
        : []
      let values = operands.flatMap { tensors(in: $0) }
      if values.count > 1, let uneven = UnevenSide.note(between: values[0], values[1]) {
        notes.append(uneven)
      }
      throw Diagnostic(
        "\(expression.text): \(mismatch.message)", at: expression.range,
        notes: notes + shapeNotes(of: operands, among: mismatch.shapes),
        matter: .pictures(values.map(\.exampleShape.extents).filter { $0.count == 3 }))
    }
  }
}

extension ExpressionTree {
  /// Whether it is a sum, product or the like, or the opposite of one.
  fileprivate var isArithmetic: Bool {
    switch kind {
    case .binary: true
    case .negate(let operand): operand.isArithmetic
    case .number, .text, .name, .member, .call, .list, .slice: false
    }
  }
}
