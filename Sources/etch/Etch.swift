import ArgumentParser

@main
struct Etch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "etch", abstract: "Trains generative image models from one YAML file.")
}
