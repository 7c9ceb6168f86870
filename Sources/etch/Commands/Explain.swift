import ArgumentParser
import Commands
import Diagnostics

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Tells a key's value and where it comes from, or what a layer, loss or optimizer does.")

  @Argument(
    help: "The experiment file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Argument(help: "A key such as train.step.vae.minimize, or a kind such as conv2d.")
  var key: String

  @Argument(
    help: ArgumentHelp("Values to set: train.epochs=3 params.latent=8.", valueName: "key=value"))
  var overrides: [String] = []

  @Option(help: ArgumentHelp("A profile of the file, such as quick.", valueName: "name"))
  var profile: String?

  @Flag(help: OutsideHelp.text)
  var allowOutside = false

  func run() throws {
    try Terminal.answer(
      KeyExplanation(
        file: file, key: key, profile: profile, overrides: overrides, allowsOutside: allowOutside
      ).text)
  }
}
