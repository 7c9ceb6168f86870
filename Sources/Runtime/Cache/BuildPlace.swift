import Diagnostics
import Foundation

/// Where kernels are compiled, as messages have it: in the kernel cache, where they are kept, or among the temporary files.
enum BuildPlace: Sendable {
  case cache, temporary

  private var title: String {
    switch self {
    case .cache: "the kernel cache"
    case .temporary: "the temporary folder"
    }
  }

  /// The environment variable that names another one.
  private var variable: String {
    switch self {
    case .cache: "XDG_CACHE_HOME"
    case .temporary: "TMPDIR"
    }
  }

  /// What helps where the disk is full.
  var roomAdvice: String { "make room, or set \(variable) to a folder on another disk" }

  private var accessAdvice: String {
    let other = "set \(variable) to a folder that you may write to"
    return self == .cache ? other + ", or go without it: --no-cache" : other
  }

  /// What to tell of a file or folder of it.
  ///
  /// - Parameters:
  ///   - what: `cannot be written`.
  ///   - reason: the system's number.
  func failure(_ path: String, _ what: String, _ reason: Int32) -> Diagnostic {
    let advice =
      switch reason {
      case ENOSPC, EDQUOT: roomAdvice
      case EMFILE, ENFILE: "too few files may be open at once; see 'ulimit -n'"
      case EFBIG: "the limit on the size of files is lower; see 'ulimit -f'"
      case ENOMEM: "too little memory is free; see 'ulimit -v' too"
      default: accessAdvice
      }
    return Diagnostic.machine(
      "\(title) '\(path)' \(what): \(String(cString: strerror(reason)))",
      notes: [.init(advice)])
  }
}
