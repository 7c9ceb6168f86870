import Testing
import Training

@testable import Commands

@Suite("Folders of runs as command lines name them")
struct RunFolderWordsTests {
  @Test(
    "a slash at the end says nothing",
    arguments: [("outputs/a/1", "outputs/a/1"), ("outputs/a/1/", "outputs/a/1"), ("/", "/")])
  func word(_ word: String, _ path: String) {
    #expect(RunFolder(word: word).path == path)
  }

  @Test(
    "a checkpoint stands two folders below its run, from wherever it is named",
    arguments: [
      ("outputs/a/1/checkpoints/epoch-0001.safetensors.zst", "outputs/a/1"),
      ("checkpoints/epoch-0001.safetensors.zst", "."), ("epoch-0001.safetensors.zst", "./.."),
      ("../checkpoints/epoch-0001.safetensors.zst", ".."),
      ("../epoch-0001.safetensors.zst", "../.."),
    ])
  func checkpoint(_ file: String, _ path: String) {
    #expect(RunFolder(ofCheckpoint: file).path == path)
  }
}
