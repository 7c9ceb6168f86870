import Foundation

/// Processor seconds of this process with all its threads, and of the compilers that it has waited for. Tests that run at the same
/// time are in it, so it is printed and bounds nothing.
enum ProcessTime {
  static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    var children = tms()
    _ = times(&children)
    let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
      + Double(children.tms_cutime + children.tms_cstime) / ticks
  }

  /// What a quick profile took, which has 30 processor seconds at most: "1.5 s, 2.9 processor seconds".
  static func since(_ seconds: Double, _ began: ContinuousClock.Instant) -> String {
    let passed = (ContinuousClock.now - began) / .seconds(1)
    return String(format: "%.1f s, %.1f processor seconds", passed, Self.seconds - seconds)
  }
}
