/// A layer by which places of a sequence see one another.
protocol AttentionLayer: NetworkLayer {
  /// What keeps each place from those after it; `nil` where it sees none of them.
  var wayToBeCausal: String? { get }
}
