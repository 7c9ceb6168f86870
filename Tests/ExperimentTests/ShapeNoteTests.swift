import Diagnostics
import ExperimentTexts
import Testing

@testable import Experiment

/// Where shapes that do not fit come from: which layer, or which data, and its line.
@Suite("Shapes that do not fit")
struct ShapeNoteTests {
  struct Mistake: CustomTestStringConvertible, Sendable {
    let loss: String
    /// What the notes say, in their order, each with its line of the file.
    let notes: [String]
    var testDescription: String { loss }

    init(_ loss: String, _ notes: String...) {
      (self.loss, self.notes) = (loss, notes)
    }
  }

  /// The text of an experiment that minimizes a loss.
  private static func text(_ loss: String) -> String {
    DigitsExperiment.beginning(
      "name: it",
      networks: ["wide": ["flatten", "dense: 8"], "narrow": ["flatten", "dense: 5"]])
      + "values:\n  row: 0.5 * wide(digit) + 0.5\n  other: narrow(digit)\nlosses:\n"
      + "  loss: \(loss)\n"
      + DigitsExperiment.training("fit: {update: [wide, narrow], minimize: loss}")
  }

  private static let digit = "it.yaml:4:3: note: examples of 'digit' are [28, 28, 1]"
  private static let wide = "it.yaml:10:9: note: wide.dense_1 makes [8]"
  private static let narrow = "it.yaml:15:9: note: narrow.dense_1 makes [5]"

  @Test(
    "are told with the layer or the data that they come from",
    arguments: [
      Mistake("mse(wide(digit), digit)", wide, digit),
      Mistake("l1(row, digit)", wide, digit),
      Mistake("bce(row, other)", wide, narrow),
      Mistake("cross_entropy(row, digit)", wide, digit),
      Mistake("mean(row + other)", wide, narrow),
      Mistake("mean(square(other) - row)", narrow, wide),
      Mistake("mean(maximum(row, other))", wide, narrow),
      // One of both is made by an expression, or tells nothing.
      Mistake("mse(row[1:], other)", narrow),
      Mistake("mse(digit, digit.label)", digit),
      // What does not fit is the batch.
      Mistake("mse(row, row.batch[:4])"),
    ])
  func told(mistake: Mistake) throws {
    let told = try FileValidation(
      .experiment(texts: ["it.yaml": Self.text(mistake.loss)]), file: "it.yaml", profile: nil,
      overrides: [], dataFolder: "data"
    ).remarks.printed()
    let lines = told.split(separator: "\n").map(String.init)
    #expect(lines.filter { $0.contains(" error: ") }.count == 1, "\(told)")
    let notes = lines.filter { $0.contains(": note: ") && $0.hasPrefix("it.yaml:") }
    #expect(notes == mistake.notes, "\(told)")
  }

  @Test("In a layer that is an expression it is the layer before, not the layer itself")
  func compute() throws {
    let text = Self.text("mean(row)").replacing(
      "- dense: 8\n", with: "- dense: 8\n      - compute: x + x[1:]\n")
    let told = try FileValidation(
      .experiment(texts: ["it.yaml": text]), file: "it.yaml", profile: nil, overrides: [],
      dataFolder: "data"
    ).remarks.printed()
    #expect(told.contains("x + x[1:]: examples of the shapes [8] and [7] do not fit"), "\(told)")
    #expect(told.contains(Self.wide) && !told.contains("compute_1 makes"), "\(told)")
  }
}
