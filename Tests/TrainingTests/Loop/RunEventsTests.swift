import Artifacts
import Testing

@testable import Training

@Suite("What TensorBoard is told of a run")
struct RunEventsTests {
  private let folder: TemporaryFolder
  private let run: RunFolder

  init() throws {
    folder = try TemporaryFolder()
    run = RunFolder(folder.path + "/run")
    for moment in 1...4 {
      try TextFile.write("words", to: "\(run.path)/samples/epoch-000\(moment)/story.txt")
    }
  }

  private func events(from offset: Int = 0) throws -> RunEvents {
    try RunEvents(
      EventsRequest(settings: [], group: "g"), folder: run, from: offset, mostPictureBytes: 1)
  }

  private func story(_ moment: Int) -> String {
    "\(run.path)/samples/epoch-000\(moment)/story.txt"
  }

  @Test("Where it is full, pictures and texts stop, which is told once; numbers go on")
  func full() throws {
    let events = try events()
    #expect(try events.add(written: story(1), step: 1) == nil)
    let first = events.offset
    #expect(first > 1)
    let told = try #require(try events.add(written: story(2), step: 2))
    #expect(told.hasPrefix("the file for TensorBoard has passed"))
    #expect(try events.add(written: story(3), step: 3) == nil)
    #expect(events.offset == first)
    try events.add([(kind: "loss", name: "a", value: 1)], step: 3)
    #expect(events.offset > first)
  }

  @Test("What is neither a picture nor a text is no reason to tell anything")
  func others() throws {
    let events = try events()
    _ = try events.add(written: story(1), step: 1)
    #expect(try events.add(written: "\(run.path)/plots/epoch-0001/a.svg", step: 1) == nil)
    #expect(try events.add(written: story(4), step: 4) != nil)
  }

  @Test("A run that goes on with a full file adds nothing to it either: its bytes are the same")
  func resumed() throws {
    let first = try events()
    _ = try first.add(written: story(1), step: 1)
    let second = try events(from: first.offset)
    #expect(second.offset == first.offset)
    #expect(try second.add(written: story(2), step: 2) != nil)
    #expect(second.offset == first.offset)
  }
}
