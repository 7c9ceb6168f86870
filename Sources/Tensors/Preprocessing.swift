/// What networks trained on ImageNet expect of a pixel, of red, green and blue in 0...255.
///
/// Each channel becomes `(x · scale − mean) / deviation`; then their order is turned round where the network takes blue, green, red.
/// Source: keras.applications.imagenet_utils.preprocess_input (modes "caffe", "torch" and "tf").
public enum Preprocessing: String, Sendable, CaseIterable {
  /// VGG and ResNet as Keras has them: blue, green, red around 0.
  case caffe
  /// 0...1, normalized.
  case torch
  /// -1...1.
  case inception

  public var scale: Double { self == .caffe ? 1 : self == .torch ? 1 / 255.0 : 1 / 127.5 }
  public var means: [Double] {
    switch self {
    case .caffe: [123.68, 116.779, 103.939]
    case .torch: [0.485, 0.456, 0.406]
    case .inception: [1, 1, 1]
    }
  }
  public var deviations: [Double] { self == .torch ? [0.229, 0.224, 0.225] : [1, 1, 1] }
  public var reversesChannels: Bool { self == .caffe }
}
