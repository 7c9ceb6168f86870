import Config
import Diagnostics
import Graph
import OrderedCollections
import RecordedCases
import Tensors
import Testing

@testable import Layers

/// Expressions over data, networks and numbers.
private final class Bench {
  let composition: GraphUnderTest
  let evaluator: Evaluator

  init(
    _ networksText: String = "networks: {}", batch: Int = 2, role: String = "train",
    stage: String = "1", step: UInt32 = 0
  ) throws {
    let composition = GraphUnderTest(batch: batch, role: role, stage: stage, step: step)
    self.composition = composition
    let x = composition.field(
      "x", HostArray(shape: [2, 3], floats: [1, -2, 3, 4, 5, -6]))
    let row = composition.field("row", HostArray(shape: [1, 3], floats: [10, 20, 30]))
      .with(batch: .one)
    let column = composition.field("column", HostArray(shape: [2, 1], floats: [1, 2]))
    let label = composition.field(
      "x.label", HostArray(shape: [2], storage: .int32([1, 0])))
    let terms: [String: Term] = [
      "x": .value(x), "row": .value(row), "column": .value(column), "x.label": .value(label),
      "latent": .number(2),
    ]
    self.evaluator = Evaluator(
      context: composition.context,
      functions: FunctionVocabulary(FunctionCatalogue.all + LossCatalogue.all),
      networks: try networks(networksText),
      mode: { _ in .training }, bindingNames: terms.keys.sorted(),
      bindings: { name, _ in terms[name] })
  }

  func values(_ text: String, as name: String = "values.test") throws -> (
    shape: Shape, values: [Double]
  ) {
    let value = try evaluator.tensor(ExpressionTree(parsing: text), as: .named(name))
    let result = try composition.run([value])[0]
    return (result.shape, result.values)
  }
}

/// The expression as YAML text, so that mistakes have places.
private func expression(_ text: String) throws -> ExpressionTree {
  try ExpressionTree(node("e: \(text)")["e"] ?? node("null"))
}

