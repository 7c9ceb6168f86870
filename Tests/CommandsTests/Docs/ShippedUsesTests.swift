import Testing

@testable import Commands

@Suite("Where shipped experiments use a word")
struct ShippedUsesTests {
  private static let file = """
    etch: 1
    name: words
    about: mse(a, b) is no use of it, and neither is - dropout
    data:
      digit: {source: builtin/digits, transforms: [{resize: 28}, grayscale]}
    blocks:
      down:
        layers:
          - conv2d: {filters: 8, activation: relu, initializer: {normal: {std: 0.02}}}
          - residual: {layers: [dropout: 0.3]}
    networks:
      net:
        layers:
          - spectral_norm: {layer: {dense: 10}}
          - flatten
    values:
      seen: net(digit).mse
      sure: softmax(seen)    # l1(no, use)
    losses:
      error: >-
        0.5 *
        (mse(seen, 0) + l1(sure, seen))
    train:
      step:
        - net: {minimize: error}
      optimizer: {sgd: {learning_rate: {warmup: {over: 5 epochs, then: {cosine: {initial: 1}}}}}}
    """

  @Test(
    "is the line of its kind, key or call",
    arguments: [
      ("sources", "builtin/digits", 5), ("transforms", "resize", 5), ("transforms", "grayscale", 5),
      ("layers", "conv2d", 9), ("layers", "relu", 9), ("initializers", "normal", 9),
      ("layers", "residual", 10), ("layers", "dropout", 10), ("layers", "spectral_norm", 14),
      ("layers", "dense", 14), ("layers", "flatten", 15), ("functions", "softmax", 18),
      ("losses", "mse", 22), ("losses", "l1", 22), ("optimizers", "sgd", 26),
      ("schedules", "warmup", 26), ("schedules", "cosine", 26), ("language", "data", 4),
      ("language", "block", 7), ("language", "network", 12), ("language", "update", 25),
      // A kind of one page is none of another.
      ("layers", "resize", nil), ("functions", "resize", nil), ("layers", "softmax", nil),
      ("losses", "kl", nil), ("language", "extends", nil), ("expressions", "mse", nil),
    ] as [(String, String, Int?)])
  func line(family: String, name: String, line: Int?) {
    var uses = ShippedUses()
    uses.read(Self.file, as: "experiments/words.yaml")
    let expected = line.map { ["experiments/words.yaml:\($0)"] } ?? []
    #expect(uses.places(of: name, in: family) == expected)
  }

  @Test("is told of two files at most, one line of each")
  func files() {
    var uses = ShippedUses()
    for name in ["a", "b", "c"] { uses.read(Self.file, as: name) }
    // One that is no YAML has no uses.
    uses.read("values: [", as: "d")
    #expect(uses.places(of: "flatten", in: "layers") == ["a:15", "b:15"])
    #expect(ShippedUses().places(of: "flatten", in: "layers").isEmpty)
  }
}
