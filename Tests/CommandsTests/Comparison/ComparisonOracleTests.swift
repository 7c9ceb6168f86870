import Artifacts
import Diagnostics
import Experiment
import Foundation
import Runtime
import Testing
import YAML

@testable import Commands
@testable import Training

/// What a comparison says, held against what is true: hashes, and checkpoints that restore.
@Suite("What a comparison says is so")
struct ComparisonOracleTests {
  /// Edits of each: about 60 of all together, or 500 where everything is asked for.
  private static let edits = max(2, (testsEverything ? 500 : 60) / max(1, shippedExperiments.count))

  /// The text as if it stood in a shipped file.
  private func side(_ text: String, _ name: String) throws -> ComparedExperiment {
    let file = QuickExperiment(name: name).file
    return try ComparedExperiment(
      LoadedExperiment(
        .experiment(texts: [file: text]), file: file, profile: "quick", overrides: [],
        dataFolder: "data"), name: name)
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: QuickExperiment(name: name).file, encoding: .utf8)
  }

  private func restores(_ old: ComparedExperiment, into new: ComparedExperiment) throws -> Bool {
    let from = try State(#require(old.state))
    let checkpoint = Checkpoint(
      tensors: try from.entries.map { NamedTensor($0.name, try from.read($0.name)) }, metadata: [])
    return (try? State(#require(new.state)).restore(from: checkpoint, file: "a")) != nil
  }

  @Test("Random edits of the shipped experiments", arguments: shippedExperiments)
  func randomEdits(name: String) throws {
    let original = try text(name)
    let old = try side(original, name)
    var levels: [ChangeClass: Int] = [:]
    var edit = RandomEdit(seed: name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
    var done = 0
    for _ in 0..<max(100, 20 * Self.edits) where done < Self.edits || levels.count < 2 {
      let changed = edit.changed(original)
      // Most of what chance makes of a text is no experiment.
      guard let new = try? side(changed, name) else { continue }
      done += 1
      let forward = try ExperimentComparison(old, new, file: name)
      levels[forward.level, default: 0] += 1
      let isSame = old.experiment.identity == new.experiment.identity
      #expect((forward.level <= .outputs) == isSame, "\(changed)")
      #expect(try (forward.level <= .numerics) == restores(old, into: new), "\(changed)")
      #expect(forward.changes.isEmpty == (forward.level == .cosmetic), "\(changed)")

      let backward = try ExperimentComparison(new, old, file: name)
      #expect(backward.level == forward.level, "\(changed)")
      #expect(mirrored(backward) == told(forward), "\(changed)")
    }
    #expect(done >= Self.edits)
    #expect(levels.count > 1, "edits that are all of one kind test little: \(levels)")
  }

  /// What is told, but for the names of paths: a layer goes by its newer one.
  private func told(_ comparison: ExperimentComparison) -> [String] {
    comparison.changes.map {
      "\($0.before?.flowText ?? "") -> \($0.after?.flowText ?? ""), \($0.level)"
    }.sorted()
  }

  private func mirrored(_ comparison: ExperimentComparison) -> [String] {
    comparison.changes.map {
      "\($0.after?.flowText ?? "") -> \($0.before?.flowText ?? ""), \($0.level)"
    }.sorted()
  }

  @Test("An experiment does not differ from itself", arguments: shippedExperiments)
  func itself(name: String) throws {
    let text = try text(name)
    let same = try ExperimentComparison(side(text, name), side(text, name), file: name)
    #expect(same.level == .cosmetic && same.changes.isEmpty && same.state.entries.isEmpty)
    #expect(!same.textsDiffer && same.remarks.isEmpty)
  }

  @Test("Formatting is cosmetic", arguments: shippedExperiments)
  func formatted(name: String) throws {
    let text = try text(name)
    // Everything that fmt sets right, wrong.
    let lines = text.components(separatedBy: "\n").map { line in
      line.replacing(": {", with: ":   {  ") + (line.isEmpty ? "" : "  ")
    }
    let wild = lines.joined(separator: "\n\n")
    let tidy = try SourceFile(name: "it.yaml", text: wild).formatted()
    #expect(tidy != wild)
    let found = try ExperimentComparison(side(wild, name), side(tidy, name), file: name)
    #expect(found.level == .cosmetic && found.changes.isEmpty)
    #expect(found.textsDiffer)
  }
}
