import Foundation
import Testing

@testable import Runtime

@Suite("Memory is as much as the machine has and control groups allow")
struct MemoryLimitTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var groups: String
    var files: [String: String]
    var limit: Int?
  }

  @Test(
    "limits",
    arguments: [
      Case(testDescription: "no control groups", groups: "", files: [:], limit: nil),
      Case(
        testDescription: "no limit", groups: "0::/\n", files: ["memory.max": "max\n"], limit: nil),
      Case(
        testDescription: "a container's limit", groups: "0::/\n",
        files: ["memory.max": "536870912\n"], limit: 512 << 20),
      Case(
        testDescription: "the parent's limit binds", groups: "0::/a/b\n",
        files: ["a/memory.max": "1000\n", "a/b/memory.max": "2000\n"], limit: 1000),
      Case(
        testDescription: "version 1", groups: "5:cpu,cpuacct:/x\n4:memory:/x\n0::/\n",
        files: [
          "memory/x/memory.limit_in_bytes": "3000\n",
          "memory/memory.limit_in_bytes": "9223372036854771712\n",
        ], limit: 3000),
      Case(
        testDescription: "nonsense", groups: "0::/../..\n:::\n",
        files: ["memory.max": "-99999999999999999999\n"], limit: nil),
    ])
  func limits(example: Case) throws {
    try withControlGroups(example.groups, example.files) {
      #expect(MemoryLimit.limit($0) == example.limit)
    }
  }

  @Test("it is no more than the machine has")
  func available() {
    #expect((1...Int(clamping: ProcessInfo.processInfo.physicalMemory)).contains(MemoryLimit.bytes))
  }
}
