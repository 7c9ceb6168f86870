import Diagnostics

/// What an option of other tools is here: a setting of the experiment, another option, or nothing to choose.
struct ForeignOption {
  /// Without dashes before it, and with dashes for underscores.
  let name: String

  init(_ name: String) { self.name = name }

  /// - Parameters:
  ///   - command: of which the option was asked.
  ///   - takesValues: whether the command takes values of the experiment, as train.epochs=3.
  /// - Returns: what to say, and whether that is known of this option; anything else may be meant for the experiment.
  func advice(for command: String, takesValues: Bool) -> (text: String?, isKnown: Bool) {
    if let text = fixed(command) { return text.isEmpty ? (nil, false) : (text, true) }
    let known = setting
    let (key, value) = known ?? ("train.epochs", "3")
    if command == "sweep" {
      return (
        "a sweep's file sets what all its trials have: 'set: {\(key): \(value)}'", known != nil
      )
    }
    return takesValues
      ? ("a value of the experiment is set without dashes: \(key)=\(value)", known != nil)
      : (nil, false)
  }

  /// The setting of an experiment that it is.
  private var setting: (key: String, value: String)? {
    let known = ["learning-rate", "batch-size", "epochs", "seed"]
    return switch Suggestion.nearest(to: name, among: known) ?? name {
    case "lr", "learning-rate": ("train.optimizer.adam.learning_rate", "1e-3")
    case "batch", "batch-size", "bs", "bsz": ("train.batch_size", "64")
    case "seed", "random-seed", "manual-seed": ("seed", "7")
    case "epoch", "epochs", "num-epochs", "n-epochs", "max-epochs": ("train.epochs", "3")
    case "steps", "max-steps", "num-steps", "iterations", "iters": ("train.steps", "1000")
    case "name", "run-name", "exp-name", "experiment-name": ("name", "other")
    default: nil
    }
  }

  /// What is known of it; empty where this command has nothing like it.
  private func fixed(_ command: String) -> String? {
    let trains = ["run", "sweep"].contains(command)
    switch name {
    case "device", "gpu", "gpus", "num-gpus", "cuda", "cpu", "accelerator":
      return ["run", "sweep", "plan", "bench", "sample", "kernels"].contains(command)
        ? "all runs on the processor: --threads 4" : "all runs on the processor"
    case "fp16", "bf16", "amp", "half", "precision", "mixed-precision":
      return "everything is computed in single precision"
    case "workers", "num-workers", "nproc":
      return trains ? "--threads says how many threads work" : ""
    case "verbose", "v", "vv", "quiet", "q", "debug", "progress", "log-level":
      return trains
        ? "every run shows its progress, and writes metrics.jsonl and report.html"
        : "there is one kind of output, and nothing to choose"
    case "wandb", "tensorboard", "logger":
      return trains ? "every run writes a file for TensorBoard, and report.html" : ""
    case "force", "overwrite", "restart", "clean", "f":
      return command == "run"
        ? "--fresh removes what an earlier run of the same experiment left, and begins anew" : ""
    case "dry-run", "dryrun", "check", "n":
      switch command {
      case "run": return "'etch validate FILE' checks it, 'etch plan FILE' tells what it computes"
      case "sweep": return "--list tells the trials"
      case "fmt": return "--check tells what would change"
      default: return ""
      }
    case "resume", "restore", "resume-from", "checkpoint", "ckpt":
      guard trains else { return "" }
      return "the same command goes on with an interrupted run"
        + (command == "run" ? "; --continue RUN trains another further" : "")
    case "output", "output-dir", "outdir", "out-dir", "save-dir", "log-dir", "logdir", "o":
      return trains ? "--out says where runs are written" : ""
    case "config", "cfg", "conf", "c", "file":
      return trains ? "the file stands without an option: etch \(command) FILE" : ""
    case "data-dir", "data-path", "data-root", "dataset":
      return trains ? "--data says where paths that begin with data/ are looked up" : ""
    case "profile" where command == "sweep":
      return "the sweep's file says it: 'profile: quick'"
    default: return nil
    }
  }
}
