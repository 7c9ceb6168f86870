import Compiler
import Graph

/// How the convolutions of a program are computed, and why, one in a row; those that are alike are one row, with how many
/// there are.
struct ConvolutionTable {
  private let choices: [ConvolutionChoice]

  init(_ choices: [ConvolutionChoice]) { self.choices = choices }

  var text: String {
    let rows = choices.map { choice in
      [
        choice.operation, choice.shapes, choice.origin.path, KernelTable.place([choice.origin]),
        choice.reason,
      ]
    }
    var counts: [[String]: Int] = [:]
    for row in rows { counts[row, default: 0] += 1 }
    return TextTable(
      ["times", "convolution", "from and to", "layer", "line", "computed as, and why"],
      rows.unique.map { row in ["\(counts[row] ?? 1)"] + row }
    ).text
  }
}
