import Diagnostics
import Testing

@testable import Config

@Suite("Merging")
struct MergingTests {
  @Test(
    "A base's profile and the file's are one, in which null removes what the experiment has",
    arguments: [
      (
        "data: {d: {source: mnist, scale: [0, 1], shuffle: false}}",
        "data: {d: {source: images, count: 3}}", "data: {d: {source: csv, scale: null}}",
        "data:\n  d:\n    source: csv\n    count: 3\n    shuffle: false\n"
      ),
      (
        "networks: {G: {use: a, weights: w}}", "networks: {G: {layers: [relu]}}",
        "networks: {G: {use: b, weights: null}}", "networks:\n  G:\n    use: b\n"
      ),
    ])
  func profiles(_ root: String, _ base: String, _ own: String, _ expected: String) throws {
    let files = [
      "b.yaml": "\(root)\nprofiles:\n  p:\n    \(base)\n",
      "a.yaml": "extends: b.yaml\nprofiles:\n  p:\n    \(own)\n",
    ]
    let (composition, list) = try ComposerTests.compose(files, profile: "p")
    #expect(list.printed() == "")
    #expect(composition.root.yaml() == expected)
  }

  @Test(
    "What is null in a set that is like another stays, so that it is not copied",
    arguments: [
      ("like: c", "scale: null", "like: c, scale: null"),
      ("like: c, scale: [0, 1]", "scale: null", "like: c, scale: null"),
      (
        "like: c, count: 3", "source: csv, scale: null",
        "source: csv, scale: null, like: c, count: 3"
      ),
      ("like: c, count: 3", "like: null, source: csv", "source: csv, count: 3"),
      ("source: csv", "scale: null", "source: csv"),
    ])
  func like(_ base: String, _ file: String, _ expected: String) throws {
    let (composition, list) = try ComposerTests.compose([
      "b.yaml": "data: {d: {\(base)}}", "a.yaml": "extends: b.yaml\ndata: {d: {\(file)}}",
    ])
    #expect(list.printed() == "")
    #expect(composition.root["data"]?["d"]?.flow == "{\(expected)}")
  }

  @Test(
    "Only where a kind stands is a map of one key another choice, not under names of the file",
    arguments: [
      ("outputs: {samples: {adam: {grid: a}}}", "outputs: {samples: {sgd: {grid: b}}}", 2),
      ("train: {optimizer: {adam: {beta_1: 1}}}", "train: {optimizer: {sgd: {momentum: 2}}}", 1),
      ("params: {rule: {adam: {beta_1: 1}}}", "params: {rule: {sgd: {momentum: 2}}}", 1),
    ])
  func names(_ base: String, _ file: String, _ count: Int) throws {
    let (composition, _) = try ComposerTests.compose(
      ["b.yaml": base, "a.yaml": "extends: b.yaml\n" + file])
    let tree = composition.root
    let place =
      tree["outputs"]?["samples"] ?? tree["train"]?["optimizer"] ?? tree["params"]?["rule"]
    #expect(place?.entries?.count == count)
  }

  @Test(
    "A layer or transform of another kind takes the place of one, with its name",
    arguments: [
      (
        "networks: {n: {layers: [{dense: {units: 2}, as: x}]}}",
        "networks.n.layers.0={conv2d: {filters: 1}}", "{conv2d: {filters: 1}, as: x}"
      ),
      (
        "networks: {n: {layers: [{dense: {units: 2}, as: x}]}}",
        "networks.n.layers.0={dense: {bias: false}}", "{dense: {units: 2, bias: false}, as: x}"
      ),
      (
        "networks: {n: {layers: [{dense: {units: 2}, as: x}]}}",
        "networks.n.layers.0={relu: {}, as: null}", "{relu: {}}"
      ),
    ])
  func layers(_ file: String, _ override: String, _ expected: String) throws {
    let (composition, list) = try ComposerTests.compose(["a.yaml": file], overrides: [override])
    #expect(list.printed() == "")
    #expect(composition.root["networks"]?["n"]?["layers"]?.items?.first?.flow == expected)
  }

