import Tensors

/// The moments of features of all examples, and of ten groups of them, which tell how well a distance is known.
///
/// An example's place says which group it is in, so that groups are of one size and batches do not matter.
struct GroupedMoments {
  private static let groupCount = 10
  /// With more numbers, comparing what is left without each group takes minutes; how well it is known is not told then.
  private static let mostFeatures = 256

  private var whole = FeatureMoments()
  private var groups = Array(repeating: FeatureMoments(), count: GroupedMoments.groupCount)
  private var isTooWide = false

  /// Takes in a batch of features, `[N, D]`.
  mutating func add(_ batch: HostArray) {
    let (width, numbers) = (batch.type.shape[1], batch.doubles)
    let first = whole.count
    whole.add(numbers, width: width)
    isTooWide = width > Self.mostFeatures
    guard !isTooWide else { return }
    let rows = batch.type.shape[0]
    for group in groups.indices {
      // The first place from here on that is of the group.
      let start = (group - first % Self.groupCount + Self.groupCount) % Self.groupCount
      let own: [Double] = stride(from: start, to: rows, by: Self.groupCount).flatMap {
        numbers[($0 * width)..<(($0 + 1) * width)]
      }
      if !own.isEmpty { groups[group].add(own, width: width) }
    }
  }

  /// The Fréchet distance of all examples.
  func distance(to other: GroupedMoments) -> Double { whole.distance(to: other.whole) }

  /// Half of the width of its 95 % confidence interval; `nil` where there are fewer than two examples in a group, or too many
  /// numbers an example.
  func halfWidth(to other: GroupedMoments) -> Double? {
    let least = 2 * Self.groupCount
    guard !isTooWide, whole.count >= least, other.whole.count >= least else { return nil }
    return ConfidenceInterval.halfWidth(
      leavingOutEach: groups.indices.map { without($0).distance(to: other.without($0)) })
  }

  private func without(_ group: Int) -> FeatureMoments {
    groups.indices.filter { $0 != group }.reduce(FeatureMoments()) { $0.merged(with: groups[$1]) }
  }
}
