import Config
import Diagnostics
import Graph
import Layers
import OrderedCollections
import Tensors

extension GraphComposition {
  /// Composes how a text goes on: the scores of what is read at the last place, and the word that is drawn of them.
  ///
  /// `scores: [T, P, W]`, of T texts, P places and at least as many words as the data has. The word is
  /// `argmax_w (s_w + τ · g_w)` with `g = −ln(−ln u)`, a draw of `softmax(s / τ)`, and for a temperature τ of 0 the
  /// likeliest. Source: Maddison, Tarlow & Minka 2014, section 2 (the Gumbel-Max trick).
  ///
  /// - Throws: scores that are not of a language model; a prompt of unknown words; a text without room.
  func draw(_ text: TextDefinition, of scores: Tensor) throws {
    let words = try TextWords(text, readBy: Array(fields), of: model)
    let logits = try logits(scores, text)
    try check(logits, text, words)
    for problem in seenWords(logits, text, words) { context.keep(problem) }
    let texts = logits.shape[0]
    let place = try builder.input(
      .runtime(Model.textInput("place")), TensorType([], .int32)
    ).reshaped([1])
    let last = try logits.with(batch: .none).gathered(place, axis: 1)
      .reshaped([texts, logits.shape[2]]).sliced(axis: 1, 0..<words.all.count)
    let temperature = builder.input(
      .batch(Model.textInput("temperature")), TensorType([texts, 1]))
    let uniform = context.tensor(
      try context.draw(.uniform, shape: last.shape, names: ["word"]))
    let noise = try -(-uniform.log()).log()
    builder.result(.output("word"), try (last + temperature * noise).argMax(axes: [1]))
    builder.result(.output("sum"), try last.sum(axes: [1]))
  }

  /// What went into the softmax, where there is one.
  private func logits(_ scores: Tensor, _ text: TextDefinition) throws -> Tensor {
    if let (input, _) = try context.squashed(scores, by: .softmax) { return input }
    let range = context.range(of: scores.value)
    if range.isWithin(0, 1), !range.isConstant {
      context.keep(
        Diagnostic(
          .probabilitiesAsLogits,
          "'text' takes this as logits, though it lies in 0 to 1; give it what went into the softmax",
          at: text.scores.range))
    }
    return scores
  }

  private func check(_ scores: Tensor, _ text: TextDefinition, _ words: TextWords) throws {
    let name = "'\(text.scores.description.excerpt)'"
    func refuse(_ what: String) -> Diagnostic {
      Diagnostic(
        "\(name) is no language model: \(what)", at: text.scores.range,
        notes: [
          .init(
            "one gives [texts, places, words]: at each place of '\(words.field.name)' a score for every word that may come next"
          )
        ])
    }
    let shape = scores.shape
    guard scores.batch == .many, shape.rank == 3, shape[0] == text.temperatures.count, shape[1] > 0
    else { throw refuse("its shape is \(shape)") }
    guard shape[1] <= words.length else {
      throw refuse("it has \(shape[1]) places, and '\(words.field.name)' \(words.length)")
    }
    guard shape[2] >= words.all.count else {
      throw refuse(
        "it has scores for \(shape[2]) words, and '\(words.field.name)' has \(words.all.count)")
    }
    let room = shape[1] + 1 - words.prompt.count
    guard room > 0 else {
      throw Diagnostic(
        "the prompt has \(words.prompt.count.counted("word")), and \(name) has \(shape[1].counted("place"))",
        at: text.promptRange)
    }
    guard text.length <= room else {
      throw Diagnostic(
        "no \(text.length) words can follow a prompt of \(words.prompt.count): \(name) has \(shape[1]) places, so at most "
          + "\(room)", at: text.lengthRange,
        notes: [.init("a greater 'length' of '\(words.field.name)' makes more places")])
    }
  }

  /// Warns where places see the words that they are to tell: training teaches to copy them, and where a text is written there are none.
  private func seenWords(
    _ scores: Tensor, _ text: TextDefinition, _ words: TextWords
  ) -> [Diagnostic] {
    let name = "'\(text.scores.description.excerpt)'"
    var problems: [Diagnostic] = []
    for call in context.networkCalls {
      // What sees no more than a beginning of the words may see all of it.
      guard call.inputs.contains(where: { $0.exampleShape.extents.first == scores.shape[1] }),
        let layer = model.definition.networks[call.network]?.lookingAhead
      else { continue }
      problems.append(
        Diagnostic(
          .nextWordSeen,
          "each place of '\(call.network).\(layer.name)' sees the words after it, which \(name) is to tell: it learns to copy them, "
            + "and where a text is written there are none", at: layer.range,
          notes: [.init(layer.advice)]))
    }
    let field = words.field.name
    for loss in model.definition.losses.values where scores.shape[1] == words.length {
      for target in targets(of: text.scores.description, in: loss)
      where target.description == field {
        problems.append(
          Diagnostic(
            .nextWordSeen,
            "\(name) is compared with the words that it reads, place by place, so it learns to copy them; those that follow are '\(field)[1:]'",
            at: target.range,
            notes: [.init("'\(field)[:-1]' is what it reads then: all words but the last")]))
      }
    }
    return problems
  }

  /// What a value is compared with as scores of classes.
  private func targets(of scores: String, in expression: ExpressionTree) -> [ExpressionTree] {
    let inner = expression.children.flatMap { targets(of: scores, in: $0) }
    guard case .call("cross_entropy", let arguments, _) = expression.kind, arguments.count >= 2,
      arguments[0].description == scores
    else { return inner }
    return [arguments[1]] + inner
  }
}
