import Config
import Diagnostics
import Experiment
import Training

extension SavedRun {
  /// What is told where this program shows other pictures of a checkpoint than its run did, if only in the last digits; `nil`
  /// where it shows the same.
  ///
  /// - Parameter file: the checkpoint.
  func shownOtherwise(_ experiment: LoadedExperiment, in file: String) -> Diagnostic? {
    let then = circumstances.numerics ?? 0
    let now = Version.numerics(of: experiment)
    let changes = NumericsChange.all.filter {
      $0.version > then && $0.altersWhatIsShown(by: experiment.canonical)
    }
    guard then < Version.numerics || then > now || !changes.isEmpty else { return nil }
    let version = circumstances.numerics.map { "is \($0)" } ?? "is not recorded"
    return Diagnostic(
      .otherNumbers,
      "what is shown may differ from the run's own: the version of the numbers in '\(file)' \(version), and this program's is \(now)",
      at: nil, notes: changes.map { .init($0.sentence) })
  }

  /// What is told where the networks of a checkpoint are other functions now than those that its weights were trained in; `nil`
  /// where they differ in the last digits at most.
  ///
  /// - Parameters:
  ///   - file: the checkpoint.
  ///   - next: another experiment that the weights go into, where that is known.
  func trainedOtherwise(in file: String, next: LoadedExperiment? = nil) -> Diagnostic? {
    guard let own = ConfigNode(written: experiment) else { return nil }
    let changes = NumericsChange.all.filter {
      $0.version > circumstances.numerics ?? 0 && $0.altersFunctions(of: own)
        && $0.altersFunctions(of: next?.canonical ?? own)
    }
    guard !changes.isEmpty else { return nil }
    return Diagnostic(
      .otherNumbers,
      "'\(file)' was trained under an earlier version of the numbers, by which its networks gave others",
      at: nil, notes: changes.map { .init($0.sentence) })
  }
}
