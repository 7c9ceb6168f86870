import Compiler
import Diagnostics
import Foundation

extension CToolchain {
  /// What a translation unit is compiled with, apart from its files.
  static func flags(_ instructionSet: InstructionSet) -> [String] {
    instructionSet.compilerFlags + ["-x", "c", "-shared", "-fPIC"]
  }

  /// Compiles one translation unit to a shared library.
  ///
  /// - Throws: a diagnostic with what the compiler printed, where it fails; the source stays where it is.
  func compile(
    source: String, to library: String, for instructionSet: InstructionSet,
    timeout: Duration = .seconds(600)
  ) async throws {
    let arguments =
      leadingArguments + Self.flags(instructionSet) + ["-o", library, source]
    let answer = try await Self.run(path, arguments, timeout: timeout)
    guard !answer.succeeded else { return }
    if answer.error.contains("No space left on device") {
      throw Diagnostic(
        .error, "no space is left on the disk of '\(library)' for compiled kernels", at: nil,
        notes: [.init("make room, or set XDG_CACHE_HOME to a folder on another disk")])
    }
    var notes = [
      Diagnostic.Note("this is a mistake in etch; the generated C is kept in \(source)"),
      Diagnostic.Note("compiler: \(path), \(version.prefix { $0 != "\n" })"),
    ]
    if !answer.error.isEmpty { notes.append(.init(answer.error)) }
    throw Diagnostic(
      .error, "the C compiler does not accept generated kernels: it \(answer.ending)", at: nil,
      notes: notes)
  }
}
