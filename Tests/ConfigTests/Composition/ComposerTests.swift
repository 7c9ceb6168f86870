import Diagnostics
import Testing

@testable import Config

@Suite("Composition")
struct ComposerTests {
  /// Composes files of a temporary folder, of which `a.yaml` is the experiment, and prints the tree.
  static func compose(
    _ files: [String: String], profile: String? = nil, overrides: [String] = []
  ) throws -> (composition: Composition, list: DiagnosticList) {
    try SampleExperiment.withFiles(files) { composer in
      var list = DiagnosticList()
      let composition = composer.compose(
        file: "a.yaml", profile: profile, overrides: overrides, diagnostics: &list)
      return (try #require(composition), list)
    }
  }

  @Test(
    "Later wins: base, file, profile, command line",
    arguments: [
      // Maps merge, lists and scalars replace, null removes.
      (
        "a: {x: 1, v: 2}\nl: [1, 2]", "a: {v: 3, z: 4}\nl: [5]",
        "a:\n  x: 1\n  v: 3\n  z: 4\nl: [5]\n"
      ),
      ("a: {x: 1, v: 2}", "a: {x: null}", "a:\n  v: 2\n"), ("a: 1", "a: {b: 2}", "a:\n  b: 2\n"),
      ("a: {b: 2}", "a: [1]", "a: [1]\n"),
      // A choice is replaced whole when its kind changes, and merges when it does not.
      (
        "train: {optimizer: {adam: {beta_1: 1}}}", "train: {optimizer: {sgd: {momentum: 2}}}",
        "train:\n  optimizer:\n    sgd:\n      momentum: 2\n"
      ),
      (
        "train: {optimizer: {adam: {beta_1: 1}}}", "train: {optimizer: {sgdd: {momentum: 2}}}",
        "train:\n  optimizer:\n    sgdd:\n      momentum: 2\n"
      ),
      (
        "train: {optimizer: {adam: {beta_1: 1}}}", "train: {optimizer: {adam: {epsilon: 2}}}",
        "train:\n  optimizer:\n    adam:\n      beta_1: 1\n      epsilon: 2\n"
      ),
      // What is no kind is told by its own name, and not as two kinds.
      (
        "train: {optimizer: {Adam: {beta_1: 1}}}", "train: {optimizer: {adam: {epsilon: 2}}}",
        "train:\n  optimizer:\n    Adam:\n      beta_1: 1\n      epsilon: 2\n"
      ),
      (
        "train: {optimizer: {Adam: {beta_1: 1}}}", "train: {optimizer: {sgd: {momentum: 2}}}",
        "train:\n  optimizer:\n    sgd:\n      momentum: 2\n"
      ),
      (
        "data: {d: {source: mnist, path: m, count: 3, scale: [0, 1], split: all}}",
        "data: {d: {source: csv, path: p, split: null, transforms: []}}",
        "data:\n  d:\n    source: csv\n    path: p\n    transforms: []\n    count: 3\n"
      ),
      (
        "networks: {G: {input: [2], layers: [relu]}}", "networks: {G: {like: m}}",
        "networks:\n  G:\n    like: m\n"
      ),
      (
        "networks: {G: {use: a, weights: w}}", "networks: {G: {use: b}}",
        "networks:\n  G:\n    use: b\n    weights: w\n"
      ),
      // Weights from elsewhere are not held to the digest of the old ones.
      (
        "networks: {G: {use: a, weights: {file: w, sha256: x, flatten: chw}}}",
        "networks: {G: {weights: {file: v}}}",
        "networks:\n  G:\n    use: a\n    weights:\n      file: v\n      flatten: chw\n"
      ),
      (
        "networks: {G: {use: a, weights: {file: w, sha256: x}}}",
        "networks: {G: {weights: {run: v}}}",
        "networks:\n  G:\n    use: a\n    weights:\n      run: v\n"
      ),
      (
        "networks: {G: {use: a, weights: {file: w, sha256: x}}}",
        "networks: {G: {weights: {file: w, flatten: chw}}}",
        "networks:\n  G:\n    use: a\n    weights:\n      file: w\n      sha256: x\n      flatten: chw\n"
      ),
      (
        "data: {d: {like: c, path: p, count: 3}}", "data: {d: {source: csv}}",
        "data:\n  d:\n    source: csv\n    like: c\n    count: 3\n"
      ),
      (
        "data: {d: {source: mnist, count: 3}}", "data: {d: {count: 4}}",
        "data:\n  d:\n    source: mnist\n    count: 4\n"
      ),
      // The citation of an experiment and names like those of kinds are no choices.
      ("source: book\nname: a", "source: paper", "source: paper\nname: a\n"),
      ("losses: {adam: x}", "losses: {other: v}", "losses:\n  adam: x\n  other: v\n"),
      ("values: {adam: x}", "values: {sgd: v}", "values:\n  adam: x\n  sgd: v\n"),
      // Updates are addressed by name; a list replaces.
      (
        "train: {step: [{G: {minimize: a}, D: {minimize: b}}, {E: {minimize: c}}]}",
        "train: {step: {D: {minimize: z}, E: null}}",
        "train:\n  step:\n    - G:\n        minimize: a\n      D:\n        minimize: z\n"
      ),
      (
        "train: {step: [{G: {minimize: a}}]}", "train: {step: [{D: {minimize: b}}]}",
        "train:\n  step:\n    - D:\n        minimize: b\n"
      ),
    ])
  func merging(_ base: String, _ file: String, _ expected: String) throws {
    let extended = try Self.compose(["b.yaml": base, "a.yaml": "extends: b.yaml\n" + file])
    #expect(extended.list.printed() == "")
    #expect(extended.composition.root.yaml() == expected)
    let indented = file.split(separator: "\n").map { "    \($0)\n" }.joined()
    let profile = try Self.compose(
      ["a.yaml": "\(base)\nprofiles:\n  p:\n\(indented)"], profile: "p")
    #expect(profile.list.printed() == "")
    #expect(profile.composition.root.yaml() == expected)
  }

  @Test("Profiles of base and file merge, and apply after both; the command line applies last")
  func profiles() throws {
    let files = [
      "base/b.yaml":
        "extends: ../c.yaml\ntrain: {epochs: 2, rate: 1}\nprofiles: {quick: {train: {epochs: 3, rate: null}, seed: 4}}",
      "c.yaml": "train: {epochs: 1, size: 1}",
      "a.yaml": "extends: base/b.yaml\nseed: 1\nprofiles: {quick: {seed: 5}, slow: {seed: 6}}",
    ]
    let (composition, list) = try Self.compose(
      files, profile: "quick", overrides: ["train.size=7", "params.x.v={a: [1, b]}", "seed=0x10"])
    #expect(list.printed() == "")
    #expect(composition.profiles == ["quick", "slow"])
    #expect(composition.files.map(\.name) == ["a.yaml", "base/b.yaml", "c.yaml"])
    #expect(
      composition.root.yaml()
        == "train:\n  epochs: 3\n  size: 7\nseed: 16\nparams:\n  x:\n    v:\n      a: [1, b]\n")
    let epochs = try composition.explain("train.epochs")
    #expect(epochs.value.origin == .profile("quick"))
    #expect(epochs.value.range?.file.name == "base/b.yaml")
    #expect(
      epochs.chain.map(\.origin) == [.profile("quick"), .file("base/b.yaml"), .file("c.yaml")])
    #expect(
      epochs.printed == """
        train.epochs: 3
          from profile 'quick' (base/b.yaml:3:36)
          instead of 2 from 'base/b.yaml' (base/b.yaml:2:17)
          instead of 1 from 'c.yaml' (c.yaml:1:17)

        """)
  }

  @Test("What a map says is told with who said it, where that is another than the map's own")
  func parts() throws {
    let files = [
      "a.yaml": """
      train:
        rate: 1
        size: 1
      steps: [a, {b: 1}]
      profiles: {quick: {train: {rate: 2}}}
      """
    ]
    let (composition, list) = try Self.compose(
      files, profile: "quick", overrides: ["train.size=7", "steps.1.b=3"])
    #expect(list.printed() == "")
    #expect(
      try composition.explain("train").printed == """
        train:
          rate: 2
          size: 7
          from 'a.yaml' (a.yaml:2:3)
          rate 2 from profile 'quick' (a.yaml:5:34), instead of 1 from 'a.yaml' (a.yaml:2:9)
          size 7 from the command line (command line:1:12), instead of 1 from 'a.yaml' (a.yaml:3:9)

        """)
    #expect(try composition.explain("steps").parts.map(\.path) == ["1.b"])
    #expect(try composition.explain("train.rate").parts.isEmpty)
  }

  @Test("Items of lists and updates are reached by number and by name")
  func paths() throws {
    let file = "train: {step: [{G: {minimize: a}}]}\nlayers: [conv2d: {filters: 1}, flatten]"
    let (composition, list) = try Self.compose(
      ["a.yaml": file],
      overrides: ["layers.0.conv2d.filters=8", "train.step.G.minimize=a + b", "layers.1=relu"])
    #expect(list.printed() == "")
    #expect(try composition.explain("train.step.G.minimize").value.text == "a + b")
    #expect(try composition.explain("train.step.0.G.minimize").value.text == "a + b")
    #expect(try composition.explain("layers.0.conv2d.filters").value.summary == "the number 8")
    #expect(try composition.explain("layers.1").value.text == "relu")
    let error = #expect(throws: Diagnostic.self) { try composition.explain("train.stepp.G") }
    #expect(error?.message == "there is no 'train.stepp'; did you mean 'step'?")
    #expect(error?.notes.isEmpty == true)
  }

  @Test(
    "What is not there is told with what is",
    arguments: [
      ("train.x", "'train.x'", "'train' has step"),
      ("nothing", "'nothing'", "the file has train, layers"),
      ("layers.7", "'layers.7'", "'layers' is a list; its items are 0 to 1"),
      ("train.step.3", "'train.step.3'", "'train.step' is a list; its item is 0"),
      ("layers.1.x", "'layers.1.x'", "'layers.1' is the text 'flatten'"),
      (
        "train.lr", "'train.lr'; it is the optimizer's: 'optimizer: {adam: {learning_rate: 1e-3}}'",
        nil
      ),
    ] as [(String, String, String?)])
  func absent(path: String, told: String, note: String?) throws {
    let file = "train: {step: [{G: {minimize: a}}]}\nlayers: [conv2d: {filters: 1}, flatten]"
    let (composition, _) = try Self.compose(["a.yaml": file])
    let error = try #require(throws: Diagnostic.self) { try composition.explain(path) }
    #expect(error.message == "there is no \(told)")
    #expect(error.notes.map(\.message) == [note].compactMap(\.self))
  }

  @Test(
    "A layer is reached by its own name or that of its kind and number, as a comparison calls it",
    arguments: [
      ("dense_1.units", "layers.0.dense.units"), ("dense_1", "layers.0"),
      ("dense_2.units", "layers.3.dense.units"), ("head.units", "layers.4.dense.units"),
      ("relu_1.from", "layers.1.from"), ("conv2d_1.filters", "layers.2.residual.0.conv2d.filters"),
      ("mid.conv2d_1.filters", "layers.5.group.layers.0.conv2d.filters"),
      ("dense_3", "dense_3"), ("layers.0", "layers.0"), ("input", "input"),
    ])
  func layers(name: String, path: String) throws {
    let file = """
      networks:
        n:
          input: [4]
          layers:
            - dense: {units: 1}
            - relu
            - residual: [conv2d: {filters: 2}]
            - dense: 3
            - dense: {units: 4}
              as: head
            - group: {layers: [conv2d: {filters: 5}]}
              as: mid
            - ${last}
            - dense: {units: 6}
      """
    let (composition, list) = try Self.compose(["a.yaml": file])
    #expect(list.printed() == "")
    #expect(composition.withLayersByPlace("networks.n.\(name)") == "networks.n.\(path)")
    guard path.hasSuffix("s") else { return }
    let (changed, problems) = try Self.compose(
      ["a.yaml": file], overrides: ["networks.n.\(name)=8"])
    #expect(problems.printed() == "")
    #expect(try changed.explain("networks.n.\(path)").value.summary == "the number 8")
  }

  @Test("More rounds than a network may have layers leave those behind them without numbers")
  func rounds() throws {
    var layers = "relu"
    for _ in 0..<5 { layers = "repeat: {times: 9999, layers: [\(layers)]}" }
    let (composition, list) = try Self.compose([
      "a.yaml": "networks: {n: {input: [4], layers: [\(layers), relu]}}"
    ])
    #expect(list.printed() == "")
    #expect(
      composition.withLayersByPlace("networks.n.relu_1")
        == "networks.n.layers.0" + String(repeating: ".repeat.layers.0", count: 5))
    #expect(composition.withLayersByPlace("networks.n.relu_2") == "networks.n.relu_2")
  }

  @Test("What a layer reads, and its name, may be set where its kind stands alone")
  func bareLayer() throws {
    let file = "networks: {n: {input: [4], layers: [dense: 3, relu, relu]}}"
    let (changed, problems) = try Self.compose(
      ["a.yaml": file], overrides: ["networks.n.relu_2.from=dense_1", "networks.n.layers.1.as=x"])
    #expect(problems.printed() == "")
    #expect(try changed.explain("networks.n.layers.1.as").value.text == "x")
    #expect(try changed.explain("networks.n.layers.2.from").value.text == "dense_1")
    for index in 1...2 {
      #expect(try changed.explain("networks.n.layers.\(index).relu").value.entries?.isEmpty == true)
    }
  }

  @Test("A map of updates is one stage, reached as a list of it is")
  func stageAsMap() throws {
    let file = """
      train: {step: {G: {minimize: a}, D: {minimize: b}}}
      profiles: {quick: {train: {step: {G: {times: 2}, E: {assign: c}}}}}
      """
    let (composition, list) = try Self.compose(
      ["a.yaml": file], profile: "quick",
      overrides: [
        "train.step.G.minimize=d", "train.step.0.D.every=2 steps", "train.step.X.times=3",
      ]
    )
    #expect(
      list.printed() == """
        command line:1:12: error: no update is called 'X'
        train.step.X.times=3
                   ^
        a.yaml:1:15: note: the updates are G, D, E
        train: {step: {G: {minimize: a}, D: {minimize: b}}}
                      ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        1 error

        """)
    #expect(
      composition.root["train"]?.yaml() == """
        step:
          - G:
              minimize: d
              times: 2
            D:
              minimize: b
              every: 2 steps
            E:
              assign: c

        """)
  }

  @Test("A file that is used is looked for beside the file that uses it")
  func uses() throws {
    try SampleExperiment.withFiles([
      "e/a.yaml": "x: networks/n.yaml", "e/networks/n.yaml": "extends: base.yaml\nb: 2",
      "e/networks/base.yaml": "a: 1",
    ]) { composer in
      var list = DiagnosticList()
      let root = try #require(composer.compose(file: "e/a.yaml", diagnostics: &list)?.root)
      let used = composer.load(
        path: "networks/n.yaml", writtenAt: root["x"]?.range, origin: .file("e/a.yaml"),
        diagnostics: &list
      ).node
      #expect(list.printed() == "")
      #expect(used?.yaml() == "a: 1\nb: 2\n")
      #expect(used?["a"]?.range?.file.name == "e/networks/base.yaml")
    }
  }

  @Test(
    "Paths are relative to the file that writes them, but for data and weights",
    arguments: [
      ("x.csv", "e/x.csv"), ("../x.csv", "x.csv"), ("/x/../y", "/y"), ("data/x", "D/x"),
      ("weights/x", "w/x"), ("./data/x", "e/data/x"), ("database/x", "e/database/x"), ("..", "."),
    ])
  func lookup(_ path: String, _ expected: String) {
    let lookup = PathLookup(dataFolder: "D", weightsFolder: "w")
    #expect(
      lookup.resolve(path, writtenIn: SourceFile(name: "e/a.yaml", text: "")) == expected)
  }

  @Test(
    "a path is plain without what leads nowhere",
    arguments: [
      ("data/a", "data/a"), ("data//a", "data/a"), ("data/./a/", "data/a"), ("./a", "a"),
      ("/a//b/.", "/a/b"), ("data/../a", "data/../a"), ("a/..", "a/.."), (".", "."), ("/", "/"),
      ("a/.b", "a/.b"),
    ])
  func plainPaths(_ path: String, _ expected: String) {
    #expect(PathLookup.plain(path) == expected)
  }
}
