import ArgumentParser
import Commands

struct Completion: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints a script with which a shell completes commands, files and keys.",
    discussion: """
      bash: mkdir -p ~/.local/share/bash-completion/completions && etch completion bash > ~/.local/share/bash-completion/completions/etch
      zsh:  etch completion zsh > FOLDER/_etch, where FOLDER is in $fpath
      fish: mkdir -p ~/.config/fish/completions && etch completion fish > ~/.config/fish/completions/etch.fish

      A new shell reads it. Packages bring these files with them.
      """)

  static let examples = [
    CommandExample(
      "For bash, from the next shell on",
      "mkdir -p ~/.local/share/bash-completion/completions && etch completion bash > ~/.local/share/bash-completion/completions/etch"
    )
  ]

  enum Shell: String, CaseIterable, ExpressibleByArgument {
    case bash, zsh, fish

    var script: String {
      switch self {
      case .bash: BashCompletion.script(Etch.completionScript(for: .bash) + "\n")
      case .zsh: Etch.completionScript(for: .zsh) + "\n"
      case .fish: Etch.completionScript(for: .fish) + "\n"
      }
    }
  }

  @Argument(help: "bash, zsh or fish.")
  var shell: Shell

  func run() throws { try Terminal.answer(shell.script) }
}
