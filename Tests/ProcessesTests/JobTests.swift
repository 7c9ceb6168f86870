import Diagnostics
import Foundation
import Testing

@testable import Processes

@Suite("Programs that run beside this one")
struct JobTests {
  @Test("A named pipe in the place of what it writes to is told, and not waited for")
  func pipe() throws {
    let path = NSTemporaryDirectory() + "/job-" + UUID().uuidString
    #expect(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    let told = #expect(throws: Diagnostic.self) {
      try Job(Command("/bin/sh", ["-c", "true"], seconds: 10), output: path)
    }
    #expect(told?.fault == .machine)
  }
}
