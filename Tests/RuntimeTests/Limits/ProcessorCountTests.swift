import Foundation
import Testing

@testable import Runtime

@Suite("Threads are as many as affinity and control groups allow")
struct ProcessorCountTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var groups: String
    var files: [String: String]
    var quota: Int?
  }

  @Test(
    "quotas",
    arguments: [
      Case(testDescription: "no control groups", groups: "", files: [:], quota: nil),
      Case(
        testDescription: "no quota", groups: "0::/\n", files: ["cpu.max": "max 100000\n"],
        quota: nil),
      Case(
        testDescription: "two and a half processors are two", groups: "0::/\n",
        files: ["cpu.max": "250000 100000\n"], quota: 2),
      Case(
        testDescription: "less than one is one", groups: "0::/job\n",
        files: ["job/cpu.max": "20000 100000\n"], quota: 1),
      Case(
        testDescription: "the parent's quota binds", groups: "0::/a/b\n",
        files: ["a/cpu.max": "300000 100000\n", "a/b/cpu.max": "max 100000"], quota: 3),
      Case(
        testDescription: "version 1", groups: "5:cpu,cpuacct:/x\n4:memory:/x\n",
        files: ["cpu/x/cpu.cfs_quota_us": "400000\n", "cpu/x/cpu.cfs_period_us": "100000\n"],
        quota: 4),
      Case(
        testDescription: "version 1 without quota", groups: "5:cpu:/\n",
        files: ["cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"], quota: nil),
      Case(
        testDescription: "nonsense", groups: "0\n0::/../..\n:::\n",
        files: ["cpu.max": "99999999999999999999 0\n"], quota: nil),
    ])
  func quotas(example: Case) throws {
    try withControlGroups(example.groups, example.files) {
      #expect(ProcessorCount.quota($0) == example.quota)
    }
  }

  @Test("at least one is available")
  func available() {
    #expect(ProcessorCount.available >= 1)
    #expect(ProcessorCount.available <= ProcessInfo.processInfo.processorCount)
  }
}
