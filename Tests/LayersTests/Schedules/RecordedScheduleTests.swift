import RecordedCases
import Testing

@Suite struct RecordedScheduleTests {
  static let cases: [ScheduleCase] = (try? Recorded.cases("schedules")) ?? []

  @Test("ten values of a schedule are PyTorch's, in double precision", arguments: cases)
  func recorded(_ recorded: ScheduleCase) throws {
    #expect(recorded.values.count == 10)
    #expect(try deviation(recorded.found(), recorded.values) < 1e-14)
  }
}
