import Foundation

/// How much memory this process may take.
public enum MemoryLimit {
  /// The machine's bytes, but no more than the control groups allow.
  public static var bytes: Int {
    let physical = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    return min(physical, limit(ControlGroups()) ?? physical)
  }

  /// The least limit of the control groups; `nil` without one. `memory.max` holds "max" or a number of bytes.
  static func limit(_ groups: ControlGroups) -> Int? {
    groups.folders(of: "memory").compactMap { folder in
      folder.words(folder.isUnified ? "memory.max" : "memory.limit_in_bytes").first
        .flatMap { Int($0) }
    }.filter { $0 > 0 }.min()
  }
}
