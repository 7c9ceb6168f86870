import Compiler
import Diagnostics
import Foundation
import Processes

extension CToolchain {
  /// What this compiler makes a translation unit with, apart from its files.
  ///
  /// clang spends a quarter of its time on loop strength reduction, which gives addresses registers of their own that are
  /// counted up; instructions of x86 add up addresses themselves. Kernels have no conditions that follow from others.
  func flags(for instructionSet: InstructionSet) -> [String] {
    let isTuned = isClang && !isPlain && instructionSet != .armv8
    return Self.flags(instructionSet) + (isTuned ? Self.passesLeftOut : [])
  }

  private static let passesLeftOut = [
    "-mllvm", "-disable-lsr", "-mllvm", "-enable-constraint-elimination=false",
  ]

  /// Whether it says that it is clang.
  var isClang: Bool { version.contains("clang") }

  /// What every compiler is told. What some version of a compiler has to remark is no
  /// reason to refuse a kernel; tests take every remark of those that they know for an error.
  static func flags(_ instructionSet: InstructionSet) -> [String] {
    instructionSet.compilerFlags + ["-w", "-x", "c", "-shared", "-fPIC"]
  }

  /// Compiles one translation unit to a shared library. What the compiler leaves half done stays in `folder`.
  func command(
    source: String, library: String, folder: String, for instructionSet: InstructionSet,
    seconds: Double = 600
  ) -> Command {
    Command(
      path, leadingArguments + flags(for: instructionSet) + ["-o", library, source],
      title: Self.title(path), environment: Self.environment.merging(["TMPDIR": folder]) { $1 },
      seconds: seconds, joinsErrors: true)
  }

  /// Whether a compiler failed for lack of memory: the system killed it or one of its own programs, or it says so.
  static func lacksMemory(_ ending: Command.Ending) -> Bool {
    if ending.cause == .signal(SIGKILL) { return true }
    guard !ending.succeeded else { return false }
    let text = ending.text.lowercased()
    return [
      "killed signal terminated program", "unable to execute command: killed",
      "virtual memory exhausted", "out of memory", "cannot allocate memory", "std::bad_alloc",
    ].contains { text.contains($0) }
  }

  /// What to say where a compiler failed since the disk, or the limit on the size of files, does not take what it writes.
  static func lackOfRoom(
    _ ending: Command.Ending, source: String, in place: BuildPlace
  ) -> Diagnostic? {
    guard !ending.succeeded else { return nil }
    if ending.text.contains("No space left on device") {
      return Diagnostic.machine(
        "no space is left on the disk of '\(source)' for compiled kernels",
        notes: [.init(place.roomAdvice)])
    }
    if ending.text.contains("File too large") || ending.cause == .signal(SIGXFSZ) {
      return Diagnostic.machine(
        "compiled kernels do not fit into the limit on the size of files",
        notes: [.init("raise the limit: ulimit -f")] + words(of: ending, lines: 1))
    }
    return nil
  }

  /// The first lines of what a compiler has said; no note where it said nothing.
  private static func words(of ending: Command.Ending, lines: Int) -> [Diagnostic.Note] {
    let said = ending.text.prefix(20_000).split(separator: "\n", maxSplits: lines).prefix(lines)
    return said.isEmpty ? [] : [Diagnostic.Note(said.joined(separator: "\n"))]
  }

  /// What a compiler's failure means.
  ///
  /// - Parameters:
  ///   - source: where the C is kept that it was given.
  ///   - place: what that stands in.
  func failure(
    _ ending: Command.Ending, source: String, in place: BuildPlace, seconds: Double = 600
  ) -> Diagnostic {
    let compiler = Self.title(path)
    let words = Self.words(of: ending, lines: 60)
    if let problem = Self.lackOfRoom(ending, source: source, in: place) { return problem }
    if Self.lacksMemory(ending) {
      return Diagnostic.machine(
        "\(compiler) \(ending.sentence): there is too little memory for it",
        notes: [.init("end other programs, or grant this one more; then run the command again")]
          + words)
    }
    switch ending.cause {
    case .outOfTime:
      return Diagnostic.machine(
        "\(compiler) did not end within \(Int(seconds)) seconds",
        notes: [.init("the generated C is kept in \(source)")])
    case .notStarted:
      return Diagnostic.machine("\(compiler) \(ending.sentence)")
    case .signal(let signal) where ![SIGSEGV, SIGBUS, SIGILL, SIGABRT, SIGFPE].contains(signal):
      return Diagnostic.machine("\(compiler) \(ending.sentence)", notes: words)
    case .signal:
      return Diagnostic.machine(
        "\(compiler) crashed: it \(ending.sentence)",
        notes: [
          .init("another compiler can be named by the environment variable CC"),
          .init("the generated C is kept in \(source)"),
        ] + words)
    // What a compiler says of a program, it says of a line of it.
    case .status where !ending.text.contains("\(source.split(separator: "/").last ?? ""):"):
      return Diagnostic.machine(
        "\(compiler) failed: it \(ending.sentence)",
        notes: [
          .init("another compiler can be named by the environment variable CC"),
          .init("the generated C is kept in \(source)"),
        ] + words)
    case .status:
      return Diagnostic.machine(
        "the C compiler does not accept generated kernels: it \(ending.sentence)",
        notes: [
          .init("this is a mistake in etch; the generated C is kept in \(source)"),
          .init("compiler: \(path), \(version.prefix { $0 != "\n" })"),
        ] + words)
    }
  }
}
