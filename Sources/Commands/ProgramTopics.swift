import Diagnostics

/// What `etch explain` tells of the program itself, where a word is asked for that is none of the language: what it runs on, where
/// its files are, how it is cited.
struct ProgramTopic {
  let names: Set<String>
  let about: String

  static func about(_ word: String) -> ProgramTopic? {
    let name = word.lowercased().filter { $0.isLetter || $0.isNumber }
    return all.first { $0.names.contains(name) }
  }

  var text: String { about + "\n" }

  static let all = [
    ProgramTopic(
      names: ["gpu", "gpus", "cuda", "mps", "tpu", "accelerator", "device"],
      about:
        "Everything is computed on the processor, in single precision; there is nothing to set. '--threads' says on how many cores."
    ),
    ProgramTopic(
      names: ["memory", "ram", "outofmemory", "oom"],
      about:
        "'etch plan FILE' tells how much memory a run will take, and how long it will last; 'train.batch_size' is what changes it most."
    ),
    ProgramTopic(
      names: ["tensorboard", "wandb", "mlflow", "summarywriter"],
      about:
        "Every run writes a file for TensorBoard into its folder, beside metrics.jsonl and report.html: 'tensorboard --logdir FOLDER' shows it."
    ),
    ProgramTopic(
      names: ["uninstall", "remove", "deinstall"],
      about:
        "Remove the folder that Etch was unpacked into, or the package with the tool that installed it, and the compiled kernels in ~/.cache/etch ($XDG_CACHE_HOME/etch where that is set). Runs and data stay in your own folders."
    ),
    ProgramTopic(
      names: ["license", "licence", "licenses", "licences", "copyright"],
      about:
        "The licences of Etch's parts stand in the folder 'licences' of its documentation, share/doc/etch in a package; a Debian package has them in /usr/share/doc/etch/copyright."
    ),
    ProgramTopic(
      names: ["cite", "citation", "bibtex"],
      about:
        "Name Etch with the version that 'etch --version' prints, and the run's folder or pack, whose run.json says all that made its numbers. 'etch explain WORD' tells the paper of a layer, loss or optimizer."
    ),
  ]
}
