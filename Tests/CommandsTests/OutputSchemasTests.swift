import Artifacts
import Diagnostics
import Foundation
import SchemaChecking
import Testing

@testable import Commands

@Suite("The schemas of what the program writes")
struct OutputSchemasTests {
  @Test("schemas/ is what 'etch schema' writes now")
  func fresh() throws {
    for (file, text) in OutputSchemas.all {
      let path = repository.appending(path: "schemas/\(file)").path
      #expect(try TextFile.read(path) == text, "run 'etch schema' and commit what it writes")
    }
  }

  /// The keys of an object, and of those within: "machine.cores".
  private static func paths(_ value: JSON?, _ before: String = "") -> Set<String> {
    Set(
      (value?.keys ?? []).flatMap { key in
        [before + key] + Array(paths(value?[key], before + key + "."))
      })
  }

  /// The same of what a schema describes by name.
  private static func known(_ schema: JSON, _ before: String = "") -> Set<String> {
    let properties = schema["properties"]
    return Set(
      (properties?.keys ?? []).flatMap { key in
        [before + key] + Array(properties?[key].map { known($0, before + key + ".") } ?? [])
      })
  }

  @Test("A record that has everything has each member that its schema describes, and no other")
  func wholeRecord() throws {
    var record = RunRecord(
      status: .diverged, name: "a", hash: "b", versions: [:], machine: .current(threads: 1),
      dataFolder: "data", weightsFolder: "weights")
    (record.failure, record.steps, record.peakMemoryBytes) = ("it is so", 3, 1)
    record.divergedInFirstStep = true
    (record.stepsInAll, record.resumedAt) = (9, [2])
    record.stoppedEarly = "epoch 1: 'a' has not been better than 1 for 1 evaluation"
    (record.pictures, record.allPictures) = (["a.png"], ["a.png"])
    record.better = [:]
    record.warnings = ["a target is out of reach [out-of-reach]"]
    record.continues = .init(checkpoint: "c", sha256: "d", identity: "e", steps: 1)
    record.request = .init(
      identity: "a", groupIdentity: "b", root: "/", file: "c", profile: "p", overrides: ["seed=1"],
      params: [:], commandLine: ["etch"])
    let folder = try RunsFolder()
    try record.write(to: folder.path + "/run.json")
    let text = try TextFile.read(folder.path + "/run.json")
    #expect(
      try Self.paths(JSON(parsing: text)) == Self.known(JSON(parsing: OutputSchemas.record)))
    #expect(try SchemaChecker(schema: OutputSchemas.record).problems(of: text).isEmpty)
  }

  @Test("What a run wrote is as the schemas say")
  func run() throws {
    let out = try RunsFolder()
    let run = try QuickExperiment.representatives[0].run(in: out.path).run
    let record = try TextFile.read(run.folder.record)
    #expect(try SchemaChecker(schema: OutputSchemas.record).problems(of: record).isEmpty)
    let checker = try SchemaChecker(schema: OutputSchemas.metrics)
    let lines = try TextFile.read(run.folder.metrics).split(separator: "\n")
    #expect(lines.count == 3)
    for line in lines { #expect(try checker.problems(of: String(line)).isEmpty, "\(line)") }
    // A figure that is no number, and a moment that is none.
    #expect(try checker.problems(of: #"{"step":1,"a":"NaN"}"#).isEmpty)
    for wrong in [#"{"step":0}"#, #"{"a":"nan"}"#, #"{"kind":"round"}"#] {
      #expect(try !checker.problems(of: wrong).isEmpty, "\(wrong)")
    }
  }
}
