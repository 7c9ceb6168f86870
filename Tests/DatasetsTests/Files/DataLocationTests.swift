import Diagnostics
import Testing

@testable import Config
@testable import Datasets

@Suite struct DataLocationTests {
  @Test(
    "paths are found where the experiment means them",
    arguments: [
      ("data/mnist", ValueOrigin.file("e/x.yaml"), "/sets/mnist"),
      ("data", .file("e/x.yaml"), "/sets"),
      ("database/x.csv", .file("e/x.yaml"), "e/database/x.csv"),
      ("x.csv", .file("e/x.yaml"), "e/x.csv"),
      ("../x.csv", .profile("quick"), "e/../x.csv"),
      ("x.csv", .commandLine, "x.csv"),
      ("/x.csv", .file("e/x.yaml"), "/x.csv"),
      ("~/x.csv", .file("e/x.yaml"), "e/~/x.csv"),
    ])
  func resolves(_ written: String, _ origin: ValueOrigin, _ expected: String) {
    let range = SourceRange(file: SourceFile(name: "e/x.yaml", text: ""), start: 0, end: 0)
    let file = DataLocation(dataFolder: "/sets").resolve(
      FieldValue(.text(written), range: range, origin: origin), in: nil)
    #expect(file.path == expected)
    #expect(file.written == written)
  }

  @Test(
    "the command that gets what is missing puts it where it was looked for",
    arguments: [
      (DataLocation(), "data/mnist/x", "'etch fetch mnist' gets it; or "),
      (
        DataLocation(dataFolder: "my sets"), "data/mnist/x",
        "'etch fetch mnist --data 'my sets'' gets it; or "
      ),
      (DataLocation(dataFolder: "/"), "data/mnist/x", "'etch fetch mnist --data /' gets it; or "),
      (
        DataLocation(weightsFolder: "w"), "weights/vgg19_torchvision.safetensors",
        "'etch fetch vgg19 --weights w' gets it; or "
      ),
      (
        DataLocation(weightsFolder: "w"), "weights/vgg19.safetensors",
        "'etch fetch vgg19 --weights w' gets"
      ),
    ])
  func lookup(location: DataLocation, written: String, told: String) {
    let file = location.resolve(
      FieldValue(.text(written), range: nil, origin: .file("e/x.yaml")))
    let notes = file.missing(.error).notes.map(\.message)
    #expect(notes.contains { $0.hasPrefix(told) }, "\(notes)")
  }
}
