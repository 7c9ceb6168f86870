import Artifacts
import Foundation
import Tensors
import Testing

@Suite("etch fetch EXPERIMENT")
struct FetchExperimentTests {
  private let folder: RunsFolder
  private var file: String { folder.path + "/it.yaml" }
  private var places: [String] {
    ["--data", folder.path + "/data", "--weights", folder.path + "/weights"]
  }

  init() throws {
    folder = try RunsFolder()
    // Of these two files the recipes state no digest, so that any will do.
    try TextFile.write("1,2\n3,4\n", to: folder.path + "/downloads/ecg.csv")
    try Safetensors(tensors: [
      NamedTensor("dense_1.weight", HostArray(shape: [2, 2], repeating: 0.5)),
      NamedTensor("dense_1.bias", HostArray(shape: [2], repeating: 0.5)),
    ]).write(to: folder.path + "/downloads/vgg19_torchvision.safetensors")
  }

  private func write(
    data: String = "data/ecg5000/ecg.csv", weights: String = "weights/vgg19_torchvision.safetensors"
  ) throws {
    try TextFile.write(
      """
      etch: 1
      name: it
      data: {t: {source: csv, path: \(data), header: false}}
      networks:
        net: {input: [2], layers: [{dense: 2}], weights: \(weights)}
      losses: {loss: mean(square(net(t)))}
      train: {epochs: 1, batch_size: 2, optimizer: sgd, step: {net: {minimize: loss}}}

      """, to: file)
  }

  private func fetch(_ more: [String] = []) throws -> EtchProgram {
    try EtchProgram(["fetch", file, "--from", folder.path + "/downloads"] + places + more)
  }

  private func isThere(_ path: String) -> Bool { Folder.exists(folder.path + "/" + path) }

  @Test("gets its data and its weights, each into its folder, and then nothing is missing")
  func both() throws {
    try write()
    let end = try fetch()
    #expect(end.status == 0, "\(end.errors)")
    #expect(isThere("data/ecg5000/ecg.csv") && isThere("weights/vgg19_torchvision.safetensors"))
    let again = try fetch()
    #expect(again.status == 0 && again.errors == "nothing is missing\n", "\(again.errors)")
    let valid = try EtchProgram(["validate", file] + places)
    #expect(valid.status == 0 && !valid.errors.contains("there is no"), "\(valid.errors)")
  }

  @Test(
    "gets what recipes have although others are its own, tells these, and ends as wrong",
    arguments: [
      (
        "data/mine/t.csv", "weights/vgg19_torchvision.safetensors",
        ["weights/vgg19_torchvision.safetensors"],
        "there is no file 'data/mine/t.csv', and no recipe has it"
      ),
      (
        "t.csv", "weights/vgg19_torchvision.safetensors", ["weights/vgg19_torchvision.safetensors"],
        "t.csv', and no recipe has it"
      ),
      (
        "data/ecg5000/ecg.csv", "{run: other/12}", ["data/ecg5000/ecg.csv"],
        "there is no run 'other/12' with a checkpoint\n"
      ),
      (
        "data/ecg5000/other.csv", "weights/vgg19_torchvision.safetensors",
        ["data/ecg5000/ecg.csv", "weights/vgg19_torchvision.safetensors"],
        "there is no file 'data/ecg5000/other.csv', and 'ecg5000' does not bring it"
      ),
      // Of which the folder of downloads has none.
      (
        "data/ecg5000/ecg.csv", "weights/mobilenet_v2_timm.safetensors", ["data/ecg5000/ecg.csv"],
        "mobilenet_v2_timm.safetensors'"
      ),
    ])
  func others(data: String, weights: String, had: [String], told: String) throws {
    try write(data: data, weights: weights)
    let end = try fetch()
    #expect(end.status == 2, "\(end.errors)")
    #expect(had.allSatisfy(isThere), "\(end.errors)")
    #expect(end.errors.contains(told) && end.errors.contains("1 error\n"), "\(end.errors)")
  }

  @Test("--check compares all that recipes have of what it names, and tells what is not there")
  func check() throws {
    try write()
    let none = try fetch(["--check"])
    #expect(none.status == 1, "\(none.errors)")
    for line in [
      "/data/ecg5000/ecg.csv' is not there", "/weights/vgg19_torchvision.safetensors' is not there",
    ] {
      #expect(none.output.contains(line), "\(none.output)")
    }
    #expect(none.errors == "", "\(none.errors)")
    #expect(try fetch().status == 0)
    let right = try fetch(["--check"])
    #expect(right.status == 0 && right.output == "ecg5000: ok\nvgg19: ok\n", "\(right.output)")
    try TextFile.write("1,2\n3,5\n", to: folder.path + "/data/ecg5000/ecg.csv")
    let changed = try fetch(["--check"])
    #expect(changed.status == 1, "\(changed.errors)")
    #expect(changed.output.contains("ecg.csv' is another file: its SHA-256 is "))
    #expect(changed.output.hasSuffix("vgg19: ok\n"), "\(changed.output)")
    // What a recipe never brought is told too, and what nobody stated a digest of is not called right.
    try write(data: "data/mine/t.csv", weights: "weights/mobilenet_v2_timm.safetensors")
    try FileManager.default.copyItem(
      atPath: folder.path + "/weights/vgg19_torchvision.safetensors",
      toPath: folder.path + "/weights/mobilenet_v2_timm.safetensors")
    let others = try fetch(["--check"])
    #expect(others.status == 2, "\(others.output)")
    #expect(
      others.output == "mobilenet_v2: there, and nothing is known to compare it with\n",
      "\(others.output)")
    #expect(others.errors.contains("'data/mine/t.csv', and no recipe has it"), "\(others.errors)")
  }

  @Test("--check compares pins, and says where there is nothing to compare")
  func pins() throws {
    try TextFile.write("1,2\n3,4\n", to: folder.path + "/t.csv")
    try FileManager.default.copyItem(
      atPath: folder.path + "/downloads/vgg19_torchvision.safetensors",
      toPath: folder.path + "/w.safetensors")
    try write(data: "t.csv", weights: "w.safetensors")
    let own = try fetch(["--check"])
    #expect(own.status == 0 && own.output == "", "\(own.output)")
    #expect(own.errors.contains("there is nothing to compare it with"), "\(own.errors)")
    #expect(own.errors.contains("'etch fetch --pin FILE'"), "\(own.errors)")
    let digests = try ["/t.csv", "/w.safetensors"].map {
      try ContentDigest.ofFile(folder.path + $0)
    }
    try write(
      data: "t.csv, sha256: \"\(digests[0])\"",
      weights: "{file: w.safetensors, sha256: \"\(digests[1])\"}")
    let pinned = try fetch(["--check"])
    #expect(pinned.status == 0, "\(pinned.errors)")
    #expect(pinned.output == "t: ok, as pinned\nweights of net: ok, as pinned\n")
    try TextFile.write("1,2\n3,5\n", to: folder.path + "/t.csv")
    let changed = try fetch(["--check"])
    #expect(changed.status == 2 && changed.output == "", "\(changed.output)")
    #expect(changed.errors.contains("'t.csv' has other bytes than the experiment says"))
  }
}
