import Diagnostics
import Testing
import YAML

@testable import Config

/// Whatever is written, the room answers with values or diagnostics and never traps.
@Suite("Random texts")
struct RandomTextTests {
  private struct Chance {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(max(1, bound)))
    }

    mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }

    /// The text with a few characters changed, dropped, added or moved.
    mutating func mutated(_ text: String, _ pieces: [String]) -> String {
      var characters = Array(text)
      for _ in 0...below(5) where !characters.isEmpty {
        let place = below(characters.count)
        switch below(4) {
        case 0: characters.remove(at: place)
        case 1: characters.insert(contentsOf: Array(pick(pieces)), at: place)
        case 2: characters.swapAt(place, below(characters.count))
        default:
          let end = min(characters.count, place + below(20))
          characters.insert(contentsOf: characters[place..<end], at: below(characters.count))
        }
      }
      return String(characters)
    }
  }

  private static let listing = """
    etch: 1
    name: vae_${latent}
    seed: 42
    params: {latent: 2, rate: 1e-3, norm: same, wide: 2 * latent, sizes: [latent, 3]}
    data:
      digit: {source: mnist, count: 7 * latent}
    layers:
      - conv2d: {filters: wide, kernel: sizes, padding: "${norm}", range: [-1, rate]}
      - conv2d: 3
    values:
      z: posterior.mean + exp(0.5 * posterior.log_variance) * normal(like=posterior.mean)
      inside: mean((error < threshold) == beat.label)
      sliced: "f(x.batch[:128], layers=[a, b])[1:-2] ** 2"
    train:
      epochs: 30
      optimizer: {adam: {learning_rate: {exponential_decay: {initial: 1, rate: rate}}}}
      step:
        - G: {minimize: a + b}
          D: {minimize: c, update: [D, E]}
    profiles:
      quick:
        train: {epochs: 2, step: {G: {minimize: b}}, optimizer: {sgd: {}}}
    """

  private static let pieces = [
    "{", "}", "[", "]", "(", ")", ":", ", ", "\n", "  ", "- ", "\"", "'", "#", "&a ", "*a", "${",
    "}", "$",
    "**", "<", "==", "=", ".", "1e999", "-9223372036854775808", "9223372036854775807", "0x", ".inf",
    ".nan",
    "null", "~", "é", "日", "\t", "latent", "wide", "sizes", "any", "true", "no", "source: csv", "%",
    "!",
    "18446744073709551616", "1e308 * 10", "/ 0", "0 ** -1", "(-1) ** 0.5", "---",
  ]

  @Test("A mutated experiment is read, checked, printed and explained")
  func experiments() throws {
    var chance = Chance(state: 7)
    for round in 0..<1500 {
      let text = chance.mutated(Self.listing, Self.pieces)
      var list = DiagnosticList()
      let file = SourceFile(name: "a.yaml", text: text)
      guard let yaml = YAMLReader.read(file, diagnostics: &list) else {
        #expect(list.hasErrors)
        continue
      }
      var merge = ConfigMerge(choices: [Sample.optimizers, Sample.schedules])
      let node = ConfigNode(yaml, origin: .file("a.yaml"))
      var root = node.removing("profiles")
      if let quick = node["profiles"]?["quick"] { root = merge.merged(root, quick, []) }
      let change = chance.mutated("train.step.G.minimize=a + 1", Self.pieces)
      if let override = try? Override(parsing: change) {
        root = merge.merged(root, override.tree, [])
      }
      let scope = Scope(readingParams: root["params"], usage: ParamUsage(), diagnostics: &list)
      let fields = Fields(
        checking: root, schema: SampleExperiment.schema, scope: scope, diagnostics: &list)
      _ = list.printed()
      _ = try? Explanation("train.optimizer", in: root)
      #expect(fields != nil || list.hasErrors || !merge.diagnostics.diagnostics.isEmpty)
      guard round % 3 == 0 else { continue }
      // What is written reads back as the same tree.
      let printed = root.yaml()
      var again = DiagnosticList()
      let back = YAMLReader.read(SourceFile(name: "b", text: printed), diagnostics: &again)
      #expect(again.diagnostics.isEmpty, "\(printed)")
      #expect(back.map { ConfigNode($0, origin: .standard).yaml() } == printed)
    }
  }

  @Test(
    "A mutated expression parses or is refused; what parses is printed so that it parses to the same"
  )
  func expressions() throws {
    let seeds = [
      "posterior.mean + exp(0.5 * posterior.log_variance) * normal(like=posterior.mean)",
      "-2 ** -x[1:n - 1] / (a - (b - c)) * [1, 'two', f()].mean", "(a < b) == (c != -d) + 1e-8",
    ]
    var chance = Chance(state: 11)
    var parsed = 0
    for round in 0..<6000 {
      let text = chance.mutated(seeds[round % seeds.count], Self.pieces)
      guard let expression = try? ExpressionTree(parsing: text) else { continue }
      parsed += 1
      let printed = expression.description
      #expect((try? ExpressionTree(parsing: printed))?.description == printed, "\(text)")
      _ = try? Scope().constant(expression)
    }
    #expect(parsed > 500)
  }

  @Test(
    "Params that multiply are refused, and sums of params are known, quickly and without a deep stack"
  )
  func params() {
    var doubling = "params:\n  p0: x\n"
    var adding = "params:\n  p0: 1\n"
    var nested = "params:\n  p0: 1\n"
    for index in 1..<40 {
      doubling += "  p\(index): \"${p\(index - 1)}${p\(index - 1)}\"\n"
      adding += "  p\(index): p\(index - 1) + p\(index - 1)\n"
      nested += "  p\(index): \(String(repeating: "1 + ", count: 390))p\(index - 1)\n"
    }
    for (text, value) in [
      (doubling, "\"${p39}\""), (adding, "p39"), (nested, "p39"), (adding, "p20"),
    ] {
      let time = ContinuousClock().measure {
        let (fields, _, list) = Sample.check("\(text)conv2d: {filters: \(value), label: \(value)}")
        #expect((fields == nil) == list.hasErrors)
        #expect(list.hasErrors == (value == "\"${p39}\""))
      }
      #expect(time < .seconds(30))
    }
  }
}
