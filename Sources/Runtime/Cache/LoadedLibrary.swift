import Diagnostics
import Foundation

/// A library of kernels. It stays loaded as long as the process lives.
struct LoadedLibrary: @unchecked Sendable {
  private let handle: UnsafeMutableRawPointer

  /// `nil` where it is no library, or not all of one.
  init?(_ path: String) {
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else { return nil }
    self.handle = handle
  }

  /// The functions of kernels, in their order; `nil` where one is missing.
  func functions(of kernels: [NamedKernel]) -> [KernelFunction]? {
    var functions: [KernelFunction] = []
    for kernel in kernels {
      guard let symbol = dlsym(handle, kernel.function) else { return nil }
      functions.append(unsafeBitCast(symbol, to: KernelFunction.self))
    }
    return functions
  }

  /// Why the last one could not be loaded.
  static func failure(_ what: String) -> Diagnostic {
    let reason = dlerror().map { String(cString: $0) } ?? "no reason given"
    let advice =
      reason.lowercased().contains("memory")
      ? "too little memory is free; see 'ulimit -v' too"
      : "a disk mounted 'noexec'? set XDG_CACHE_HOME, and TMPDIR, to a folder on another disk"
    return Diagnostic.machine("\(what): \(reason)", notes: [.init(advice)])
  }
}
