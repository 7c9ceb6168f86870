import Config
import Diagnostics
import Testing
import YAML

@testable import Experiment

@Suite("like: of data")
struct DataLikeTests {
  private func resolved(_ yaml: String) -> (data: ConfigNode?, problems: [String]) {
    var problems = DiagnosticList()
    guard
      let node = YAMLReader.read(
        SourceFile(name: "a.yaml", text: yaml), diagnostics: &problems)
    else { return (nil, ["no YAML"]) }
    let root = DataLikes.resolved(ConfigNode(node, origin: .file("a.yaml")), &problems)
    return (root["data"], problems.diagnostics.map(\.message))
  }

  @Test("a set takes what it does not write itself; of another source only what all share")
  func copies() {
    let (data, problems) = resolved(
      """
      data:
        horse: {source: images, path: data/h, splits: {train: a}, scale: [0, 1], count: 5}
        zebra: {like: horse, splits: {train: b}}
        made: {like: horse, source: builtin/horses, count: 7}
        other: {like: horse, transforms: [{resize: 4}]}
      """)
    #expect(problems.isEmpty)
    #expect(data?["zebra"]?["path"]?.text == "data/h")
    #expect(data?["zebra"]?["splits"]?["train"]?.text == "b")
    #expect(data?["zebra"]?["like"] == nil)
    #expect(Set(data?["made"]?.entries?.keys ?? []) == ["source", "count", "scale"])
    #expect(data?["other"]?["scale"] == nil)
  }

  @Test("a set that is not there, or is like another itself, is an error")
  func mistakes() {
    let (_, problems) = resolved(
      """
      data:
        horse: {source: csv}
        zebra: {like: hors}
        pony: {like: zebra}
      """)
    let message = "'like' names another data set of this file, which is written out"
    #expect(problems == [message + "; did you mean 'horse'?", message])
  }
}
