import Testing

@testable import Artifacts

@Suite("The names of a run's files")
struct RunFilesTests {
  @Test(
    "tell checkpoints from what is still being written and from other files",
    arguments: [
      ("epoch-0003.safetensors.zst", true), (".epoch-0003.safetensors.zst.tmp-1", false),
      (".epoch-0003.safetensors.zst", false), ("epoch-0003.safetensors", false),
      ("notes.txt", false),
    ])
  func checkpoints(name: String, isOne: Bool) {
    #expect(RunFiles.isCheckpoint(name) == isOne)
  }
}
