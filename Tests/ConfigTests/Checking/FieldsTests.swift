import Diagnostics
import Testing
import YAML

@testable import Config

/// Schemas as the other rooms write them.
enum Sample {
  static let schedules = Catalogue(
    "schedule",
    [
      Schema(
        "exponential_decay", "Decays.",
        fields: [
          Field("initial", .number(.positive), .required, "where it starts"),
          Field("rate", .number(.fraction), .standard("0.9"), "the factor"),
        ]),
      Schema("cosine", "Half a wave."),
    ])

  static let optimizers = Catalogue(
    "optimizer",
    [
      Schema(
        "adam", "Adam.",
        fields: [
          Field(
            "learning_rate", .either([.number(.positive), .kind(of: schedules)]),
            .standard("1e-3"), "the step"),
          Field(
            "beta_1", .number(NumberRange(from: 0, to: 1, excludingHighest: true)),
            .standard("0.9"), ""),
        ]),
      Schema("sgd", "Descent."),
    ])

  static let sources = Catalogue(
    "source",
    [
      Schema("mnist", "Digits.", fields: [Field("count", .integer(1...Int.max), .optional, "")]),
      Schema("csv", "Rows.", fields: [Field("path", .path, .required, "the file")]),
    ])

  static let conv2d = Schema(
    "conv2d", "A convolution.", mainField: "filters",
    fields: [
      Field("filters", .integer(1...Int.max), .required, "the number of output channels"),
      Field(
        "kernel", .either([.integer(1...Int.max), .shape(rank: 2...2, any: false)]), .standard("3"),
        ""),
      Field(
        "padding", .either([.choice(["same", "valid", "reflect"]), .integer(0...64)]),
        .standard("same"), ""),
      Field("bias", .boolean, .standard("true"), ""), Field("label", .text, .optional, ""),
      Field("optimizer", .kind(of: optimizers), .optional, ""),
      Field("data", .variant(by: "source", of: sources), .optional, ""),
      Field("range", .list(.number(.any), count: 2...2), .standard("[0, 1]"), ""),
      Field("value", .expression, .optional, ""),
      Field("layers", .node(definition: "layers"), .optional, ""),
      Field("input", .shape(rank: 1...4, any: true), .optional, ""),
      Field("values", .mapping(.expression), .optional, ""),
    ])

  static func node(_ text: String, diagnostics: inout DiagnosticList) -> ConfigNode? {
    let file = SourceFile(name: "a.yaml", text: text)
    return YAMLReader.read(file, diagnostics: &diagnostics).map {
      ConfigNode($0, origin: .file("a.yaml"))
    }
  }

  /// The checked fields of a map that may hold `params`.
  static func check(_ text: String) -> (fields: Fields?, scope: Scope, list: DiagnosticList) {
    var list = DiagnosticList()
    guard let root = node(text, diagnostics: &list) else { return (nil, Scope(), list) }
    let scope = Scope(
      readingParams: root["params"], usage: ParamUsage(), file: "a.yaml", diagnostics: &list)
    let fields = Fields(
      checking: root["conv2d"] ?? root, schema: conv2d, scope: scope, diagnostics: &list)
    return (fields, scope, list)
  }
}

@Suite("Checked fields")
struct FieldsTests {
  @Test("Values are evaluated, defaults filled in")
  func values() throws {
    let text = """
      params: {base: 8, width: 2 * base, norm: same, sizes: [3, 5], rates: {adam: {beta_1: 0.5}}}
      conv2d:
        filters: width / 4
        kernel: sizes
        padding: ${norm}
        label: w ${width} of ${norm}
        optimizer: ${rates}
        data: {source: csv, path: "data/${norm}.csv"}
        input: [any, 7 * base, 3]
        value: kl(a, b)
        layers: [a, "${x}"]
        values: {p: 3, q: -z}
      """
    let (fields, scope, list) = Sample.check(text)
    #expect(list.printed() == "")
    let all = try #require(fields)
    #expect(all.integer("filters") == 4)
    #expect(all.shape("kernel") == [3, 5])
    #expect(all.text("padding") == "same")
    #expect(all.text("label") == "w 16 of same")
    #expect(all.kind("optimizer").schema.name == "adam")
    #expect(all.kind("optimizer").number("beta_1") == 0.5)
    #expect(all.kind("optimizer").number("learning_rate") == 1e-3)
    #expect(all.fields("data").text("path") == "data/same.csv")
    #expect(all.shape("input") == [-1, 56, 3])
    #expect(all.list("range").map { $0.number() } == [0, 1])
    #expect(all.expression("value").description == "kl(a, b)")
    #expect(all.mapping("values").mapValues { $0.expression().description }["q"] == "-z")
    #expect(all.isLeftOut("bias") && !all.has("nothing"))
    #expect(scope.unusedParams().isEmpty)
  }

