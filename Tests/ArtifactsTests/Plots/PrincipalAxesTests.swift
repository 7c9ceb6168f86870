import Testing

@testable import Artifacts

@Suite("The two directions in which points differ most")
struct PrincipalAxesTests {
  /// Numbers between −1 and 1 without a pattern.
  private func number(_ index: Int) -> Double {
    Double((index &* index &* 31 &+ index &* 7919 &+ 13) % 1009) / 504.5 - 1
  }

  @Test("Each direction has its share of the variance, the greater one first")
  func shares() {
    let (a, b) = ([0.6, 0, 0.8, 0], [0, 0.8, 0, -0.6])
    let points = (0..<300).map { index in
      (0..<4).map { 5 * number(index) * a[$0] + 2 * number(index + 500) * b[$0] + 7 }
    }
    let axes = PrincipalAxes(points)
    #expect(axes.shares[0] > 0.8 && abs(axes.shares[0] + axes.shares[1] - 1) < 1e-9)
    #expect(axes.shares[0] >= axes.shares[1])
    #expect(
      axes.labels[0] == "principal axis 1, \(Int((100 * axes.shares[0]).rounded())) % of variance")
  }

  @Test(
    "No share is said to be all or nothing that is not",
    arguments: [
      (0.624, "62"), (0.994, "99"), (0.998, "99.8"), (0.9996, "99.96"), (0.99999, "above 99.99"),
      (1, "100"), (0.002, "0.2"), (0.0004, "0.04"), (0.00001, "below 0.01"), (0, "0"),
    ])
  func percent(share: Double, text: String) { #expect(PrincipalAxes.percent(share) == text) }

  @Test("Distances in a plane stay, whichever way it lies")
  func distances() {
    let points = (0..<50).map { index in
      let (u, v) = (number(index), number(index + 300))
      return [u + v, u - v, 2 * u, 0.5 * v, 1]
    }
    let axes = PrincipalAxes(points)
    for (i, j) in [(0, 1), (3, 40), (12, 49)] {
      let true2 = zip(points[i], points[j]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let (dx, dy) = (axes.x[i] - axes.x[j], axes.y[i] - axes.y[j])
      #expect(abs(dx * dx + dy * dy - true2) < 1e-9)
    }
  }

  @Test("Points that do not differ, one point, and numbers that are none are borne")
  func nothing() {
    #expect(PrincipalAxes([]).x.isEmpty == true)
    let same = PrincipalAxes([[1, 2, 3], [1, 2, 3]])
    #expect(same.x == [0, 0] && same.y == [0, 0] && same.shares == [0, 0])
    let line = PrincipalAxes([[0, 0, 0], [0, 3, 0], [0, -3, 0]])
    #expect(
      zip(line.x, [0, 3, -3]).allSatisfy { abs($0 - $1) < 1e-12 }
        && line.y.allSatisfy { abs($0) < 1e-12 })
    let odd = PrincipalAxes([[0, 0, .nan], [1, 2, 2], [-1, -2, -2], [.infinity, 0, 1]])
    #expect(odd.x[0].isNaN && !odd.x[3].isFinite)
    #expect(abs(odd.x[1] - 3) < 1e-9 && abs(odd.x[2] + 3) < 1e-9)
  }
}
