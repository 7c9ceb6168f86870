import Foundation

/// The memory of this process.
enum ResidentMemory {
  /// The most that was ever resident, in bytes.
  static var peakBytes: Int {
    #if os(Linux)
      // getrusage(2) begins with what the process had that began this one.
      if let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
        let peak = peakBytes(in: status)
      {
        return peak
      }
    #endif
    var usage = rusage()
    #if os(Linux)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_maxrss * 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #endif
  }

  /// The peak that `/proc/PID/status` tells (proc(5)): `VmHWM:    1024 kB`.
  static func peakBytes(in status: String) -> Int? {
    for line in status.split(separator: "\n") where line.hasPrefix("VmHWM:") {
      let words = line.split { $0 == " " || $0 == "\t" }
      guard words.count == 3, words[2] == "kB", let kilobytes = Int(words[1]) else { return nil }
      let (bytes, overflow) = kilobytes.multipliedReportingOverflow(by: 1024)
      return overflow ? nil : bytes
    }
    return nil
  }
}
