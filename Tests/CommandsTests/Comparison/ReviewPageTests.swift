import Artifacts
import Foundation
import Processes
import Testing

@Suite("Documentation/ReviewAndSweeps.md", .enabled(if: GitFolder.isInstalled))
struct ReviewPageTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  @Test("Its commands run as they stand there, in a branch with a change")
  func commands() throws {
    let page = try TextFile.read(Self.root + "/Documentation/ReviewAndSweeps.md")
    // Sweeps have a page's half of their own, with tests of their own.
    let review = page.components(separatedBy: "\n# ")[0]
    let blocks = review.matches(of: /(?s)```sh\n(.*?)```/).map { String($0.1) }
    #expect(blocks.count == 4)
    let repository = try GitFolder()
    try repository.git("rm", "-r", "--quiet", "experiments")
    for name in ["vae_mnist", "ecg_anomaly"] {
      try repository.write(
        TextFile.read(Self.root + "/experiments/\(name).yaml"), "experiments/\(name).yaml")
    }
    try repository.write("outputs/\n", ".gitignore")
    try repository.commit()
    try repository.git("checkout", "--quiet", "-b", "topic")
    try repository.change("experiments/vae_mnist.yaml", "seed: 42", "seed: 43")
    try repository.commit()
    let program = try #require(builtProgram).deletingLastPathComponent().path
    let path = "\(program):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
    for block in blocks {
      let ending = try Subprocess.run(
        Command(
          "/bin/sh", ["-ec", "cd '\(repository.path)'\n\(block)"],
          environment: ["PATH": path, "GIT_CONFIG_GLOBAL": "/dev/null"], seconds: 600))
      #expect(ending.succeeded, "\(block)\n\(ending.text)\n\(ending.errorText)")
    }
    let comment = try TextFile.read(repository.path + "/comment.md")
    #expect(comment.hasPrefix("<!-- etch diff -->\n**1 experiment: 1 numerics**\n"))
    #expect(try !Folder.names(in: repository.path + "/shown").isEmpty)
  }
}
