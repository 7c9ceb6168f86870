import Testing

@testable import Training

@Suite("Something that happens every so often is due")
struct CadenceTests {
  @Test(
    "at whole multiples of its epochs, when an epoch has ended",
    arguments: [(1, [1, 2, 3, 4, 5, 6]), (2, [2, 4, 6]), (4, [4]), (7, [])])
  func epochs(every: Int, due: [Int]) {
    var cadence = Cadence(.epochs(every))
    let found = (1...6).filter { epoch in
      var progress = TrainingProgress()
      progress.epoch = epoch
      let within = cadence.isDue(progress, epochEnded: false, minutes: 1000)
      #expect(!within)
      return cadence.isDue(progress, epochEnded: true, minutes: 0)
    }
    #expect(found == due)
  }

  @Test(
    "at whole multiples of its steps, whether an epoch has ended or not",
    arguments: [(1, [1, 2, 3, 4]), (3, [3]), (5, [])], [false, true])
  func steps(row: (every: Int, due: [Int]), epochEnded: Bool) {
    var cadence = Cadence(.steps(row.every))
    let found = (1...4).filter { step in
      var progress = TrainingProgress()
      progress.step = step
      return cadence.isDue(progress, epochEnded: epochEnded, minutes: 0)
    }
    #expect(found == row.due)
  }

  @Test("so many minutes after the last time")
  func minutes() {
    var cadence = Cadence(.minutes(10))
    let moments = [0, 9.9, 10, 10.1, 19.9, 20.5, 30, 31]
    let due = moments.filter {
      cadence.isDue(TrainingProgress(), epochEnded: true, minutes: $0)
    }
    #expect(due == [10, 20.5, 31])
  }
}
