import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Commands

@Suite("A run that cannot be read")
struct UnreadableRunTests {
  /// Two runs of a name, of which the newer one has no log that can be read.
  private static func make(_ out: String) throws {
    for number in 1...2 { try RunIndexTests.make(out, number: number) }
    let log = "\(out)/tiny/000000000002/evaluations.jsonl"
    try TextFile.write("no JSON\n", to: log)
  }

  @Test(
    "The one that is meant is told with what is wrong with it, not as none",
    arguments: ["000000000002", "tiny/000000000002"])
  func meant(word: String) throws {
    let folder = try RunsFolder()
    try Self.make(folder.path)
    let said = "line 1 is no JSON object"
    let run = #expect(throws: Diagnostic.self) { try RunIndex.run(word, in: folder.path) }
    #expect(run?.message.hasSuffix(said) == true, "\(run?.message ?? "nothing")")
    let path = #expect(throws: Diagnostic.self) { try RunIndex.path(word, in: folder.path) }
    #expect(path?.message.hasSuffix(said) == true, "\(path?.message ?? "nothing")")
  }

  @Test(
    "Where another one is taken, it is told that this one is passed over",
    arguments: ["tiny", "-"])
  func passedOver(word: String) throws {
    let folder = try RunsFolder()
    try Self.make(folder.path)
    var remarks: [String] = []
    let run = try RunIndex.run(word, in: folder.path) { remarks.append($0) }
    #expect(run.hash == "000000000001" && remarks.count == 1)
    #expect(remarks[0].hasPrefix("a run that may be meant is passed over: '"), "\(remarks)")
    #expect(remarks[0].hasSuffix("/evaluations.jsonl': line 1 is no JSON object"), "\(remarks)")
  }

  @Test("Of a whole name, no run of a name that only begins with it is told")
  func beginning() throws {
    let folder = try RunsFolder()
    try RunIndexTests.make(folder.path, number: 1)
    try RunIndexTests.make(folder.path, name: "tiny_too", number: 2)
    try TextFile.write(
      "no JSON\n", to: "\(folder.path)/tiny_too/000000000002/evaluations.jsonl")
    let run = try RunIndex.run("tiny", in: folder.path) { Issue.record("\($0)") }
    #expect(run.hash == "000000000001")
    let problem = #expect(throws: Diagnostic.self) {
      try RunIndex.run("tiny_too", in: folder.path)
    }
    #expect(problem?.message.hasSuffix("line 1 is no JSON object") == true)
  }

  @Test("A word that means none of them is told as that, and says nothing of them")
  func others() throws {
    let folder = try RunsFolder()
    try Self.make(folder.path)
    // A folder without a record is no run.
    try Folder.create("\(folder.path)/tiny/aaaaaaaaaaaa")
    for word in ["tinny", "ff", "aaaaaaaaaaaa"] {
      let problem = #expect(throws: Diagnostic.self) { try RunIndex.run(word, in: folder.path) }
      let said = problem?.message ?? "nothing"
      #expect(said.hasPrefix("'\(word)' is no run"), "\(said)")
    }
    let run = try RunIndex.run("000000000001", in: folder.path) { Issue.record("\($0)") }
    #expect(run.hash == "000000000001")
  }

  #if os(Linux)
    @Test("One in a folder that may not be looked into is told as that, not as none")
    func closed() throws {
      guard getuid() == 0, FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") else {
        return print("only root, with setpriv, can be somebody else")
      }
      let folder = try RunsFolder()
      try RunIndexTests.make(folder.path, number: 1)
      try RunIndexTests.make(folder.path, name: "other", number: 2)
      let run = folder.path + "/tiny/000000000001"
      #expect(chmod(folder.path, 0o755) == 0)
      for path in [run, folder.path + "/other"] { #expect(chmod(path, 0o700) == 0) }
      for (word, said) in [
        ("tiny", "cannot read '\(run)/run.json': Permission denied"),
        ("other", "cannot list the folder '\(folder.path)/other': Permission denied"),
        ("other/0000", "cannot list the folder '\(folder.path)/other': Permission denied"),
      ] {
        let end = try EtchProgram(
          ["compare", word, word, "--out", folder.path],
          limits: "set -- /usr/bin/setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\"")
        #expect(end.status == 1 && end.errors.contains(said), "\(end.errors)")
      }
    }
  #endif
}
