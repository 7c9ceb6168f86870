import Foundation
import Testing

@testable import Commands

@Suite("Pages that are written again and again")
struct PageShareTests {
  @Test("The first is due; the next after twenty times as long as the one before took")
  func due() {
    var share = PageShare()
    #expect(share.isDue)
    share.spent(since: .now - .seconds(60))
    #expect(!share.isDue)
    share = PageShare()
    share.spent(since: .now)
    let deadline = ContinuousClock.now + .seconds(30)
    while !share.isDue, ContinuousClock.now < deadline { usleep(1000) }
    #expect(share.isDue)
  }
}
