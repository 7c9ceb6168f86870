import Foundation
import Testing

@Suite("Misspelt runs")
struct MisspeltRunTests {
  @Test("are told with the name of one that is there, by each command that takes one")
  func misspelt() throws {
    let folder = try RunsFolder()
    try RunIndexTests.make(folder.path + "/outputs", number: 1)
    for words in [
      ["report", "tinny"], ["pack", "tinny"], ["sample", "tinny"], ["checkpoint", "show", "tinny"],
      ["checkpoint", "export", "tinny", "a.safetensors"], ["compare", "tinny", "tiny"],
    ] {
      let end = try EtchProgram(words, limits: "cd '\(folder.path)'")
      #expect(end.status == 2 && end.errors.contains("; did you mean 'tiny'?"), "\(end.errors)")
    }
    let end = try EtchProgram(["sample", "tiny.yaml"], limits: "cd '\(folder.path)'")
    #expect(end.status == 2 && end.errors.contains("it is an experiment's file"), "\(end.errors)")
    // A command with '…' in it would be none.
    let long = String(repeating: "deep/", count: 14) + "tiny.yaml"
    let told = try EtchProgram(["sample", long], limits: "cd '\(folder.path)'").errors
    #expect(told.contains("'etch run \(long)' makes a run of it"), "\(told)")
  }

  @Test("A folder of runs, and a run in the place of a pack, are told as what they are")
  func otherFolders() throws {
    let folder = try RunsFolder()
    try RunIndexTests.make(folder.path + "/outputs", number: 1)
    let run = "outputs/tiny/000000000001"
    for (words, told) in [
      (["report", "outputs/tiny"], "note: the newest in it is \(run)\n"),
      (["diff", "outputs/tiny", run], "'outputs/tiny' is a folder of runs, and no run"),
      (["diff", ".", run], "there is no run in '.'"),
      (["verify", run], "note: 'etch pack \(run)' writes one of it"),
    ] {
      let end = try EtchProgram(words, limits: "cd '\(folder.path)'")
      #expect(end.status == 2 && end.errors.contains(told), "\(end.errors)")
    }
  }

  @Test("Copies of a run, which have one hash, are told by their folders")
  func copies() throws {
    let folder = try RunsFolder()
    try RunIndexTests.make(folder.path + "/outputs", number: 1)
    let run = folder.path + "/outputs/tiny/000000000001"
    try FileManager.default.copyItem(atPath: run, toPath: folder.path + "/outputs/copy")
    let end = try EtchProgram(["report", "0000"], limits: "cd '\(folder.path)'")
    #expect(end.status == 2 && end.errors.contains("'0000' means 2 runs"), "\(end.errors)")
    #expect(end.errors.contains("note: outputs/copy  finished"), "\(end.errors)")
    #expect(end.errors.contains("note: name the folder, as in outputs/"), "\(end.errors)")
  }
}
