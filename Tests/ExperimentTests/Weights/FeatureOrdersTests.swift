import Testing

@testable import Experiment

@Suite("Where features are the pixels of a picture")
struct FeatureOrdersTests {
  @Test("behind a flatten, as far as each feature stays in its place, up to a dense layer")
  func flattened() {
    let orders = FeatureOrders(
      [
        ("conv", "conv2d", [nil]), ("flat", "flatten", [0]), ("norm", "batch_norm", [1]),
        ("drop", "dropout", [2]), ("first", "dense", [3]), ("second", "dense", [4]),
      ], pictures: ["flat": [2, 3, 4]])
    #expect(orders.inputs == ["first": [2, 3, 4]])
    #expect(orders.outputs == ["norm": [2, 3, 4], "drop": [2, 3, 4]])
  }

  @Test("before a reshape to a picture, back to the dense layer that it is made of")
  func reshaped() {
    let orders = FeatureOrders(
      [
        ("dense", "dense", [nil]), ("norm", "batch_norm", [0]), ("relu", "relu", [1]),
        ("shape", "reshape", [2]), ("conv", "conv2d", [3]),
      ], pictures: ["shape": [7, 7, 8]])
    #expect(orders.inputs.isEmpty)
    #expect(orders.outputs == ["dense": [7, 7, 8], "norm": [7, 7, 8], "relu": [7, 7, 8]])
  }
}
