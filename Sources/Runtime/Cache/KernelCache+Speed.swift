import Foundation

/// What the machine can do, as it was measured last: `KEY-THREADS.speed` holds 10⁹ operations and 10⁹ bytes a second.
extension KernelCache {
  static let speedSuffix = ".speed"

  private func speedName(_ threads: Int) -> String {
    "\(context.hexadecimal)-\(threads)\(Self.speedSuffix)"
  }

  /// What was kept; `nil` where there is nothing, or no two numbers.
  func speed(threads: Int) -> MachineSpeed? {
    guard let contents = usableFolder?.read(speedName(threads), limit: 100),
      let text = String(data: contents, encoding: .utf8)
    else { return nil }
    let words = text.split(whereSeparator: \.isWhitespace)
    let numbers = words.compactMap { Double($0) }.filter { $0.isFinite && $0 > 0 }
    guard words.count == 2, numbers.count == 2 else { return nil }
    return MachineSpeed(peak: numbers[0], memory: numbers[1])
  }

  /// Keeps what was measured. Where it cannot be kept, it is measured again the next time.
  func keep(_ speed: MachineSpeed, threads: Int) {
    guard let folder = usableFolder, folder.isWritable, speed.peak.isFinite, speed.memory.isFinite
    else { return }
    try? folder.write(speedName(threads), "\(speed.peak) \(speed.memory)\n")
  }
}