@Suite struct EvaluatorTests {
  @Test(
    "values are computed elementwise, with scalars and axes of 1 repeated",
    arguments: [
      ("x + 1", [2, 3], [2, -1, 4, 5, 6, -5]),
      ("2 * x - x", [2, 3], [1, -2, 3, 4, 5, -6]),
      ("x * row", [2, 3], [10, -40, 90, 40, 100, -180]),
      ("column * row", [2, 3], [10, 20, 30, 20, 40, 60]),
      ("-x / latent", [2, 3], [-0.5, 1, -1.5, -2, -2.5, 3]),
      ("x ** 2", [2, 3], [1, 4, 9, 16, 25, 36]),
      ("x > 0", [2, 3], [1, 0, 1, 1, 1, 0]),
      ("(x < 4) == x.label", [2, 3], [1, 1, 1, 1, 1, 0]),
      ("x * x.label", [2, 3], [1, -2, 3, 0, 0, 0]),
      ("sum(column * ones([2, 2]), per=example)", [2], [4, 8]),
      ("x * [1, 2, 3]", [2, 3], [1, -4, 9, 4, 10, -18]),
      ("x + [[1], [2]]", [2, 2, 3], [2, -1, 4, 3, 0, 5, 5, 6, -5, 6, 7, -4]),
      ("[1, 2, 3][1:]", [2], [2, 3]),
      ("x[1]", [2], [-2, 5]),
      ("x[-1]", [2], [3, -6]),
      ("x[..., 0]", [2], [1, 4]),
      ("x[0, ...]", [2], [1, 4]),
      ("x.batch[1]", [3], [4, 5, -6]),
      ("[[1, 2], [3, 4]][:, 1]", [2], [2, 4]),
      ("[[1, 2], [3, 4]][1, 0]", [], [3]),
      ("concat([x, [7]])", [2, 4], [1, -2, 3, 7, 4, 5, -6, 7]),
      ("concat([row, x])", [2, 6], [10, 20, 30, 1, -2, 3, 10, 20, 30, 4, 5, -6]),
      ("x.label + batch_size", [2], [3, 2]),
      ("step + 1", [], [1]),
      ("x.label * epoch", [2], [7, 0]),
      ("x.label == 1", [2], [1, 0]),
      ("x[1:]", [2, 2], [-2, 3, 5, -6]),
      ("x[:-1]", [2, 2], [1, -2, 4, 5]),
      ("x.batch[1:2]", [1, 3], [4, 5, -6]),
      ("range(3) * 2", [3], [0, 2, 4]),
      ("x + range(3)", [2, 3], [1, -1, 5, 4, 6, -4]),
      ("[range(2), [5, 6]]", [2, 2], [0, 1, 5, 6]),
      ("softmax(0 * x, axis=0)", [2, 3], [1, 1, 1, 1, 1, 1].map { $0 / 3.0 }),
      ("softmax([[0, 0], [0, 0]], axis=0)", [2, 2], [0.5, 0.5, 0.5, 0.5]),
      ("log(softmax([[1], [3]], axis=0))", [2, 1], [-2.126928, -0.126928]),
      ("concat([[[1, 2]], [[3, 4]]], axis=0)", [2, 2], [1, 2, 3, 4]),
      ("concat([x, column], axis=-1)", [2, 4], [1, -2, 3, 1, 4, 5, -6, 2]),
      ("mean([[1, 2], [3, 6]], axis=0)", [1, 2], [2, 4]),
      ("std(x, axis=-1)[0]", [2], [2.0548047, 4.9665549]),
      ("mean(x, axis=batch)", [1, 3], [2.5, 1.5, -1.5]),
      ("x - mean(x, axis=batch)", [2, 3], [-1.5, -3.5, 4.5, 1.5, 3.5, -4.5]),
      ("max(x, axis=batch) + 0 * x", [2, 3], [4, 5, 3, 4, 5, 3]),
      ("sum(row, axis=batch)", [1, 3], [10, 20, 30]),
      ("std(x.label, axis=batch)", [1], [0.5]),
      ("gradient(sum(std(0 * x, axis=-1)) + std(0 * x), x)", [2, 3], [0, 0, 0, 0, 0, 0]),
      ("matmul(x, [[1, 0], [0, 1], [1, 1]])", [2, 2], [4, 1, -2, -1]),
      ("matmul([[1, 2]], [[3], [4]])", [1, 1], [11]),
      ("matmul(x, ones([2, 3], count=1).batch[0], transpose_b=true)", [2, 2], [2, 2, 3, 3]),
      ("matmul(x + zeros([2, 3]), x + zeros([2, 3]), transpose_b=true)[0, 1]", [2], [14, 77]),
      ("sum(x)", [], [5]),
      ("sum(x, per=example)", [2], [2, 3]),
      ("mean(x) + std([1])", [], [5.0 / 6]),
      ("max(x)", [], [5]),
      ("max(x, per=example)", [2], [3, 5]),
      ("max([[1, 7], [3, 6]], axis=0)", [1, 2], [3, 7]),
      ("max(x.label)", [], [1]),
      ("max(3)", [], [3]),
      ("maximum(x, 0)", [2, 3], [1, 0, 3, 4, 5, 0]),
      ("clip(x, -1, 2)", [2, 3], [1, -1, 2, 2, 2, -1]),
      ("one_hot(x.label, 3)", [2, 3], [0, 1, 0, 1, 0, 0]),
      ("one_hot(range(2), 3)", [2, 3], [1, 0, 0, 0, 1, 0]),
      ("one_hot([2, 0], 3)", [2, 3], [0, 0, 1, 1, 0, 0]),
      ("lookup([5, 6, 7], [2, 0])", [2], [7, 5]),
      ("lookup(range(4) * 2, range(3))", [3], [0, 2, 4]),
      ("argmax(x)", [2], [2, 1]),
      ("concat([x, column])", [2, 4], [1, -2, 3, 1, 4, 5, -6, 2]),
      ("concat([x, row], axis=batch)", [3, 3], [1, -2, 3, 4, 5, -6, 10, 20, 30]),
      ("zeros([2], count=1) + ones(like=row)[:2]", [1, 2], [1, 1]),
      ("interpolate(row, 0 * row, 3)", [3, 3], [10, 20, 30, 5, 10, 15, 0, 0, 0]),
      ("interpolate(0, sum(row) / 60, 3)", [3], [0, 0.5, 1]),
      ("lattice([-1, 1], [4, 0], 2)", [4, 2], [-1, 4, 1, 4, -1, 0, 1, 0]),
      ("lattice([0 * sum(x) - 1, 1], [4, sum(x) - 5], 2)", [4, 2], [-1, 4, 1, 4, -1, 0, 1, 0]),
      ("lattice([x, 1], [4, 0], 2)", [], []),
      ("1.5 ** latent + exp(0)", [], [3.25]),
      ("gradient(sum(square(x)), x)", [2, 3], [2, -4, 6, 8, 10, -12]),
      ("gradient(sum(gradient(sum(x ** 3), x)), x)", [2, 3], [6, -12, 18, 24, 30, -36]),
      ("gradient(sum(stop_gradient(x) * x), x)", [2, 3], [1, -2, 3, 4, 5, -6]),
    ] as [(String, [Int], [Double])])
  func values(_ text: String, _ shape: [Int], _ expected: [Double]) throws {
    let bench = try Bench()
    if expected.isEmpty {
      #expect(throws: Diagnostic.self) { try bench.values(text) }
      return
    }
    let found = try bench.values(text)
    #expect(found.shape.extents == shape)
    #expect(deviation(found.values, expected) < 1e-6)
  }

