import Compiler
import Diagnostics
import Foundation

extension CToolchain {
  /// What a translation unit is compiled with, apart from its files.
  static func flags(_ instructionSet: InstructionSet) -> [String] {
    instructionSet.compilerFlags + ["-x", "c", "-shared", "-fPIC"]
  }

  /// Starts to compile one translation unit to a shared library.
  ///
  /// - Throws: a diagnostic, where the compiler cannot be started.
  func start(source: String, library: String, for instructionSet: InstructionSet) throws
    -> CompilerProcess
  {
    try CompilerProcess(
      path, leadingArguments + Self.flags(instructionSet) + ["-o", library, source])
  }

  /// Waits for a compiler that `start` started.
  ///
  /// - Throws: a diagnostic with what the compiler printed, where it fails; the source stays where it is.
  func finish(_ process: CompilerProcess, source: String, seconds: Double = 600) throws {
    let answer = try process.wait(seconds: seconds)
    guard !answer.succeeded else { return }
    if answer.output.contains("No space left on device") {
      throw Diagnostic.machine(
        "no space is left on the disk of '\(source)' for compiled kernels",
        notes: [.init("make room, or set XDG_CACHE_HOME to a folder on another disk")])
    }
    var notes = [
      Diagnostic.Note("this is a mistake in etch; the generated C is kept in \(source)"),
      Diagnostic.Note("compiler: \(path), \(version.prefix { $0 != "\n" })"),
    ]
    if !answer.output.isEmpty { notes.append(.init(answer.output)) }
    throw Diagnostic.machine(
      "the C compiler does not accept generated kernels: it \(answer.ending)",
      notes: notes)
  }
}
