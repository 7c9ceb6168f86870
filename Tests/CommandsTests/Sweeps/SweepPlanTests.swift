import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Commands

@Suite("The trials of a sweep")
struct SweepPlanTests {
  @Test("a grid is all combinations, the first key slowest, then seeds")
  func grid() throws {
    let folder = try RunsFolder()
    let plan = try SweepSupport.plan(
      "grid:\n  params.width: [4, 8]\n  train.epochs: [1, 2]\nseeds: [7, 3]\n", in: folder.path)
    #expect(
      SweepSupport.settings(plan) == [
        "params.width=4 train.epochs=1 seed=7", "params.width=4 train.epochs=1 seed=3",
        "params.width=4 train.epochs=2 seed=7", "params.width=4 train.epochs=2 seed=3",
        "params.width=8 train.epochs=1 seed=7", "params.width=8 train.epochs=1 seed=3",
        "params.width=8 train.epochs=2 seed=7", "params.width=8 train.epochs=2 seed=3",
      ])
    #expect(plan.heading == "widths: 8 trials of tiny (4 settings x 2 seeds)")
    #expect(plan.phrase(of: plan.trials[2]) == "width=4 epochs=2 seed=7")
  }

  @Test("zip sets keys together, and except leaves out what it says")
  func zip() throws {
    let folder = try RunsFolder()
    let plan = try SweepSupport.plan(
      """
      zip: [{params.width: 4, train.epochs: 1}, {params.width: 8, train.epochs: 2}]
      seeds: 2
      except: [{params.width: 8, seed: 1}]
      """, in: folder.path)
    #expect(
      SweepSupport.settings(plan) == [
        "params.width=4 train.epochs=1 seed=1", "params.width=4 train.epochs=1 seed=2",
        "params.width=8 train.epochs=2 seed=2",
      ])
  }

  @Test("a trial is the run that its settings on a command line make")
  func identity() throws {
    let folder = try RunsFolder()
    let plan = try SweepSupport.plan(
      """
      profile: quick
      set: {train.batch_size: 25}
      grid:
        train.optimizer: [{sgd: {learning_rate: 0.1}}, {adam: {learning_rate: 1e-2}}]
      """, in: folder.path)
    for trial in plan.trials {
      let shown = try EtchProgram(
        ["show", "--hash", folder.path + "/tiny.yaml", "--profile", "quick", "train.batch_size=25"]
          + trial.settings.map(\.text))
      #expect(shown.output == trial.hash + "\n", "\(shown.errors)")
      #expect(try plan.load(trial).identity.short == trial.hash)
    }
    #expect(Set(plan.trials.map(\.hash)).count == 2)
  }

  @Test("one experiment is one trial, told at the second")
  func alike() throws {
    let folder = try RunsFolder()
    let plan = try SweepSupport.plan("grid: {params.width: [4, 8, 4.0]}\n", in: folder.path)
    #expect(plan.trials.map(\.number) == [1, 2])
    #expect(
      plan.remarks.diagnostics.map(\.message) == [
        "'width=4' makes the same experiment as 'width=4': it is one trial"
      ])
  }

  // MARK: Draws

  private func draws(_ text: String) throws -> [String] {
    let folder = try RunsFolder()
    return SweepSupport.settings(try SweepSupport.plan(text, in: folder.path))
  }

  @Test("one more key or a higher count changes no earlier draw, another seed does")
  func draws() throws {
    let few = try draws("random: {count: 4, params.width: {integers: [2, 9000]}}\n")
    let many = try draws("random: {count: 9, params.width: {integers: [2, 9000]}}\n")
    #expect(Array(many.prefix(4)) == few)
    let both = try draws(
      "random: {count: 4, seed: 0, train.epochs: {integers: [1, 9]}, params.width: {integers: [2, 9000]}}\n"
    )
    #expect(both.map { $0.split(separator: " ").last.map(String.init) } == few)
    let other = try draws("random: {count: 4, seed: 1, params.width: {integers: [2, 9000]}}\n")
    #expect(Set(other).isDisjoint(with: few))
  }

  @Test("draws lie within their ends, and a logarithmic one fills its decades evenly")
  func ranges() throws {
    let texts = try draws(
      """
      random:
        count: 200
        train.optimizer.adam.learning_rate: {log: [1e-5, 1e-1]}
        train.optimizer.adam.beta_1: {uniform: [0.5, 0.9]}
        networks.autoencoder.layers.0.dense.activation: {choice: [relu, tanh, sigmoid]}
      """)
    let values = texts.map { text in
      text.split(separator: " ").map { String($0.split(separator: "=")[1]) }
    }
    let rates = values.compactMap { Double($0[0]) }
    #expect(rates.count == 200 && rates.allSatisfy { (1e-5...1e-1).contains($0) })
    for decade in 0..<4 {
      let count = rates.count { Int((log10($0) + 5).rounded(.down)) == decade }
      // 50 of 200 with a standard deviation of 6.1.
      #expect((26...74).contains(count), "\(decade): \(count)")
    }
    #expect(values.compactMap { Double($0[1]) }.allSatisfy { (0.5...0.9).contains($0) })
    #expect(Set(values.map { $0[2] }) == ["relu", "tanh", "sigmoid"])
  }

  @Test("a thousand trials are listed in two seconds of an optimized program")
  func thousand() throws {
    #if DEBUG
      let count = 50
    #else
      let count = 1000
    #endif
    let folder = try RunsFolder()
    let file = try SweepSupport.write(
      "random: {count: \(count), train.optimizer.adam.learning_rate: {log: [1e-5, 1]}}\n",
      in: folder.path)
    let began = ThreadTime.seconds
    let plan = try SweepPlan(file: file)
    let seconds = ThreadTime.seconds - began
    #expect(plan.trials.count == count)
    #if DEBUG
      print("\(count) trials composed in \(seconds) s, not optimized")
    #else
      #expect(seconds < 2, "\(seconds) s")
    #endif
  }

  // MARK: Which one

  @Test("an experiment outside the sweep's project is followed where that is asked for")
  func outside() throws {
    let folder = try RunsFolder()
    _ = try SweepSupport.write("seeds: 2\n", in: folder.path)
    let file = "\(folder.path)/sweeps/seeds.yaml"
    try Folder.create(Folder.parent(of: file))
    try TextFile.write("sweep: ../tiny.yaml\nseeds: 2\n", to: file)
    let refused = refusal { try SweepPlan(file: file) }
    #expect(refused.contains("leads out of the project"), "\(refused)")
    #expect(
      try SweepPlan(file: file, folders: LookupFolders(allowsOutside: true)).trials.count == 2)
    // Each trial is told so too.
    let lines = try EtchProgram(
      ["sweep", file, "--parallel", "--allow-outside"], limits: "cd '\(folder.path)'")
    let told = lines.output.split(separator: "\n").count { $0.contains(" --allow-outside") }
    #expect(lines.status == 0 && told == 2, "\(lines.output)\(lines.errors)")
  }

  @Test("a trial is named by its number or the beginning of its hash")
  func named() throws {
    let folder = try RunsFolder()
    let plan = try SweepSupport.plan("grid: {params.width: [4, 8]}\n", in: folder.path)
    #expect(try plan.trial("2").number == 2)
    #expect(try plan.trial(String(plan.trials[0].hash.prefix(11))).number == 1)
    for (word, problem) in [
      ("3", "there is no trial 3: 'widths' has trials 1 to 2"), ("0", "there is no trial 0"),
      ("xyz", "'widths' has no trial 'xyz'"), ("", "several trials of 'widths' begin with ''"),
    ] {
      #expect {
        try plan.trial(word)
      } throws: { error in
        (error as? Diagnostic)?.message.hasPrefix(problem) ?? false
      }
    }
    // The command that lists them looks where this one does.
    let elsewhere = LookupFolders(data: "my sets", runs: "runs", allowsOutside: true)
    let other = try SweepPlan(file: plan.file, folders: elsewhere)
    let told = #expect(throws: Diagnostic.self) { try other.trial("xyz") }
    let options = "--list --data 'my sets' --out runs --allow-outside"
    #expect(
      told?.notes.map(\.message) == ["'etch sweep \(plan.file) \(options)' lists them"])
  }

  @Test(
    "a scheduler's task is a trial, counted from where the scheduler begins",
    arguments: [
      (["SLURM_ARRAY_TASK_ID": "3"], "3"), (["PBS_ARRAY_INDEX": "1"], "1"),
      (["SGE_TASK_ID": "2"], "2"), (["JOB_COMPLETION_INDEX": "0"], "1"),
      (["AWS_BATCH_JOB_ARRAY_INDEX": "4"], "5"),
      (["SGE_TASK_ID": "undefined", "JOB_COMPLETION_INDEX": "1"], "2"),
      (["LSB_JOBINDEX": "7"], "7"), (["LSB_JOBINDEX": "0", "SGE_TASK_ID": "3"], "3"),
      (["PBS_ARRAYID": "2"], "2"),
    ])
  func arrays(environment: [String: String], number: String) throws {
    #expect(try ArrayTask.number(in: environment) == number)
  }

  @Test("without an array, or with one that counts nothing, it is told")
  func noArray() {
    #expect(throws: Diagnostic.self) { try ArrayTask.number(in: [:]) }
    #expect(throws: Diagnostic.self) { try ArrayTask.number(in: ["SLURM_ARRAY_TASK_ID": "a"]) }
  }
}