  @Test(
    "what is wrong is told in a sentence, at its place",
    arguments: [
      ("x + z", "unknown name 'z'", "z"),
      ("x + roww", "unknown name 'roww'; did you mean 'row'?", "roww"),
      ("maen(x)", "unknown function or network 'maen'; did you mean 'mean'?", "maen"),
      ("model(x)", "unknown function or network 'model'; the networks are 'net', 'two'", "model"),
      ("mean + 1", "'mean' is a function; call it: mean(…)", "mean"),
      ("net + 1", "'net' is a network; call it: net(…)", "net"),
      (
        "x + x[1:]",
        "x + x[1:]: examples of the shapes [3] and [2] do not fit: aligned at the last axis, extents must be equal or 1",
        "x + x[1:]"
      ),
      (
        "x * zeros([3], count=1)",
        "x * zeros([3], count=1): batches of 2 and of 1 examples do not meet: [2, 3] and [1, 3]; '….batch[0]' of the one is that row without a batch, which goes with each",
        "x * zeros([3], count=1)"
      ),
      (
        "sum([1, 2], per=example)", "this has the shape [2] and no batch, so it has no examples",
        "[1, 2]"
      ),
      ("[1, [2]] + x", "[1, [2]] must hold numbers, or lists of one length", "[1, [2]]"),
      ("x[3]", "x[3]: there is no 3 among 3, which go from 0 to 2", "3"),
      ("x[0, 1]", "x of shape [3] has 1 axis to slice; the batch's is not written", "x[0, 1]"),
      ("x[3:]", "x[3:] holds nothing: from 3 to 3 of 3", "x[3:]"),
      ("sum(x, per=row)", "'per' of sum must be all, example, found row", "row"),
      (
        "bce(x, 1, reduction=meen)",
        "'reduction' of bce must be mean, batchmean, sum, none, found meen; did you mean 'mean'?",
        "meen"
      ),
      ("bce(x)", "bce needs 'target'", "bce(x)"),
      (
        "normal(100, latent)",
        "'shape' of normal must be a list, found 100; write normal([latent], count=100)", "100"
      ),
      (
        "normal(0, 1, [latent])", "the shape of a draw comes first; write normal([latent])",
        "normal(0, 1, [latent])"
      ),
      (
        "x + normal(0, 0.1, [3])",
        "the shape of a draw comes first; write 0.1 * normal([3])", "normal(0, 0.1, [3])"
      ),
      (
        "uniform(-1, 1, [8])",
        "the shape of a draw comes first; write uniform([8], low=-1, high=1)",
        "uniform(-1, 1, [8])"
      ),
      (
        "uniform([8], -1, 1)",
        "behind the shape of a draw stands how many rows there are; write uniform([8], low=-1, high=1)",
        "uniform([8], -1, 1)"
      ),
      ("normal(0, 1)", "'shape' of normal must be a list, found 0", "0"),
      (
        "zeros([batch_size, 3])",
        "the batch is not written: a shape is that of one row, [3]", "batch_size"
      ),
      ("zeros(3)", "'shape' of zeros must be a list, found 3; write zeros([3])", "3"),
      (
        "1 * [mean(x), 2]",
        "[mean(x), 2] is no list of numbers; mean(x) + 2 adds them, concat(…) joins values",
        "[mean(x), 2]"
      ),
      ("1 * [x]", "[x] is no list of numbers; write x, concat(…) joins values", "[x]"),
      ("1 * [x, 2]", "[x, 2] is no list of numbers; concat(…) joins values", "[x, 2]"),
      (
        "mean(\"x\")",
        "the text 'x' stands where a number or a value is needed; names stand without quotes",
        "\"x\""
      ),
      ("softmax(x, axis=1)", "[3] has no axis 1", "1"),
      (
        "mean(x, axis=rows)",
        "'axis' of mean must be batch, or a whole number from -8 to 7, found rows", "rows"
      ),
      (
        "mean([1, 2], axis=batch)",
        "this has the shape [2] and no batch, so it has no examples", "[1, 2]"
      ),
      (
        "concat([x, x], axis=rows)",
        "'axis' of concat must be channels or batch, or a whole number from -8 to 7, found rows",
        "rows"
      ),
      ("concat(x)", "'values' of concat must be a list, found x; a list is written [x]", "x"),
      (
        "gram_style(net(x), net(x), layers=code)",
        "'layers' of gram_style must be a list of names, found code; a list is written [code]",
        "code"
      ),
      (
        "gram_style(net(x), net(x), layers=code.deep)",
        "'layers' of gram_style must be a list of names, found code.deep; a list is written [code.deep]",
        "code.deep"
      ),
      (
        "matmul(x, x)",
        "matmul(x, x): matmul takes [M, K] and [K, N], found [3] and [3]; examples are multiplied each by itself",
        "matmul(x, x)"
      ),
      ("range(0)", "'count' of range must be a whole number from 1 to 1048576, found 0", "0"),
      ("exp(x, x)", "exp(x) takes at most 1 argument, found 2", "exp(x, x)"),
      ("exp(y=x)", "exp has no argument 'y'", "y"),
      ("exp(x, x=x)", "'x' is given twice", "x"),
      ("normal()", "say the shape of a row, [100], or [] of a number, or like=…", "normal()"),
      ("log(0)", "log(0) is no finite number", "log(0)"),
      ("1 / 0", "1 / 0 is no finite number", "1 / 0"),
      ("net(x).code", "net has no layer 'code'", "code"),
      ("net(x, y=x)", "net takes no 'y' here", "y"),
      ("net(x[1:])", "net takes [3], found [2]", "net(x[1:])"),
      ("net(x, mode=tests)", "'mode' of a call is training or inference, found tests", "tests"),
      (
        "mean(two(x))",
        "two has several outputs that no layer reads ('mean' besides the last); say which: two(x).mean",
        "two(x)"
      ),
      (
        "gradient(x, x)",
        "gradient needs a single number, found the shape [2, 3]; take its mean or sum", "x"
      ),
      (
        "gradient(sum(x), row)",
        "what 'gradient' differentiates does not depend on the value it is taken for", "row"
      ),
      (
        "cross_entropy(x, row)",
        "cross_entropy(x, row): cross_entropy of a prediction of shape [2, 3] needs targets of shape [2] or [2, 3], found [1, 3]",
        "cross_entropy(x, row)"
      ),
    ] as [(String, String, String)])
  func mistakes(_ text: String, _ message: String, _ place: String) throws {
    let bench = try Bench(
      """
      networks:
        net: {input: [3], layers: [dense: 2]}
        two: {input: [3], layers: [{relu: {}, as: base}, {dense: 1, as: mean}, {dense: 2, from: base}]}
      """)
    let parsed = try expression("'\(text)'")
    func run() throws { _ = try bench.evaluator.tensor(parsed, as: .named("values.test")) }
    #expect(messages(run) == [message])
    #expect(pointed(run) == [place])
  }

