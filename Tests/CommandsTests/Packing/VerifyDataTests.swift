import Artifacts
import Testing

@testable import Commands

@Suite("etch verify of a pack whose data has changed")
struct VerifyDataTests {
  /// Runs and packs an experiment on data of the project.
  ///
  /// - Parameters:
  ///   - data: as the experiment writes it.
  ///   - shape: of an example.
  private func pack(_ data: String, shape: String, in folder: String) throws {
    try TextFile.write(
      """
      etch: 1
      name: rows
      data: {row: \(data)}
      networks: {n: {input: \(shape), layers: [flatten, {dense: 1}]}}
      losses: {error: "mean(square(n(row)))"}
      train: {epochs: 1, batch_size: 4, optimizer: sgd, step: {n: {minimize: error}}}

      """, to: "\(folder)/rows.yaml")
    let here = "cd '\(folder)'"
    let run = try EtchProgram(
      ["run", "rows.yaml", "--backend", "reference", "--quiet"], limits: here)
    #expect(run.status == 0, "\(run.errors)")
    let pack = try EtchProgram(["pack", "rows", "--out", "rows.etch"], limits: here)
    #expect(pack.status == 0, "\(pack.errors)")
  }

  private func verify(in folder: String) throws -> EtchProgram {
    try EtchProgram(
      ["verify", "rows.etch", "--backend", "reference"], limits: "cd '\(folder)'")
  }

  private func expectOther(_ name: String, _ end: EtchProgram) {
    #expect(end.status == 3, "\(end.errors)")
    #expect(
      end.output
        == "the run read other files than are here, so its steps are not trained again\n"
        + "'\(name)' has other content\n")
  }

  @Test("names a table that has other numbers, and trains nothing")
  func table() throws {
    let folder = try RunsFolder()
    let file = "\(folder.path)/rows.csv"
    let rows = (0..<8).map { "0.\($0),0.5,0.2,0.1\n" }.joined()
    try TextFile.write(rows, to: file)
    try pack("{source: csv, path: rows.csv, header: false}", shape: "[4]", in: folder.path)
    #expect(try verify(in: folder.path).output.hasPrefix("same bits"))
    try TextFile.write(rows.replacing("0.7,", with: "0.8,"), to: file)
    expectOther("rows.csv", try verify(in: folder.path))
  }

  @Test("names a folder in which a picture is another, and trains nothing")
  func pictures() throws {
    let folder = try RunsFolder()
    func write(_ grey: UInt8, _ number: Int) throws {
      let picture = Picture(height: 2, width: 2, channels: 1, filledWith: grey)
      try AtomicFile.write(
        PNG.encode(picture), to: "\(folder.path)/pictures/\(number).png")
    }
    for number in 0..<8 { try write(UInt8(number), number) }
    try pack(
      "{source: images, path: pictures, scale: [0, 1]}", shape: "[2, 2, 1]", in: folder.path)
    #expect(try verify(in: folder.path).output.hasPrefix("same bits"))
    try write(99, 7)
    expectOther("pictures", try verify(in: folder.path))
  }

  @Test("reads the pictures that the pack has taken along, wherever it is")
  func taken() throws {
    let folder = try RunsFolder()
    let project = "\(folder.path)/project"
    func write(_ grey: UInt8, _ name: String) throws {
      let picture = Picture(height: 2, width: 2, channels: 1, filledWith: grey)
      try AtomicFile.write(PNG.encode(picture), to: "\(project)/pictures/\(name)")
    }
    for number in 0..<8 { try write(UInt8(number), "\(number).png") }
    try write(99, ".hidden.png")
    try TextFile.write("private", to: "\(project)/pictures/notes.txt")
    try pack("{source: images, path: pictures, scale: [0, 1]}", shape: "[2, 2, 1]", in: project)
    let here = "cd '\(project)'"
    let packing = ["pack", "rows", "--with-data", "--out", "\(folder.path)/own.etch"]
    let made = try EtchProgram(packing, limits: here)
    #expect(made.status == 0 && !made.errors.contains("data is not in it"), "\(made.errors)")
    let names = try Archive.unpack("\(folder.path)/own.etch", into: "\(folder.path)/inside")
    #expect(
      names.filter { $0.hasPrefix("files/") }.sorted()
        == (0..<8).map { "files/pictures/\($0).png" })
    let end = try EtchProgram(
      ["verify", "own.etch", "--backend", "reference"], limits: "cd '\(folder.path)'")
    #expect(end.status == 0 && end.output.hasPrefix("same bits"), "\(end.errors)\(end.output)")
    let run = try EtchProgram(
      ["run", "own.etch", "--backend", "reference"], limits: "cd '\(folder.path)'")
    #expect(run.status == 0, "\(run.errors)")
    // What the run has not read is not what its pack should have.
    try write(99, "7.png")
    let changed = try EtchProgram(packing, limits: here)
    #expect(changed.status == 2)
    #expect(
      changed.errors.contains("'pictures' has other content than when the run read it"),
      "\(changed.errors)")
  }
}
