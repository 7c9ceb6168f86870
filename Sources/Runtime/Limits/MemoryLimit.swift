import Foundation

/// How much memory this process may take.
public enum MemoryLimit {
  /// The machine's bytes, but no more than the control groups and `ulimit -v` allow.
  public static var bytes: Int {
    let physical = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    return [limit(ControlGroups()), addressSpaceLeft].compactMap(\.self).reduce(physical, min)
  }

  /// Where the address space is limited, all threads take memory from one arena of the C library: each one more would
  /// reserve 64 MB of it, and twice that while it is made. To be called before there are threads.
  public static func spareAddressSpace() {
    #if os(Linux)
      // <malloc.h> is in no module: M_ARENA_MAX is -8 in glibc, and other libraries have no such function.
      guard addressSpaceLeft != nil, let symbol = dlsym(nil, "mallopt") else { return }
      typealias Function = @convention(c) (Int32, Int32) -> Int32
      _ = unsafeBitCast(symbol, to: Function.self)(-8, 1)
    #endif
  }

  /// What is left of the address space that the process may have; `nil` without a limit.
  public static var addressSpaceLeft: Int? {
    #if os(Linux)
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
        limit.rlim_cur < rlim_t(Int.max),
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?
          .split(separator: " ").first.flatMap({ Int($0) })
      else { return nil }
      return max(0, Int(limit.rlim_cur) - pages * sysconf(Int32(_SC_PAGESIZE)))
    #else
      return nil
    #endif
  }

  /// The least limit of the control groups; `nil` without one. `memory.max` holds "max" or a number of bytes.
  static func limit(_ groups: ControlGroups) -> Int? {
    groups.folders(of: "memory").compactMap { folder in
      folder.words(folder.isUnified ? "memory.max" : "memory.limit_in_bytes").first
        .flatMap { Int($0) }
    }.filter { $0 > 0 }.min()
  }
}
