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
    ]).write(to: folder.path + "/downloads/vgg19.safetensors")
  }

  private func write(
    data: String = "data/ecg5000/ecg.csv", weights: String = "weights/vgg19.safetensors"
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
    #expect(isThere("data/ecg5000/ecg.csv") && isThere("weights/vgg19.safetensors"))
    let again = try fetch()
    #expect(again.status == 0 && again.errors == "nothing is missing\n", "\(again.errors)")
    let valid = try EtchProgram(["validate", file] + places)
    #expect(valid.status == 0 && !valid.errors.contains("there is no"), "\(valid.errors)")
  }

  @Test(
    "gets what recipes have although others are its own, tells these, and ends as wrong",
    arguments: [
      (
        "data/mine/t.csv", "weights/vgg19.safetensors", ["weights/vgg19.safetensors"],
        "there is no file 'data/mine/t.csv', and no recipe has it"
      ),
      (
        "t.csv", "weights/vgg19.safetensors", ["weights/vgg19.safetensors"],
        "t.csv', and no recipe has it"
      ),
      (
        "data/ecg5000/ecg.csv", "{run: other/12}", ["data/ecg5000/ecg.csv"],
        "there is no run 'other/12' with a checkpoint\n"
      ),
      (
        "data/ecg5000/other.csv", "weights/vgg19.safetensors",
        ["data/ecg5000/ecg.csv", "weights/vgg19.safetensors"],
        "there is no file 'data/ecg5000/other.csv', and 'ecg5000' does not bring it"
      ),
      // Of which the folder of downloads has none.
      (
        "data/ecg5000/ecg.csv", "weights/mobilenet_v2.safetensors", ["data/ecg5000/ecg.csv"],
        "mobilenet_v2.safetensors'"
      ),
    ])
  func others(data: String, weights: String, had: [String], told: String) throws {
    try write(data: data, weights: weights)
    let end = try fetch()
    #expect(end.status == 2, "\(end.errors)")
    #expect(had.allSatisfy(isThere), "\(end.errors)")
    #expect(end.errors.contains(told) && end.errors.contains("1 error\n"), "\(end.errors)")
  }
}
