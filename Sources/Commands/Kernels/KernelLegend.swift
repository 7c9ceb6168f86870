import Compiler
import Diagnostics

/// What the words in tables of kernels and convolutions mean: of those that there are.
struct KernelLegend {
  private let launches: [CompiledGraph.Launch]
  private let reasons: [String]

  init(_ programs: [CompiledGraph], _ convolutions: [ConvolutionChoice] = []) {
    launches = programs.flatMap(\.launches)
    reasons = convolutions.map(\.reason)
  }

  /// A line for each word.
  var text: String {
    let kernels = Self.entries.filter { entry in launches.contains { entry.isIn($0) } }
      .map { (word: $0.word, meaning: $0.meaning) }
    let choices = Self.choices.filter { entry in reasons.contains { $0.contains(entry.mark) } }
      .map { (word: $0.word, meaning: $0.meaning) }
    let lines = kernels + choices
    let width = lines.map { $0.word.count }.max() ?? 0
    return lines.map { $0.word.padded(to: width + 2) + $0.meaning + "\n" }.joined()
  }

  /// What the reasons of convolutions say, and what tells that they do.
  private static let choices: [(mark: String, word: String, meaning: String)] = [
    (
      "winograd", "winograd F(m x m, r x r)",
      "m x m results of r x r taps from one tile: of F(4x4, 3x3) by 36 products in the place of 144"
    ),
    (
      " phases", "over N phases",
      "of a stride of 2, each second row and column is a picture; all four are channels of a convolution without stride"
    ),
    (
      " parts", "in N parts",
      "of the batch, one after another, so that transformed tiles fit into memory"
    ),
    (
      " by the model", "ms by the model",
      "what both ways cost by fixed constants, nothing measured: every machine chooses alike"
    ),
    (
      " taps", "R x R taps",
      "what a kernel has without taps that meet padding alone; Winograd's forms are of 2 x 2 to 5 x 5"
    ),
  ]

  private struct Entry: Sendable {
    let word: String
    let meaning: String
    let isIn: @Sendable (CompiledGraph.Launch) -> Bool

    init(
      _ word: String, _ meaning: String, _ isIn: @escaping @Sendable (CompiledGraph.Launch) -> Bool
    ) {
      self.word = word
      self.meaning = meaning
      self.isIn = isIn
    }

    /// A word that the algorithm of a kernel begins with.
    static func algorithm(_ begin: String, _ word: String, _ meaning: String) -> Entry {
      Entry(word, meaning) { $0.work.algorithm.hasPrefix(begin) }
    }

    /// A word among a kernel's operations.
    static func operation(_ words: [String], _ meaning: String) -> Entry {
      Entry(words[0], meaning) { launch in words.contains { launch.title.contains($0) } }
    }
  }

  private static let entries: [Entry] = [
    Entry("+", "runs at the same time as the kernel above it") { $0.isBesideLast },
    Entry("MB", "what its operands hold, each once") { _ in true },
    Entry(
      "over", "of products rows x columns over what is summed, so many 'times'; else the loops"
    ) { _ in true },
    .algorithm(
      "contraction", "contraction R x C",
      "sums of products; R rows of C vectors (or scalar products) of the result are in registers at once"
    ),
    .algorithm(
      "tiles", "tiles R x C",
      "the same for Winograd's products, block of tiles after block, with the transforms around them"
    ),
    .algorithm("rows", "rows of N", "N kernels as one, block of rows after block"),
    .algorithm("loops", "loops", "plain loops, as the operations stand"),
    .algorithm("pack", "pack", "a factor is copied into the order in which the product reads it"),
    .algorithm("merge", "merge", "the parts of a sum that workers shared, (partial), are added up"),
    .operation(
      ["tile_transform", "tile_assembly"],
      "Winograd's transform of pictures to tiles; tile_assembly is the way back"),
    .operation(["plane_transform"], "Winograd's transform of a kernel's taps"),
    .operation(
      ["conv2d_input_gradient"],
      "a transposed convolution, or the gradient to a convolution's input; of a stride, a kernel for each phase"
    ),
    .operation(["conv2d_weight_gradient"], "the gradient to a convolution's kernel"),
  ]
}
