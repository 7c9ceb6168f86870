import CRuntime
import Foundation

/// How many threads this process may keep busy.
public enum ProcessorCount {
  /// The processors of the affinity mask, but no more than the control group's quota pays for.
  public static var available: Int {
    let allowed = Int(etch_allowed_processors())
    let processors = allowed > 0 ? allowed : ProcessInfo.processInfo.activeProcessorCount
    return max(1, min(processors, quota() ?? processors))
  }

  /// The whole processors that the quota of the control groups pays for; `nil` without a quota.
  static func quota(root: String = "/sys/fs/cgroup", groups: String = "/proc/self/cgroup") -> Int? {
    var quotas: [Double] = []
    for line in read(groups).split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let unified = fields[1].isEmpty
      guard unified || fields[1].split(separator: ",").contains("cpu") else { continue }
      let top = unified ? root : root + "/cpu"
      // A group is bound by its parents' quotas too.
      var names = fields[2].split(separator: "/").filter { $0 != ".." }
      while true {
        let folder = ([top] + names.map(String.init)).joined(separator: "/")
        if let quota = unified ? quota2(folder) : quota1(folder) { quotas.append(quota) }
        if names.popLast() == nil { break }
      }
    }
    guard let least = quotas.min() else { return nil }
    return max(1, Int(min(least, 1e6)))
  }

  /// `cpu.max` holds "max 100000" or "150000 100000": microseconds of every period.
  private static func quota2(_ folder: String) -> Double? {
    let words = read(folder + "/cpu.max").split(whereSeparator: \.isWhitespace)
    guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1]),
      quota > 0, period > 0
    else { return nil }
    return quota / period
  }

  private static func quota1(_ folder: String) -> Double? {
    func number(_ name: String) -> Double? {
      Double(read(folder + "/" + name).trimmingCharacters(in: .whitespacesAndNewlines))
    }
    guard let quota = number("cpu.cfs_quota_us"), let period = number("cpu.cfs_period_us"),
      quota > 0, period > 0
    else { return nil }
    return quota / period
  }

  private static func read(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }
}