  @Test("A param called as others call the batch is that param in a shape")
  func paramNamedAsBatch() throws {
    let (fields, _, list) = Sample.check(
      "params: {n: 9, B: 5}\nconv2d: {filters: 1, input: [n, B, 2 * n]}")
    #expect(list.printed() == "")
    #expect(try #require(fields).shape("input") == [9, 5, 18])
  }

  @Test("A list is a param's bare name, or an expression that gives one")
  func lists() throws {
    for text in ["bounds", "[0, 2 * one]", "range(one + 1)", "${bounds}"] {
      let (fields, _, list) = Sample.check(
        "params: {one: 1, bounds: [0, one]}\nconv2d: {filters: 1, range: \"\(text)\"}")
      #expect(list.printed() == "")
      #expect(try #require(fields).list("range").map { $0.number() }.first == 0, "\(text)")
    }
    let (_, _, list) = Sample.check("params: {bounds: [0, 1]}\nconv2d: {filters: 1, range: bound}")
    #expect(
      list.diagnostics.first?.message
        == "'range' of conv2d expects a list of 2 items, found the text 'bound', which is no param; did you mean 'bounds'?"
    )
  }

  @Test(
    "What is wrong is said with what was expected, what was found and the nearest spelling",
    arguments: [
      (
        "{filter: 3}",
        "conv2d has no field 'filter'; did you mean 'filters'?"
      ),
      (
        "three",
        "'filters' of conv2d expects a whole number from 1, found the text 'three', which is no param; a param is written 'params: {three: …}'"
      ),
      ("none", "'filters' of conv2d is given as none; it takes a whole number from 1"),
      ("0", "'filters' of conv2d expects a whole number from 1, found 0"),
      ("7 * 1.5", "7 * 1.5 is 10.5, a whole number is needed"), ("2 / 0", "division by zero"),
      ("2 * latent", "unknown param 'latent'; a param is written 'params: {latent: …}'"),
      ("4 -", "a value is missing at the end"),
      (
        "{filters: 3, bias: yes}",
        "'bias' of conv2d expects true or false, found the text 'yes'; write true"
      ),
      (
        "{filters: 3, padding: sane}",
        "'padding' of conv2d expects same, valid or reflect, or a whole number from 0 to 64, found the text 'sane'; did you mean 'same'?"
      ),
      (
        "{filters: 3, label: 4}",
        "'label' of conv2d expects text, found the number 4; put it in quotes"
      ),
      (
        "\"3\"",
        "'filters' of conv2d expects a whole number from 1, found the text '3'; a number stands without quotes"
      ),
      (
        "{filters: 3, optimizer: {adam: {beta_1: '-0.5'}}}",
        "'beta_1' of adam expects a number from 0 and below 1, found the text '-0.5'; a number stands without quotes"
      ),
      (
        "{filters: 3, kernel: ['3', 3]}",
        "number 1 of 'kernel' of conv2d expects a whole number from 1 to 1073741824, found the text '3'; a number stands without quotes"
      ),
      ("{filters: 3, optimizer: adan}", "unknown optimizer 'adan'; did you mean 'adam'?"),
      (
        "{filters: 3, optimizer: {adam: {beta1: 0.5}}}",
        "adam has no field 'beta1'; did you mean 'beta_1'?"
      ),
      (
        "{filters: 3, optimizer: {adam: {learning_rate: cosin}}}",
        "'learning_rate' of adam expects a number above 0, or a schedule (exponential_decay, cosine), found the text 'cosin'; did you mean 'cosine'?"
      ),
      (
        "{filters: 3, optimizer: {adam: {learning_rate: {exponential_decay: {}}}}}",
        "exponential_decay needs 'initial'"
      ),
      (
        "{filters: 3, optimizer: {adam: {beta_1: 1}}}",
        "'beta_1' of adam expects a number from 0 and below 1, found 1"
      ),
      (
        "{filters: 3, optimizer: {adam: {beta_1: 1e-50}}}",
        "'beta_1' of adam is 1.0e-50: too small for values, which are of single precision, from 1.4e-45 to 3.4e38"
      ),
      (
        "{filters: 3, optimizer: {adam: {beta_1: 2 ** -200}}}",
        "'beta_1' of adam is 2 ** -200, which is 6.223015277861142e-61: too small for values, which are of single precision, from 1.4e-45 to 3.4e38"
      ),
      (
        "{filters: 3, optimizer: {adam: {learning_rate: 1e39}}}",
        "'learning_rate' of adam is 1.0e+39: too large for values, which are of single precision, from 1.4e-45 to 3.4e38"
      ),
      ("{filters: 3, data: {path: a}}", "'data' of conv2d needs 'source': one of mnist, csv"),
      ("{filters: 3, data: {source: cvs, path: a}}", "unknown source 'cvs'; did you mean 'csv'?"),
      ("{filters: 3, range: [1]}", "'range' of conv2d expects a list of 2 items, found 1"),
      (
        "{filters: 3, input: [0]}",
        "number 1 of 'input' of conv2d expects a whole number from 1 to 1073741824, found 0"
      ),
      (
        "{filters: 3, input: [1000000, 1000000, 1000000]}",
        "'input' of conv2d is too large: more than 1099511627776 elements"
      ),
      (
        "{filters: .inf}",
        "'filters' of conv2d expects a whole number from 1, found the number .inf"
      ),
      (
        "{filters: 1e300}",
        "'filters' of conv2d expects a whole number from 1, found the number 1e300"
      ),
      (
        "{filters: 3, kernel: [a, 3]}",
        "number 1 of 'kernel' of conv2d expects a whole number from 1 to 1073741824, found the text 'a', which is no param; a param is written 'params: {a: …}'"
      ),
      (
        "{filters: 3, input: size}",
        "'input' of conv2d expects a list of 1 to 4 whole numbers from 1, or any, found the text 'size', which is no param; a param is written 'params: {size: …}'"
      ),
      (
        "{filters: 3, bias: flase}",
        "'bias' of conv2d expects true or false, found the text 'flase'; did you mean 'false'?"
      ),
      ("[1]", "'filters' of conv2d expects a whole number from 1, found a list"),
      (
        "{filters: 3, label: \"${nrm}\"}",
        "unknown param 'nrm'; a param is written 'params: {nrm: …}'"
      ),
      (
        "{filters: 3, bias: null}",
        "'bias' of conv2d is given as null; leave it out for its default, which is true"
      ),
      (
        "{filters: 3, bias: }",
        "'bias' of conv2d has no value; leave it out for its default, which is true"
      ),
      ("{filters: null}", "'filters' of conv2d is given as null; it takes a whole number from 1"),
      (
        "{filters: 3, range: [0, 1e-400]}",
        "item 2 of 'range' of conv2d is too small a number: 1e-400"
      ),
    ])
  func mistakes(_ text: String, _ messages: String) {
    let (fields, _, list) = Sample.check("conv2d: \(text)")
    #expect(fields == nil)
    #expect(list.diagnostics.map(\.message).joined(separator: "|") == messages)
    #expect(list.diagnostics.allSatisfy { $0.range != nil })
  }

  @Test(
    "Where one of several kinds of values is expected, a param is told with what it is",
    arguments: [
      ("rate", "rate, which is the text 'x'"), ("less", "less, which is -1"),
      ("whole", "whole, which is a map; write ${whole}"), ("flag", "flag, which is true"),
    ])
  func comesTo(_ text: String, _ found: String) {
    let (fields, _, list) = Sample.check(
      "params: {rate: x, one: 1, less: -1, whole: {cosine: {}}, flag: true}\n"
        + "conv2d: {filters: one, optimizer: {adam: {learning_rate: \(text)}}}")
    #expect(fields == nil)
    #expect(
      list.diagnostics.map(\.message) == [
        "'learning_rate' of adam expects a number above 0, or a schedule (exponential_decay, cosine), found \(found)"
      ])
  }

  @Test("Params in a circle, with bad names and unused ones are reported")
  func params() {
    let text = "params: {a: b + 1, b: \"${c}\", c: 2 * a, d-e: 1, f: 3}\nconv2d: 3"
    let (_, scope, list) = Sample.check(text)
    #expect(
      list.diagnostics.map(\.message) == [
        "'d-e' is no name for a param: a name is a letter, then letters, digits and _",
        "params refer to each other in a circle: a -> b -> c -> a",
      ])
    #expect(scope.unusedParams().count == 5)
  }

  @Test(
    "What is given to a block's params means the same outside its scope",
    arguments: [
      ("2 * base", "16"), ("${norm}", "batch"), ("batch_norm", "batch_norm"), ("base", "8"),
      ("[base, 3]", "[8, 3]"), ("sizes", "[8, 3]"), ("f(x, base)", "f(x, 8)"), ("x + 1", "x + 1"),
      ("{adam: {beta_1: 1 / base}}", "adam:\n  beta_1: 0.125"), ("a ${norm} b", "a batch b"),
      ("flag", "true"),
      ("filters", "9"),
    ])
  func evaluated(_ text: String, _ expected: String) throws {
    var list = DiagnosticList()
    let params = "{base: 8, norm: batch, sizes: [base, 3], flag: true, filters: \"1 + base\"}"
    let root = try #require(Sample.node("params: \(params)\nx: \(text)", diagnostics: &list))
    let scope = Scope(readingParams: root["params"], diagnostics: &list)
    let value = try scope.evaluated(try #require(root["x"]))
    #expect(list.diagnostics.isEmpty)
    #expect(value.yaml() == expected + "\n")
  }
}
