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
}
