import Testing

@testable import Commands

@Suite("Programs by their names")
struct ProgramsTests {
  @Test(
    "are those of the first folder that has them, and none of folders that begin at the working one",
    arguments: [
      ("etch-nowhere", "/bin:/usr/bin", nil),
      ("sh", "/nowhere:/bin:/usr/bin", "/bin/sh"),
      ("sh", "", nil),
      ("sh", "../../../../../../../../../../bin", nil),
      ("sh", "bin:./bin:/bin", "/bin/sh"),
    ] as [(String, String, String?)])
  func found(name: String, folders: String, path: String?) {
    #expect(Programs.path(of: name, in: folders) == path)
  }
}
