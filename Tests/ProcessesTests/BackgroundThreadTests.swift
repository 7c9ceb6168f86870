import Foundation
import Synchronization
import Testing

@testable import Processes

@Suite("A thread beside the one that began it")
struct BackgroundThreadTests {
  @Test("runs once, and is waited for")
  func runs() throws {
    let counted = Counter()
    let thread = try #require(BackgroundThread("test") { counted.add() })
    thread.join()
    thread.join()
    #expect(counted.value == 1)
  }

  @Test("is none where the machine has none to give, and nothing is run")
  func refused() {
    let counted = Counter()
    // No machine has that much address space for a stack.
    let thread = BackgroundThread("test", stackSize: 1 << 60) { counted.add() }
    #expect(thread == nil)
    #expect(counted.value == 0)
  }

  @Test("does not take the signals of the program")
  func signals() throws {
    let blocked = Counter()
    let thread = try #require(
      BackgroundThread("test") {
        var mask = sigset_t()
        pthread_sigmask(SIG_SETMASK, nil, &mask)
        if sigismember(&mask, SIGTERM) == 1 { blocked.add() }
      })
    thread.join()
    #expect(blocked.value == 1)
  }

  private final class Counter: Sendable {
    private let count = Atomic(0)
    var value: Int { count.load(ordering: .acquiring) }
    func add() { count.wrappingAdd(1, ordering: .acquiringAndReleasing) }
  }
}
