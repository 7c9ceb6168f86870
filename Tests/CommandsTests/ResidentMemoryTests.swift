import Foundation
import Testing

@testable import Commands

@Suite("The peak of memory")
struct ResidentMemoryTests {
  @Test(
    "is read from what Linux tells of a process",
    arguments: [
      ("Name:\tetch\nVmPeak:\t  900 kB\nVmHWM:\t    512 kB\nVmRSS:\t 100 kB\n", 524_288),
      ("VmHWM:\t9223372036854775807 kB\n", nil), ("VmHWM:\tmany kB\n", nil), ("Name:\tetch\n", nil),
    ] as [(String, Int?)])
  func status(text: String, bytes: Int?) {
    #expect(ResidentMemory.peakBytes(in: text) == bytes)
  }

  @Test("is this process's own")
  func own() {
    let bytes = 64 << 20
    let memory = [UInt8](repeating: 1, count: bytes)
    #expect(ResidentMemory.peakBytes >= memory.count)
  }
}
