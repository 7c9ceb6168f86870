import ArgumentParser
import Commands

struct Report: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Writes report.html of a run: pictures, curves, figures and the experiment on one page.",
    discussion: """
      The page is complete in itself, without a script, and at most 5 MB, or as much as the experiment's \
      'outputs: {report: {limit: 20 MB}}' says. The folder of a run that is going on belongs to that run: name \
      another file with --out.
      """)

  static let examples = [
    CommandExample("Of the newest run", "etch report -"),
    CommandExample("Of one that is going on", "etch report vae_mnist --out now.html"),
  ]

  @Argument(
    help: ArgumentHelp("\(RunWords.help).", valueName: "run"), completion: RunWords.completion())
  var source: String

  @Option(
    help: ArgumentHelp(
      "The file to write; report.html in the run's folder by default.", valueName: "file"))
  var out: String?

  func run() throws {
    try Terminal.answer(
      RunReport(run: RunIndex.path(source, remark: Terminal.error), out: out).write() + "\n")
  }
}
