import Diagnostics
import Foundation

extension Diagnostic {
  /// The diagnostic of a failed system call on a file: "cannot write 'runs/a.png': No space left on
  /// device", with advice where there is some.
  static func file(_ action: String, _ path: String, code: Int32) -> Diagnostic {
    let reason = String(cString: strerror(code))
    // What is no UTF-8 of a name that a folder lists was replaced by that character, so that nothing is called so.
    let isReplaced = code == ENOENT && path.unicodeScalars.contains { $0 == "\u{FFFD}" }
    let words =
      isReplaced
      ? "a name in this path is no UTF-8, as of an archive in Latin-1: rename it"
      : Self.advice(for: code)
    let notes = words.map { [Note($0)] } ?? []
    let fault: Diagnostic.Fault =
      action == "read" && Self.areOfNames.contains(code) ? .input : .machine
    return Diagnostic(
      "cannot \(action) '\(path.escapedForDisplay)': \(reason)", at: nil, notes: notes,
      fault: fault)
  }

  /// Of a file that is read, the codes that say what its name stands for; every other is the machine's.
  private static let areOfNames: Set<Int32> = [ENOENT, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG]

  /// The diagnostic of a file whose content is not what it should be.
  static func content(_ path: String, _ problem: String, advice: String? = nil) -> Diagnostic {
    Diagnostic(
      "'\(path.escapedForDisplay)': \(problem)", at: nil, notes: advice.map { [Note($0)] } ?? [])
  }

  private static func advice(for code: Int32) -> String? {
    switch code {
    case ENOSPC, EDQUOT: "free some space, or choose another folder with --out"
    case EACCES, EPERM: "check who owns the file and its folder, and their permissions"
    case EROFS: "the file system is read-only; go to another folder, or name one with --out"
    case ENAMETOOLONG: "use a shorter name"
    case ENOENT: "check the spelling of the path and that its folder exists"
    case ENOTDIR: "one of the folders in this path is a file"
    case EISDIR: "this is a folder; a file was expected"
    case ELOOP: "a symbolic link that is not followed stands there; remove it"
    case EMFILE, ENFILE: "too many files are open; raise the limit with ulimit -n"
    case EFBIG: "the limit on the size of files is lower (ulimit -f), or the file system's own"
    case ENOMEM: "too little memory is free; see 'ulimit -v' too"
    case EIO: "the disk reports an error; check it before trusting its files"
    default: nil
    }
  }
}
