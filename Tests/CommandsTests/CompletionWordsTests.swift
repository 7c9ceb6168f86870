import Testing

@testable import Commands

@Suite("What a shell completes")
struct CompletionWordsTests {
  private static let words = ["run", QuickExperiment(name: "vae_mnist").file]

  @Test("profiles are those of the file that is named")
  func profiles() {
    #expect(CompletionWords.profiles(Self.words) == ["quick", "demo"])
    #expect(CompletionWords.profiles(["run"]) == [])
    #expect(CompletionWords.profiles(["run", "no/such.yaml"]) == [])
  }

  @Test("every shell's script is printed", arguments: ["bash", "zsh", "fish"])
  func script(shell: String) throws {
    let printed = try EtchProgram(["completion", shell])
    let made = try EtchProgram(["--generate-completion-script", shell])
    #expect(printed.status == 0 && printed.output.count > 1000)
    #expect(printed.output == made.output)
  }

  @Test("keys are completed level by level, a value's with its equals sign")
  func keys() {
    let top = CompletionWords.overrides(Self.words, typed: "")
    #expect(top.contains("train.") && top.contains("seed="))
    let train = CompletionWords.overrides(Self.words, typed: "train.ep")
    #expect(train.contains("train.epochs=") && train.contains("train.optimizer."))
    #expect(CompletionWords.overrides(Self.words, typed: "trian.") == [])
    #expect(CompletionWords.overrides(Self.words, typed: "seed=") == [])
  }
}