  @Test(
    "all that is wrong in one expression is told at once",
    arguments: [
      ("x + zz - yy", ["unknown name 'zz'", "unknown name 'yy'"]),
      (
        "bce(zz, 1, reduction=meen)",
        [
          "unknown name 'zz'",
          "'reduction' of bce must be mean, batchmean, sum, none, found meen; did you mean 'mean'?",
        ]
      ),
      (
        "sum([zz, 1, maen(x)])",
        ["unknown name 'zz'", "unknown function or network 'maen'; did you mean 'mean'?"]
      ),
    ] as [(String, [String])])
  func several(_ text: String, _ expected: [String]) throws {
    let bench = try Bench()
    let parsed = try expression("'\(text)'")
    #expect(
      messages { _ = try bench.evaluator.tensor(parsed, as: .named("values.test")) } == expected)
  }

  @Test("a network's outputs are read by name, and a tap is the call's")
  func taps() throws {
    let bench = try Bench(
      """
      networks:
        two: {input: [3], layers: [{relu: {}, as: base}, {tanh: {}, as: mean}, {relu6: {}, from: base, as: spread}]}
      """)
    #expect(try bench.values("two(x).base").values == [1, 0, 3, 4, 5, 0])
    #expect(try bench.values("two(x).spread - two(x).base").values == [0, 0, 0, 0, 0, 0])
    let first = try bench.evaluator.evaluate(ExpressionTree(parsing: "two(x)"), as: .named("a"))
    let second = try bench.evaluator.evaluate(
      ExpressionTree(parsing: "two(input=x)"), as: .named("b"))
    #expect(first == second)
  }

  @Test("the output of a sigmoid or softmax counts by what went into it, and the plan says so")
  func logits() throws {
    let bench = try Bench("networks: {judge: {input: [3], layers: [sigmoid]}}")
    let squashed = try bench.values("bce(judge(30 * x), 1)", as: "losses.a")
    let plain = try bench.values("bce(30 * x, 1)", as: "losses.b")
    #expect(squashed.values == plain.values)
    #expect(
      bench.evaluator.context.remarks.map(\.message) == [
        "bce uses what went into the sigmoid of judge.sigmoid_1"
      ])
  }
}

