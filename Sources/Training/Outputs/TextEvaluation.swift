import Config
import Experiment
import Tensors

/// Texts that are written word after word, all of a sample at once.
final class TextEvaluation {
  private let text: TextDefinition
  private let model: Model
  private let evaluation: SplitEvaluation

  /// - Parameter evaluation: evaluates the request of `text`.
  init(_ text: TextDefinition, model: Model, _ evaluation: SplitEvaluation) {
    self.text = text
    self.model = model
    self.evaluation = evaluation
  }

  /// Whether the expressions name metrics.
  func readsFigures() throws -> Bool { try evaluation.readsFigures() }

  /// The texts, one for each temperature, which stands before it: `0.5: this movie is …`. A text ends where padding is drawn.
  ///
  /// - Parameter draw: what draws are keyed by, besides the place; the same number gives the same.
  /// - Returns: the lines, and whether all scores were numbers; a text ends where they are not.
  func lines(
    figures: [String: Double], round: [String: Double], draw: UInt64
  ) throws -> (lines: [String], areNumbers: Bool) {
    let words = try TextWords(text, readBy: evaluation.fields(), of: model)
    let count = text.temperatures.count
    let temperatures = HostArray(
      shape: [count, 1], floats: text.temperatures.map { Float($0) })
    var texts = [[Int32]](repeating: words.prompt, count: count)
    var isOver = [Bool](repeating: false, count: count)
    var areNumbers = true
    for written in 0..<text.length where isOver.contains(false) {
      let place = words.prompt.count + written - 1
      let read = texts.flatMap { text in
        (0..<words.length).map { $0 < text.count ? text[$0] : 0 }
      }
      let program = try evaluation.run(
        rows: count, figures: figures, round: round, step: draw << 32 | UInt64(place)
      ) { program in
        try program.setInput(
          words.field.source, HostArray(shape: [count, words.length], storage: .int32(read)))
        try program.setInput(.batch(Model.textInput("temperature")), temperatures)
        program.setRuntime(Model.textInput("place"), Double(place))
      }
      let (drawn, sums) = (program.output("word").doubles, program.output("sum").doubles)
      for index in 0..<count where !isOver[index] {
        if !sums[index].isFinite { areNumbers = false }
        guard sums[index].isFinite, drawn[index] > 0 else {
          isOver[index] = true
          continue
        }
        texts[index].append(Int32(drawn[index]))
      }
    }
    let lines = zip(text.temperatures, texts).map { temperature, numbers in
      "\(CanonicalNumber.text(temperature)): \(words.text(numbers))"
    }
    return (lines, areNumbers)
  }
}
