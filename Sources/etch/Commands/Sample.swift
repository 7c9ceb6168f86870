import ArgumentParser
import Commands

struct Sample: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Renders a run's samples and plots again, from its newest checkpoint or the one named.")

  static let examples = [
    CommandExample("The newest run's pictures again, as arrays too", "etch sample - --raw"),
    CommandExample(
      "More of them, in a folder of their own",
      "etch sample vae_mnist outputs.samples.reconstructions.count=32 --out shown"),
    CommandExample(
      "Something new",
      "etch sample vae_mnist 'outputs.samples.new.grid=sigmoid(decoder(normal([latent], count=16)))'"
    ),
  ]

  @Argument(
    help: ArgumentHelp(
      "\(RunWords.help), a checkpoint, RUN/best for the best one, or a pack.", valueName: "run"),
    completion: RunWords.completion([".etch"] + CompletionWords.checkpointEndings))
  var source: String

  @Argument(
    help: ArgumentHelp(
      "Outputs to change or add: outputs.samples.reconstructions.count=4 'outputs.samples.new.grid=decoder(normal([2], count=16))'.",
      valueName: "key=value"))
  var overrides: [String] = []

  @Option(
    help: ArgumentHelp(
      "Where paths that begin with data/ are looked up; where the run did, by default.",
      valueName: "folder"))
  var data: String?

  @Option(
    help: ArgumentHelp("Where to write; the run's own folder by default.", valueName: "folder"))
  var out: String?

  @Flag(help: OutsideHelp.text)
  var allowOutside = false

  @Flag(
    help:
      "Also write samples as arrays: NAME.npy for NumPy, and NAME.captions.npy of what stands under the images."
  )
  var raw = false

  @OptionGroup var machine: MachineArguments

  func run() throws {
    let renderer = try SampleRenderer(
      run: RunIndex.path(source, remark: Terminal.error), overrides: overrides, dataFolder: data,
      out: out,
      allowsOutside: allowOutside)
    Terminal.report(renderer.warnings)
    let pictures = try renderer.render(
      on: machine.machine(), writesArrays: raw, remark: Terminal.error)
    try Terminal.answer(pictures.map { $0 + "\n" }.joined())
  }
}
