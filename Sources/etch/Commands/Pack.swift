import ArgumentParser
import Commands
import Diagnostics

struct Pack: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes a run into one file to send: NAME-HASH.etch.",
    discussion: """
      It holds the experiment and its sources, the last checkpoint without the optimizer's state, metrics, pictures, \
      and what etch verify compares. etch run, sample, diff and verify take it. Data is not in it; what is needed is told, \
      and --with-data takes along what stands beside the experiment, of folders the pictures.
      """)

  static let examples = [
    CommandExample("The newest run of an experiment", "etch pack vae_mnist"),
    CommandExample(
      "With your own pictures that it was trained with", "etch pack faces --with-data"),
  ]

  @Argument(
    help: ArgumentHelp("\(RunWords.help).", valueName: "run"), completion: RunWords.completion())
  var source: String

  @Option(
    help: ArgumentHelp("The file to write; NAME-HASH.etch by default.", valueName: "file"))
  var out: String?

  @Flag(help: "Take data along that is not below data/, 256 MB at most.")
  var withData = false

  func validate() throws {
    if let out, !PackedRun.isPack(out) {
      throw ValidationError("--out takes a name that ends in .etch.")
    }
  }

  func run() throws {
    let pack = try RunPack(
      run: RunIndex.path(source, remark: Terminal.error), out: out, withData: withData)
    Terminal.report(pack.warnings)
    try Terminal.answer(pack.path + "\n")
    guard !pack.neededData.isEmpty else { return }
    for data in pack.neededData { Terminal.error("data is not in it: \(data.sentence)") }
    let own = pack.neededData.filter(\.isOwn)
    let beside = pack.neededData.filter { !$0.isOutside && !($0.isOwn && pack.holdsOwnFiles) }
    if !beside.isEmpty {
      Terminal.error(
        "whoever gets it needs that data at the same path below the folder where etch runs, or data/ given by --data; its bytes are compared with the SHA-256 above"
      )
    }
    let outside = pack.neededData.filter(\.isOutside).map { "'\($0.path.excerpt)'" }
    if !outside.isEmpty {
      let (stand, it) = outside.count == 1 ? ("stands", "it") : ("stand", "them")
      Terminal.error(
        "\(outside.joined(separator: ", ")) \(stand) outside of the project, at a place of this machine, so others can neither run nor verify this pack: move \(it) into the project or below data/, write that path, run the experiment anew and pack that run"
      )
    }
    guard !own.isEmpty, !withData else { return }
    let names = own.map { "'\($0.path.excerpt)'" }.joined(separator: ", ")
    if pack.holdsOwnFiles {
      Terminal.error(
        "the pack holds other files of the project and its paths lead to these, so \(names) cannot be put beside it"
      )
    }
    Terminal.error("--with-data takes \(names) along, 256 MB at most")
  }
}
