import Foundation

/// What the machine can do, as it was measured last: `KEY-THREADS.speed` holds 10⁹ operations and 10⁹ bytes a second, when
/// that was, in seconds since 1970, and on how many processors of which kind: `236.5 41.2 1770000000 2 AMD EPYC`.
extension KernelCache {
  static let speedSuffix = ".speed"
  /// So many seconds a measure holds; after these others may be using the machine, or it may run on its battery.
  static let speedAge = 3600.0

  /// What a measure is of: the processors that affinity and control group grant, and their name.
  static var measuredMachine: String { "\(ProcessorCount.available) \(ProcessorModel.name)" }

  private func speedName(_ threads: Int) -> String {
    "\(context.hexadecimal)-\(threads)\(Self.speedSuffix)"
  }

  /// What was kept; `nil` where there is nothing, or nothing that was measured on such a machine, and not too long ago.
  func speed(threads: Int) -> MachineSpeed? {
    guard let contents = usableFolder?.read(speedName(threads), limit: 1000),
      let text = String(data: contents, encoding: .utf8)
    else { return nil }
    let words = text.split(separator: " ", maxSplits: 3)
    let numbers = words.prefix(2).compactMap { Double($0) }.filter { $0.isFinite && $0 > 0 }
    guard words.count == 4, numbers.count == 2, let moment = Int(words[2]),
      words[3] == Self.measuredMachine + "\n"
    else { return nil }
    let age = Date.now.timeIntervalSince1970 - Double(moment)
    guard (0...Self.speedAge).contains(age) else { return nil }
    return MachineSpeed(peak: numbers[0], memory: numbers[1])
  }

  /// Keeps what was measured just now. Where it cannot be kept, it is measured again the next time.
  func keep(_ speed: MachineSpeed, threads: Int) {
    guard let folder = usableFolder, folder.isWritable, speed.peak.isFinite, speed.memory.isFinite
    else { return }
    let moment = Int(Date.now.timeIntervalSince1970)
    try? folder.write(
      speedName(threads), "\(speed.peak) \(speed.memory) \(moment) \(Self.measuredMachine)\n")
  }
}
