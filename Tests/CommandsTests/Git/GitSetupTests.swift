import Artifacts
import Foundation
import Testing

@Suite("The set-up of git", .enabled(if: GitFolder.isInstalled))
struct GitSetupTests {
  @Test("git ediff compares, and git diff goes on working where etch is missing")
  func setup() throws {
    let repository = try GitFolder()
    let program = try #require(builtProgram).deletingLastPathComponent().path
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    for _ in 0..<2 {
      #expect(try repository.etch("git", "setup", "--textconv").status == 0)
    }
    #expect(
      try TextFile.read(repository.path + "/.git/info/attributes").hasSuffix("*.yaml diff=etch\n"))
    #expect(try TextFile.read(repository.path + "/.git/info/attributes").count { $0 == "\n" } == 1)
    let alone = GitFolder.base.replacing("etch: 1", with: "etch: 1\nname: alone")
      .replacing("{use: networks/decoder.yaml, params: {size: size}}", with: "{like: encoder}")
      .replacing("decoder(encoder(digit))", with: "encoder(digit) + decoder(digit)")
      .replacing("mse(rebuilt, digit)", with: "mse(rebuilt, 0)")
      .replacing("{grid: rebuilt}", with: "{grid: digit}")
    try repository.write(alone, "alone.yaml")
    try repository.commit()
    try repository.change("alone.yaml", "epochs: 2", "epochs: 4  # more")
    let missing = try repository.git("diff", environment: ["PATH": "/usr/bin:/bin"])
    #expect(missing.contains("+  epochs: 4  # more"))
    let resolved = try repository.git("diff", environment: ["PATH": "\(program):\(path)"])
    #expect(resolved.contains("+  epochs: 4\n"), "\(resolved)")
    let alias = try repository.git(
      "ediff", "HEAD", "alone.yaml", environment: ["PATH": "\(program):\(path)"])
    #expect(alias.contains("train.epochs: 2 -> 4"))
    // A path is one from the working folder, as git's own are.
    try repository.change("experiments/one.yaml", "name: one", "name: one\nseed: 7")
    let below = try repository.git(
      "-C", "experiments", "ediff", "HEAD", "one.yaml",
      environment: ["PATH": "\(program):\(path)"])
    #expect(below.contains("seed: 0 -> 7"), "\(below)")
    try repository.git("worktree", "add", "--quiet", "second", "HEAD")
    let second = try repository.git(
      "-C", "second/experiments", "ediff", "HEAD", "one.yaml",
      environment: ["PATH": "\(program):\(path)"])
    #expect(second == "no experiment differs\n", "\(second)")
  }
}