@Suite struct DrawTests {
  /// The numbers that an expression draws.
  private func draws(
    _ text: String, as name: String = "values.z", batch: Int = 4, role: String = "train",
    stage: String = "1", step: UInt32 = 0
  ) throws -> [Double] {
    try Bench(batch: batch, role: role, stage: stage, step: step).values(text, as: name)
      .values
  }

  @Test("every written occurrence is a draw of its own, fresh in every stage and step")
  func fresh() throws {
    let base = try draws("normal([3])")
    #expect(base.count == 12)
    #expect(try draws("normal([3])") == base)
    #expect(try draws("normal([3])", as: "values.y") != base)
    #expect(try draws("normal([3])", stage: "2") != base)
    #expect(try draws("normal([3])", step: 1) != base)
    #expect(try draws("normal([3])", role: "sample") != base)
    #expect(try draws("normal([3]) - normal([3])").contains { $0 != 0 })
    // A larger batch draws the same first rows.
    #expect(try Array(draws("normal([3])", batch: 6).prefix(12)) == base)
  }

  @Test("per=step is the same in all stages, per=run in all steps and roles")
  func freshness() throws {
    let step = try draws("normal([3], per=step)")
    #expect(try draws("normal([3], per=step)", stage: "2") == step)
    #expect(try draws("normal([3], per=step)", step: 1) != step)
    let run = try draws("normal([3], per=run)")
    #expect(try draws("normal([3], per=run)", role: "sample", stage: "2", step: 9) == run)
    #expect(run != step)
  }

  @Test(
    "draws have the shape that is asked for and lie where they should",
    arguments: [
      ("uniform([500])", 2000, 0.0...1.0, 0.5, 0.03),
      ("uniform([500], low=-1, high=3)", 2000, -1.0...3.0, 1, 0.1),
      ("normal([500])", 2000, -5.0...5.0, 0, 0.1),
      ("bernoulli(0.25, [500])", 2000, 0.0...1.0, 0.25, 0.04),
      ("randint(-2, 3, [500])", 2000, -2.0...2.0, 0, 0.15),
      ("normal([2], count=700)", 1400, -5.0...5.0, 0, 0.1),
      ("normal(like=x)", 6, -5.0...5.0, 0, 5),
      ("bernoulli(abs(x) / 6)", 6, 0.0...1.0, 0.5, 0.5),
    ] as [(String, Int, ClosedRange<Double>, Double, Double)])
  func distributions(
    _ text: String, _ count: Int, _ range: ClosedRange<Double>, _ mean: Double, _ tolerance: Double
  ) throws {
    let found = try draws(text)
    #expect(found.count == count)
    #expect(found.allSatisfy(range.contains))
    #expect(abs(found.reduce(0, +) / Double(count) - mean) <= tolerance)
  }
}
