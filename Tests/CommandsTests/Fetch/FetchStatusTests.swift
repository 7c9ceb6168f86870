import Artifacts
import Foundation
import Testing

@Suite(
  "How etch fetch ends", .enabled(if: FetchServer.isThere, "python3 and curl are needed"))
struct FetchStatusTests {
  @Test(
    "a download that failed ends as that, also beside an experiment whose own file is not there, which alone is wrong",
    arguments: [(["set.yaml"], 1), (["it.yaml"], 2), (["set.yaml", "it.yaml"], 1)]
      as [([String], Int32)])
  func statuses(names: [String], status: Int32) throws {
    let folder = try RunsFolder()
    let server = try FetchServer(folder)
    _ = try FetchedSet.recipe([server.url("missing/a")], in: folder.path)
    try TextFile.write(
      """
      etch: 1
      name: it
      data: {t: {source: csv, path: data/own.csv, header: false}}
      networks: {net: {input: [2], layers: [{dense: 2}]}}
      losses: {loss: mean(square(net(t)))}
      train: {epochs: 1, batch_size: 2, optimizer: sgd, step: {net: {minimize: loss}}}

      """, to: folder.path + "/it.yaml")
    let files = names.map { folder.path + "/" + $0 }
    let end = try FetchedSet.fetch(files[0], in: folder.path, Array(files.dropFirst()))
    #expect(end.status == status, "\(end.errors)")
    let told = ["set.yaml": "'file.bin' cannot be downloaded", "it.yaml": "and no recipe has it"]
    for (name, sentence) in told {
      #expect(end.errors.contains(sentence) == names.contains(name), "\(end.errors)")
    }
  }
}
