import Foundation
import Testing

/// What `etch validate` does besides checking one file.
@Suite("etch validate")
struct ValidateTests {
  private static let text = """
    etch: 1
    name: checked
    data:
      digit: {source: builtin/digits, count: 64, scale: [0, 1]}
    networks:
      net: {input: [28, 28, 1], layers: [flatten, {dense: 1}]}
    losses:
      error: mean(square(net(digit)))
    train:
      epochs: 1
      optimizer: sgd
      step: {net: {minimize: error}}

    """

  private func folder() throws -> RunsFolder { try RunsFolder() }

  private func write(_ text: String, _ name: String, in folder: RunsFolder) throws -> String {
    let path = folder.path + "/" + name
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test("ends with status 2 for warnings that are not allowed, where it is strict")
  func strict() throws {
    let folder = try folder()
    let spare = "params: {spare: 1}\n" + Self.text
    let file = try write(spare, "spare.yaml", in: folder)
    let plain = try EtchProgram(["validate", file])
    #expect(plain.status == 0)
    #expect(plain.errors.contains("warning: the param 'spare' is used nowhere [unused]"))
    let strict = try EtchProgram(["validate", "--strict", file])
    #expect(strict.status == 2 && strict.output.isEmpty)
    #expect(strict.errors.contains("error: the param 'spare' is used nowhere [unused]"))
    let allowing = try write("allow: [unused]\n" + spare, "allowing.yaml", in: folder)
    let quiet = try EtchProgram(["validate", "--strict", allowing])
    #expect(quiet.status == 0 && quiet.errors.isEmpty, "\(quiet.errors)")
  }

  @Test("checks each file with what is set on the command line")
  func overrides() throws {
    let folder = try folder()
    let file = try write(Self.text, "a.yaml", in: folder)
    let right = try EtchProgram(["validate", file, "seed=7"])
    #expect((right.status, right.output) == (0, "\(file): ok\n"), "\(right.errors)")
    let wrong = try EtchProgram(["validate", file, "seed=seven", file])
    #expect(wrong.status == 2 && wrong.output.isEmpty)
    #expect(wrong.errors.contains("command line:1:"), "\(wrong.errors)")
    #expect(try EtchProgram(["validate", "seed=7"]).status == 2)
  }

  @Test("goes on with the other files where one makes it fail")
  func trap() throws {
    let folder = try folder()
    // So large, and so often, that it is being looked at when the signal comes, which is what a trap would send.
    let values = (0..<9_000).map { "  v\($0): net(digit * \($0))\n" }.joined()
    let slow = try write(
      Self.text.replacing("losses:", with: "values:\n\(values)losses:"), "slow.yaml", in: folder)
    let good = try write(Self.text, "good.yaml", in: folder)
    let wrong = try write(
      Self.text.replacing("dense: 1", with: "dens: 1"), "wrong.yaml", in: folder)
    let ended = try EtchProgram(
      ["validate", slow, slow, slow, slow, wrong, good], limits: "(sleep 1; kill -ILL $$) & :")
    #expect(ended.status == 1, "\(ended.errors)")
    #expect(ended.errors.contains("error: etch itself failed on '\(slow)'"), "\(ended.errors)")
    #expect(ended.errors.contains("unknown layer 'dens'"))
    let ends = ended.output.split(separator: "\n")
    #expect(ends.count { $0 == "\(slow): ok" } == 3 && ends.last == "\(good): ok", "\(ends)")
  }

  @Test("refuses names that are no UTF-8, and other commands do", arguments: ["validate", "run"])
  func noText(command: String) throws {
    let ended = try EtchProgram([command], redirection: "\"$(printf 'caf\\351.yaml')\"")
    #expect(ended.status == 2)
    #expect(ended.errors.contains("is no UTF-8"), "\(ended.errors)")
  }
}
