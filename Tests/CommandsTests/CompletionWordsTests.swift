import Artifacts
import Processes
import Testing

@testable import Commands

@Suite("What a shell completes")
struct CompletionWordsTests {
  private static let file = QuickExperiment(name: "vae_mnist").file
  private static let words = ["run", file]

  @Test("profiles are those of the file that is named")
  func profiles() {
    #expect(CompletionWords.profiles(Self.words) == ["quick", "demo"])
    #expect(CompletionWords.profiles(["run"]) == [])
    #expect(CompletionWords.profiles(["run", "no/such.yaml"]) == [])
  }

  @Test("every shell's script is printed", arguments: ["bash", "zsh", "fish"])
  func script(shell: String) throws {
    let printed = try EtchProgram(["completion", shell])
    let made = try EtchProgram(["--generate-completion-script", shell]).output
    #expect(printed.status == 0 && printed.output.count > 1000)
    #expect(printed.output == (shell == "bash" ? BashCompletion.script(made) : made))
    for change in shell == "bash" ? BashCompletion.replacements : [] {
      #expect(made.contains(change.line + "\n"), "\(change.line)")
      #expect(printed.output.contains(change.lines + "\n"), "\(change.line)")
    }
  }

  @Test(
    "a line that is wrong so far is completed, or nothing is said",
    arguments: [
      (
        ["run", "--", "--profile", "5", "0", "etch", "run", Self.file, "params.latent", "=", ""],
        ["quick", "demo"]
      ),
      (["run", "--", "--profile", "4", "0", "etch", "run", "no/such.yaml", "trian"], []),
      (["no-such-command", "--", "--profile", "0", "0", ""], []), ([], []),
    ] as [([String], [String])])
  func silent(words: [String], told: [String]) throws {
    let end = try EtchProgram(["---completion"] + words)
    #expect(end.status == 0 && end.errors.isEmpty, "\(end.errors)")
    #expect(end.output.split(separator: "\n").map(String.init) == told)
  }

  @Test(
    "keys are completed level by level; the last with its equals sign, alone and with what stands there",
    arguments: [
      ("train.e", ["train.epochs=", "train.epochs=30"]), ("params.l", ["params.latent="]),
      ("trian.", []), ("seed=", ["seed=42"]), ("seed=7", []), ("seed", ["seed=", "seed=42"]),
      ("train.opt", ["train.optimizer.adam.learning_rate="]),
    ])
  func keys(typed: String, told: [String]) {
    let found = CompletionWords.overrides(Self.words, typed: typed)
    #expect(Array(found.prefix(told.count)) == told, "\(found)")
    #expect(told.isEmpty == found.isEmpty)
  }

  @Test("all keys of a level are told, those with others below them with a point")
  func levels() {
    let top = CompletionWords.overrides(Self.words, typed: "")
    #expect(top.contains("train.") && top.contains("seed="))
    #expect(CompletionWords.overrides(Self.words, typed: "train.").contains("train.optimizer."))
  }

  @Test("etch explain takes a word or a file, then one of its keys, then values to set")
  func explained() {
    func told(_ words: [String], _ typed: String) -> [String] {
      CompletionWords.explained(["etch", "explain"] + words, at: 2 + words.count, typed: typed)
    }
    #expect(told([], "conv2d") == ["conv2d", "conv2d_transpose"])
    #expect(told([], "optim") == ["optimizers"])
    #expect(told([], String(Self.file.dropLast(9))).contains(Self.file))
    #expect(told([Self.file], "train.epo") == ["train.epochs"])
    #expect(told([Self.file, "seed"], "train.epo") == ["train.epochs=", "train.epochs=30"])
  }

  @Test("etch fetch takes recipes and files")
  func recipes() throws {
    #expect(CompletionWords.recipes(typed: "ho") == ["horse2zebra"])
    let folder = try RunsFolder()
    for name in ["own.yaml", "own.txt", ".own.yaml", "old/x"] {
      try AtomicFile.write("", to: "\(folder.path)/\(name)")
    }
    #expect(CompletionWords.recipes(typed: folder.path + "/ow") == [folder.path + "/own.yaml"])
    let all = CompletionWords.recipes(typed: folder.path + "/")
    #expect(all == ["old/", "own.yaml"].map { "\(folder.path)/\($0)" })
  }

  private static func runs(_ names: [String]) throws -> RunsFolder {
    let folder = try RunsFolder()
    for name in names { try Folder.create("\(folder.path)/\(name)") }
    return folder
  }

  @Test(
    "runs are told as NAME/HASH, names first where there are several",
    arguments: [
      ("", ["gan/", "vae/"]), ("v", ["vae/0123456789ab", "vae/abcdef012345"]),
      ("vae/0", ["vae/0123456789ab"]), ("vae/9", []), ("sweeps", []),
      ("ab", ["abcdef012345"]), ("0", ["0123456789ab"]),
    ])
  func runs(typed: String, told: [String]) throws {
    let out = try Self.runs([
      "vae/0123456789ab", "vae/abcdef012345", "vae/notes", "gan/0123456789ab",
      "sweeps/s/0123456789ab",
    ])
    // Paths of this process's own folder do not begin so.
    let found = CompletionWords.runs(typed: typed, in: out.path).filter { word in
      ["gan", "vae", "sweeps", "ab", "01"].contains { word.hasPrefix($0) }
    }
    #expect(found == told)
    #expect(CompletionWords.runs(typed: "v", in: out.path + "/none").allSatisfy { $0 != "vae/" })
  }

