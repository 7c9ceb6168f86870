import Artifacts
import Testing

@testable import Commands

@Suite("etch fetch of what is not there")
struct FetchCheckTests {
  @Test("--check says where nothing was ever fetched")
  func nothing() throws {
    let folder = try RunsFolder()
    let end = try EtchProgram(["fetch", "--check"], limits: "cd '\(folder.path)'")
    #expect(end.status == 0 && end.output == "")
    #expect(
      end.errors == "nothing that 'etch fetch --list' lists is in 'data' or 'weights'\n",
      "\(end.errors)")
  }

  @Test(
    "An experiment's name is told to be none of data, where its file is here",
    arguments: [
      (
        true,
        "'vae_mnist'; what an experiment lacks is named by its file: 'etch fetch vae_mnist.yaml'"
      ),
      (false, "'vae_mnist'; did you mean 'mnist'?"),
    ])
  func experiment(isHere: Bool, told: String) throws {
    let folder = try RunsFolder()
    if isHere { try TextFile.write("etch: 1\n", to: folder.path + "/vae_mnist.yaml") }
    let end = try EtchProgram(["fetch", "vae_mnist"], limits: "cd '\(folder.path)'")
    #expect(end.status == 2 && end.errors.contains("no recipe \(told)\n"), "\(end.errors)")
  }
}
