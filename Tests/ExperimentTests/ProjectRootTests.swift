import Testing

@testable import Experiment

@Suite("The folder of a project")
struct ProjectRootTests {
  @Test(
    "names what stands in it from there, whatever letters it has",
    arguments: [
      ("/a/b", "/a/b/c/x.yaml", "c/x.yaml"), ("/", "/x.yaml", "x.yaml"),
      ("/a/b", "/a/bc/x.yaml", "/a/bc/x.yaml"), ("/a/b", "/a/x.yaml", "/a/x.yaml"),
      ("/jörg/é", "/jörg/é/rows.csv", "rows.csv"), ("/jörg", "/jörg/é/rows.csv", "é/rows.csv"),
      ("/日本", "/日本/x.yaml", "x.yaml"),
    ])
  func names(root: String, path: String, name: String) {
    #expect(ProjectRoot(path: root).name(of: path) == name)
  }
}
