import Artifacts
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

  @Test("A folder that is called as an experiment does not hide its runs")
  func calledAlike() throws {
    let folder = try RunsFolder()
    try RunIndexTests.make(folder.path + "/outputs", number: 1)
    try Folder.create(folder.path + "/tiny/data")
    func end(_ words: [String]) throws -> EtchProgram {
      try EtchProgram(words, limits: "cd '\(folder.path)'")
    }
    let run = "outputs/tiny/000000000001"
    let report = try end(["report", "tiny"])
    #expect(report.output == run + "/report.html\n", "\(report.errors)")
    // One that has never been trained is found all the same.
    let shown = try end(["checkpoint", "show", "tiny"])
    #expect(shown.errors.contains("there is no checkpoint in '\(run)'"), "\(shown.errors)")
    let diff = try end(["diff", "tiny", run])
    #expect(diff.errors.contains(run + "/experiment.yaml:"), "\(diff.errors)")
    // Without a run of that name, it is told to hold none.
    try Folder.create(folder.path + "/digits")
    let none = try end(["report", "digits"])
    #expect(none.status == 2 && none.errors.contains("no run in 'digits'"), "\(none.errors)")
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