  @Test(
    "What is written in short form keeps it where another field is set",
    arguments: [
      ("conv2d: 3", "conv2d.bias=false", "{conv2d: {filters: 3, bias: false}}"),
      ("conv2d: 3", "conv2d.filters=4", "{conv2d: {filters: 4}}"),
      ("conv2d: 2 * k", "conv2d={bias: false}", "{conv2d: {filters: 2 * k, bias: false}}"),
      ("conv2d: 3", "conv2d=4", "{conv2d: 4}"),
      ("conv2d: [3]", "conv2d.0=4", "{conv2d: [4]}"),
      ("dense: 3", "dense.bias=false", "{dense: {bias: false}}"),
    ])
  func shortForms(_ layer: String, _ override: String, _ expected: String) throws {
    let (composition, list) = try ComposerTests.compose(
      ["a.yaml": "layers: [{\(layer)}]"], overrides: ["layers.0.\(override)"])
    #expect(list.printed() == "")
    #expect(composition.root["layers"]?.items?.first?.flow == expected)
  }

  @Test("A transform likewise; stages are merged by the names of their updates")
  func transforms() throws {
    let file = "data: {d: {transforms: [{resize: 4}]}}\ntrain: {step: [{G: {minimize: a}}]}"
    let (composition, list) = try ComposerTests.compose(
      ["a.yaml": file],
      overrides: ["data.d.transforms.0={random_crop: 3}", "train.step.0={D: {minimize: b}}"])
    #expect(list.printed() == "")
    #expect(composition.root["data"]?["d"]?["transforms"]?.flow == "[{random_crop: 3}]")
    #expect(composition.root["train"]?["step"]?.items?.first?.entries?.count == 2)
  }

  @Test(
    "What is said in another way is not said twice",
    arguments: [
      ("train: {epochs: 2, rate: 1}", "train: {steps: 3}", "train: {rate: 1, steps: 3}"),
      ("train: {steps: 2}", "train: {steps: 3}", "train: {steps: 3}"),
      ("train: {epochs: 2}", "train: {steps: 3, epochs: null}", "train: {steps: 3}"),
      ("train: {epochs: 2}", "train: {steps: null}", "train: {epochs: 2}"),
      (
        "train: {stop: {minimize: a, patience: 2}}", "train: {stop: {maximize: b}}",
        "train: {stop: {patience: 2, maximize: b}}"
      ),
      ("train: {epochs: 2}", "train: {epochs: 1, steps: 3}", "train: {epochs: 1, steps: 3}"),
      ("params: {epochs: 2}", "params: {steps: 3}", "params: {epochs: 2, steps: 3}"),
    ])
  func alternatives(_ base: String, _ file: String, _ expected: String) throws {
    let (extended, list) = try ComposerTests.compose(
      ["b.yaml": base, "a.yaml": "extends: b.yaml\n" + file])
    #expect(list.printed() == "")
    #expect(extended.root.flow == "{\(expected)}")
    let (profile, _) = try ComposerTests.compose(
      ["a.yaml": "\(base)\nprofiles:\n  p: {\(file)}\n"], profile: "p")
    #expect(profile.root.flow == "{\(expected)}")
  }

  @Test("An update does what was said last")
  func updates() throws {
    let (composition, _) = try ComposerTests.compose(
      ["a.yaml": "train: {step: {G: {minimize: a, times: 2}}}"],
      overrides: ["train.step.G.maximize=b"])
    #expect(composition.root["train"]?["step"]?.flow == "[{G: {times: 2, maximize: b}}]")
  }

  @Test("A path through a layer of another kind is told")
  func paths() throws {
    let (_, list) = try ComposerTests.compose(
      ["a.yaml": "networks: {n: {layers: [{dense: {units: 2}}]}}"],
      overrides: ["networks.n.layers.0.conv2d.filters=3"])
    #expect(list.printed().contains("'networks.n.layers.0' is 'dense', and has no 'conv2d'"))
  }
}
