import CRuntime
import Foundation

/// How many threads this process may keep busy.
public enum ProcessorCount {
  /// The processors of the affinity mask, but no more than the control group's quota pays for.
  public static var available: Int {
    let allowed = Int(etch_allowed_processors())
    let processors = allowed > 0 ? allowed : ProcessInfo.processInfo.activeProcessorCount
    return max(1, min(processors, quota(ControlGroups()) ?? processors))
  }

  /// The whole processors that the quota of the control groups pays for; `nil` without a quota.
  static func quota(_ groups: ControlGroups) -> Int? {
    let quotas = groups.folders(of: "cpu").compactMap { folder in
      folder.isUnified ? quota2(folder) : quota1(folder)
    }
    guard let least = quotas.min() else { return nil }
    return max(1, Int(min(least, 1e6)))
  }

  /// `cpu.max` holds "max 100000" or "150000 100000": microseconds of every period.
  private static func quota2(_ folder: ControlGroups.Folder) -> Double? {
    let words = folder.words("cpu.max")
    guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1]),
      quota > 0, period > 0
    else { return nil }
    return quota / period
  }

  private static func quota1(_ folder: ControlGroups.Folder) -> Double? {
    guard let quota = folder.words("cpu.cfs_quota_us").first.flatMap(Double.init),
      let period = folder.words("cpu.cfs_period_us").first.flatMap(Double.init),
      quota > 0, period > 0
    else { return nil }
    return quota / period
  }
}
