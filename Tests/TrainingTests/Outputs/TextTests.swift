import Artifacts
import Foundation
import Testing

@testable import Experiment
@testable import Training

/// Texts whose words can be told without training: the scores are written out. The words are, by their numbers, `""`, `[UNK]`,
/// `the`, `this`, `is`, `i`, `and`, `of`, `film`, `story`, `movie`, `a`, `actors` and seven more.
@Suite("A sample of text")
struct TextTests {
  private static func text(
    _ scores: String, prompt: String = "this", length: Int = 4, more: String = ""
  ) -> String {
    """
    etch: 1
    name: writing
    seed: 4
    data: {review: {source: builtin/sentences, vocabulary: 20}}
    values: {zero: "0 * review[:-1]"}
    outputs:
      samples:
        story:
          text: "\(scores)"
          prompt: \(prompt)
          length: \(length)
          \(more)
    """
  }

  /// The lines of a sample.
  private static func lines(
    _ scores: String, prompt: String = "this", length: Int = 4, more: String = "", draw: UInt64 = 0
  ) throws -> [String] {
    try Rehearsal(text(scores, prompt: prompt, length: length, more: more))
      .written("story", draw: draw).lines
  }

  @Test("goes on from word to word, the likeliest at temperature 0, and begins with its prompt")
  func follows() throws {
    // The word of the next number.
    let next = "50 * one_hot(review[:-1] + 1, 20)"
    #expect(
      try Self.lines(next, more: "temperatures: [0, 0.5]") == [
        "0: this is i and of", "0.5: this is i and of",
      ])
    #expect(
      try Self.lines(next, prompt: "'I, the FILM!'") == ["1: i the film story movie a actors"])
    #expect(try Self.lines(next, prompt: "movie", length: 1) == ["1: movie a"])
  }

  @Test("reads the scores at the place of its last word, whatever the prompt's length")
  func places() throws {
    // At place p the word p + 2, so that the second word is 'the', the third 'this'.
    let counting = "50 * one_hot(zero + range(19) + 2, 20)"
    #expect(try Self.lines(counting, prompt: "film") == ["1: film the this is i"])
    #expect(try Self.lines(counting, prompt: "film film film") == ["1: film film film is i and of"])
    let full = try Self.lines(counting, prompt: "film", length: 19)
    // At the last place there is no such word any more.
    #expect(full[0].split(separator: " ").count == 1 + 19)
  }

  @Test("ends where padding is drawn, and never has a word that there is not")
  func ends() throws {
    // After 'this' is 'the', and then nothing.
    let padding = "50 * one_hot((review[:-1] > 2) * (review[:-1] - 1), 20)"
    #expect(try Self.lines(padding, prompt: "this", length: 9) == ["1: this the"])
    let beyond = "50 * one_hot(zero + 24, 25) + 40 * one_hot(zero + 1, 25)"
    #expect(try Self.lines(beyond, length: 2) == ["1: this [UNK] [UNK]"])
  }

  /// Which part of 760 words is 'this', where 'the' and 'this' have the odds 1 to 3, and no other has any.
  private static func share(temperature: Double) throws -> Double {
    let odds = "\(temperature) * 100 * (one_hot(zero + 2, 20) + one_hot(zero + 3, 20))"
    let temperatures = Array(repeating: "\(temperature)", count: 40).joined(separator: ", ")
    let words = try lines(
      "\(odds) + log(3) * one_hot(zero + 3, 20)", prompt: "film", length: 19,
      more: "temperatures: [\(temperatures)]"
    ).flatMap { $0.split(separator: " ").dropFirst(2) }
    #expect(words.count == 760 && Set(words).isSubset(of: ["the", "this"]))
    return Double(words.filter { $0 == "this" }.count) / Double(words.count)
  }

  /// The draws are of the seed, so the shares are always the same; 0.05 is about three standard deviations.
  @Test(
    "draws words by softmax(scores / temperature)",
    arguments: [(1.0, 0.75), (2, 0.634), (0.5, 0.9), (50, 0.505)])
  func odds(temperature: Double, share: Double) throws {
    let found = try Self.share(temperature: temperature)
    #expect(abs(found - share) < 0.05, "\(found)")
  }

  @Test("draws the same again, something else another time, and each line by itself")
  func draws() throws {
    let all = "50 * (1 - one_hot(zero, 20))"
    func lines(_ temperatures: String, draw: UInt64 = 0) throws -> [String] {
      try Self.lines(all, length: 12, more: "temperatures: [\(temperatures)]", draw: draw)
    }
    let first = try lines("1, 1")
    #expect(try lines("1, 1") == first && first[0] != first[1])
    #expect(try lines("1, 1, 7").dropLast() == first[...])
    #expect(try lines("1, 1", draw: 1) != first)
  }

  @Test("takes what went into a softmax, and warns of other numbers from 0 to 1")
  func probabilities() throws {
    let scores = "3 * one_hot(review[:-1] + 1, 20)"
    let (logits, probabilities) = try (
      Self.lines(scores, length: 15), Self.lines("softmax(\(scores))", length: 15)
    )
    #expect(logits == probabilities)
    func warnings(_ scores: String) throws -> [String] {
      try Rehearsal(Self.text(scores)).warnings.filter { $0.contains("logits") }
    }
    #expect(try warnings("softmax(\(scores))").isEmpty && warnings(scores).isEmpty)
    #expect(
      try warnings("0.5 * softmax(\(scores))") == [
        "'text' takes this as logits, though it lies in 0 to 1; give it what went into the softmax"
      ])
  }

  @Test("ends before scores that are no numbers, which is told")
  func notNumbers() throws {
    // No class of seven is that of the eighth word, 'of'.
    let run = try Rehearsal(
      Self.text(
        "50 * one_hot(review[:-1] + 1, 20) + mean(one_hot(review[:-1], 7), axis=-1)", length: 9))
    let (lines, areNumbers) = try run.written("story")
    #expect(lines == ["1: this is i and of"] && !areNumbers)
    #expect(try Rehearsal(Self.text("one_hot(zero, 20)")).written("story").areNumbers)
  }

  @Test("is a file at every moment with its first line in the log, the same after a stop")
  func files() throws {
    let experiment = Self.text("scores", prompt: "the", length: 6, more: "temperatures: [0, 1]")
      .replacing("vocabulary: 20", with: "vocabulary: 20, count: 400")
      .replacing(
        "values: {zero: \"0 * review[:-1]\"}",
        with: """
          networks:
            model: {input: [any], layers: [{embedding: {vocabulary: 20, units: 1}}]}
          values: {scores: "5 * model(review[:-1]) * one_hot(review[:-1], 20)"}
          losses: {size: mean(square(scores - 1))}
          train:
            epochs: 2
            batch_size: 160
            optimizer: {sgd: {learning_rate: 4}}
            step: {model: {minimize: size}}
          """)
    let whole = try Rehearsal(experiment)
    #expect(try whole.trainer().run() == .finished)
    let first = try Rehearsal(experiment)
    #expect(try first.trainer(stopAfter: 3).run() == .stopped)
    let second = try Rehearsal(experiment, after: first)
    #expect(try second.trainer().run() == .finished)
    var texts: [String] = []
    for moment in ["epoch-0001", "epoch-0002"] {
      let path = try whole.folder.text("story", at: moment)
      #expect(whole.observer.written.contains(path))
      let text = try TextFile.read(path)
      #expect(try TextFile.read(second.folder.text("story", at: moment)) == text)
      let lines = text.split(separator: "\n")
      #expect(lines.count == 2 && lines[0].hasPrefix("0: the") && lines[1].hasPrefix("1: the"))
      #expect(whole.observer.remarks.contains("story at \(lines[0])"))
      texts.append(text)
    }
    let other = try TemporaryFolder()
    let paths = try whole.renderAgain(in: RunFolder(other.path))
    #expect(paths == ["\(other.path)/samples/epoch-0002/story.txt"])
    #expect(try TextFile.read(paths[0]) == texts[1])
  }

  @Test(
    "is refused where nothing can be drawn",
    arguments: [
      (
        "mean(zero)", "this", 4, "",
        "'mean(zero)' is no language model: its shape is []"
      ),
      ("review[:-1]", "this", 4, "", "'review[:-1]' is no language model: its shape is [1, 19]"),
      (
        "one_hot(zero, 19)", "this", 4, "",
        "'one_hot(zero, 19)' is no language model: it has scores for 19 words, and 'review' has 20"
      ),
      (
        "one_hot(concat([review, review], axis=0), 20)", "this", 4, "",
        "is no language model: it has 40 places, and 'review' 20"
      ),
      (
        "one_hot(zero + review.label, 20)", "this", 4, "",
        "reads 'review.label' beside the words of 'review', and a text follows from its prompt alone"
      ),
      (
        "one_hot(review.label, 20)", "this", 4, "",
        "'one_hot(review.label, 20)' reads no words, so no text can be drawn of it"
      ),
      (
        "one_hot(zero, 20)", "''", 4, "",
        "the prompt is empty, and the first word has to follow from some"
      ),
      (
        "one_hot(zero, 20)", "'?! …'", 4, "",
        "'…' is not among the 18 words of 'review'"
      ),
      (
        "one_hot(zero, 20)", "'?!'", 4, "",
        "the prompt '?!' has no words, and the first word has to follow from some"
      ),
      (
        "one_hot(zero, 20)", "this moive", 4, "",
        "'moive' is not among the 18 words of 'review'; did you mean 'movie'?"
      ),
      (
        "one_hot(zero, 20)", "this zebra flies", 4, "",
        "'zebra', 'flies' are not among the 18 words of 'review'"
      ),
      (
        "one_hot(zero, 20)", "this movie", 19, "",
        "no 19 words can follow a prompt of 2: 'one_hot(zero, 20)' has 19 places, so at most 18"
      ),
      (
        "one_hot(zero[:2], 20)", "this film is the", 1, "",
        "the prompt has 4 words, and 'one_hot(zero[:2], 20)' has 2 places"
      ),
      (
        "one_hot(zero, 20)", "this", 4, "grid: zero",
        "a sample shows pictures ('grid') or writes texts ('text'), not both"
      ),
      (
        "one_hot(zero, 20)", "this", 4, "columns: 3",
        "'columns' is of pictures, and this sample is of texts"
      ),
      (
        "one_hot(zero, 20)", "this", 4, "temperatures: [1, -0.5]",
        "item 2 of 'temperatures' of sample expects a number from 0 to 1000, found -0.5"
      ),
    ])
  func refused(
    _ scores: String, _ prompt: String, _ length: Int, _ more: String, _ sentence: String
  ) {
    let message = diagnosis {
      try Rehearsal(Self.text(scores, prompt: prompt, length: length, more: more))
    }
    #expect(message.contains(sentence), "\(message)")
  }

  @Test(
    "needs a prompt and a length, and leaves both to samples of text",
    arguments: [
      ("text: \"one_hot(zero, 20)\"", "a text begins with some words: 'prompt: this movie'"),
      (
        "text: \"one_hot(zero, 20)\"\n      prompt: this",
        "a text needs to know how many words follow the prompt: 'length: 50'"
      ),
      (
        "grid: zero\n      prompt: this",
        "'prompt' goes with 'text', and this sample is of pictures"
      ),
      (
        "every: 1 epoch",
        "a sample shows something: 'grid: [digit]', or 'text: model(review[:-1])'"
      ),
    ])
  func half(_ sample: String, _ sentence: String) {
    let experiment = """
      etch: 1
      name: writing
      data: {review: {source: builtin/sentences, count: 40}}
      values: {zero: 0 * review}
      outputs:
        samples:
          story:
            \(sample)
      """
    let message = diagnosis { try Rehearsal(experiment) }
    #expect(message.contains(sentence), "\(message)")
  }
}
