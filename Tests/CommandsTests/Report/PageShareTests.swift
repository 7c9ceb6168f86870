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
    let began = ContinuousClock.now
    share.spent(since: began)
    while ContinuousClock.now - began < .milliseconds(500) {}
    #expect(share.isDue)
  }
}