  @Test("a path is followed to where it divides, and files are those that the command reads")
  func paths() throws {
    let out = try Self.runs(["only/0123456789ab/samples", "only/0123456789ab/plots"])
    let run = "\(out.path)/only/0123456789ab"
    for name in ["run.json", "weights.safetensors"] { try TextFile.write("", to: "\(run)/\(name)") }
    let folders = ["plots", "samples"].map { "\(run)/\($0)/" }
    #expect(CompletionWords.runs(typed: out.path + "/") == folders)
    #expect(
      CompletionWords.runs(typed: out.path + "/", endings: CompletionWords.checkpointEndings)
        == folders + [run + "/weights.safetensors"])
  }

  @Test(
    "bash is told them for every command that takes such a word",
    arguments: [
      (["report"], "vae/"), (["pack"], "vae/"), (["sample"], "vae/"),
      (["compare", "vae/0123456789ab"], "vae/"), (["checkpoint", "show"], "vae/"),
      (["checkpoint", "verify"], "vae/"), (["checkpoint", "export"], "vae/"), (["diff"], "vae/"),
      (["run", "x.yaml", "--continue"], "vae/"), (["explain"], "conv2d"), (["fetch"], "mnist"),
      (["new"], "vae_mnist"), (["new", "mine", "--from"], "vae_mnist"),
    ])
  func bash(words: [String], told: String) throws {
    let program = try #require(builtProgram)
    let folder = try Self.runs(["outputs/vae/0123456789ab", "outputs/vae/abcdef012345"])
    let typed = String(told.prefix(2))
    let line = ([program.path] + words + [typed]).joined(separator: " ")
    let script = """
      cd "$1" && . <("$2" completion bash) && COMP_LINE="$3" && COMP_POINT=${#COMP_LINE}
      COMP_WORDS=($COMP_LINE) && COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _etch_whole_words etch "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"; printf '%s\\n' "${COMPREPLY[@]}"
      """
    let ending = try Subprocess.run(
      Command(
        "/bin/bash", ["-c", script, "bash", folder.path, program.path, line], seconds: 100))
    #expect(ending.succeeded, "\(ending.errorText)")
    let found = ending.text.split(separator: "\n").map(String.init)
    #expect(
      told == "vae/"
        ? found == ["vae/0123456789ab", "vae/abcdef012345"] : found.contains(told), "\(found)")
  }

  /// What bash replaces the end of a line with; readline has ended words at '=' and ':'.
  private static func replies(to words: [String], in folder: String) throws -> [String] {
    let program = try #require(builtProgram)
    let script = """
      cd "$1" && . <("$2" completion bash) && shift 2
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE=''
      for word in "$@"; do
        case "$word$COMP_LINE" in =*|*=) ;; *) COMP_LINE+=' ' ;; esac; COMP_LINE+=$word
      done
      COMP_LINE=${COMP_LINE# }; COMP_POINT=${#COMP_LINE}
      typed=${COMP_WORDS[COMP_CWORD]}; [[ $typed = '=' ]] && typed=''
      _etch_whole_words etch "$typed" "${COMP_WORDS[COMP_CWORD - 1]}"; printf '%s\\n' "${COMPREPLY[@]}"
      """
    let ending = try Subprocess.run(
      Command(
        "/bin/bash", ["-c", script, "bash", folder, program.path, program.path] + words,
        seconds: 100))
    #expect(ending.succeeded && ending.errorText.isEmpty, "\(ending.errorText)")
    return ending.text.split(separator: "\n").map(String.init)
  }

  @Test(
    "bash, which ends words at '=', is told what follows a value, and only the end of a word",
    arguments: [
      (["params.latent", "=", "2", "--prof"], ["--profile"]),
      (["params.latent", "=", "2", "train.epo"], ["train.epochs=", "train.epochs=30"]),
      (["train.epochs", "=", "3"], ["30"]), (["train.epochs", "="], ["30"]),
      (["--profile", "=", "qu"], ["quick"]), (["--profile", "qu"], ["quick"]),
    ])
  func splitWords(typed: [String], told: [String]) throws {
    let folder = try RunsFolder()
    #expect(try Self.replies(to: ["run", Self.file] + typed, in: folder.path) == told)
  }

  @Test("bash is told a name with a blank as it has to be written, and runs none that is a command")
  func quoted() throws {
    let folder = try Self.runs(["outputs/vae/0123456789ab", "my notes", "$(touch made)"])
    #expect(try Self.replies(to: ["report", "my"], in: folder.path) == ["my\\ notes/"])
    _ = try Self.replies(to: ["report", ""], in: folder.path)
    #expect(!Folder.exists(folder.path + "/made"))
  }
}
