import Config
import Diagnostics
import Tensors

extension Preprocessing {
  /// What a channel (of red, green, blue) in 0...255 becomes.
  func prepared(_ value: Double, channel: Int) -> Double {
    (value * scale - means[channel]) / deviations[channel]
  }

  /// What a prepared channel (of red, green, blue) was, in 0...255.
  public func undone(_ value: Double, channel: Int) -> Double {
    (value * deviations[channel] + means[channel]) / scale
  }

  /// Prepared pictures, `[…, 3]`, as red, green and blue in 0...255.
  ///
  /// - Throws: something else than three channels.
  public func undone(_ pictures: HostArray, at range: SourceRange?) throws -> HostArray {
    guard pictures.shape.extents.last == 3 else {
      throw Diagnostic(
        "preprocessing is undone of pictures of 3 channels, not of \(pictures.shape)", at: range)
    }
    let values = pictures.floats
    return HostArray(
      shape: pictures.shape,
      floats: values.indices.map { i in
        let channel = i % 3
        let prepared = Double(values[i - channel + place(ofChannel: channel)])
        return Float(undone(prepared, channel: channel))
      })
  }

  /// Where a channel (of red, green, blue) stands in a prepared pixel.
  public func place(ofChannel channel: Int) -> Int { reversesChannels ? 2 - channel : channel }
}

/// Brings pictures to what a network trained on ImageNet expects.
///
/// `x: [H, W, 3]` → same. The natural range of the data stands for 0...255.
public struct Preprocess: PictureTransform {
  public static let schema = Schema(
    "preprocess", "Preprocesses pictures as networks trained on ImageNet expect.",
    discussion: "As keras.applications.imagenet_utils.preprocess_input.", mainField: "mode",
    example: "preprocess: {mode: caffe}",
    fields: [
      Field(
        "mode", .choice(Preprocessing.allCases.map(\.rawValue)), .required,
        "caffe: blue, green, red around 0; torch: normalized 0...1; inception: -1...1.")
    ])

  let mode: Preprocessing
  let range: SourceRange?
  private var source: ClosedRange<Double> = 0...255

  public init(_ fields: Fields) throws {
    mode = Preprocessing(rawValue: fields.text("mode")) ?? .caffe
    range = fields.range
  }

  init(_ mode: Preprocessing, at range: SourceRange?) {
    self.mode = mode
    self.range = range
  }

  public var keepsRange: Bool { false }

  public mutating func prepare(for input: TransformInput) throws -> TransformInput {
    guard let natural = input.naturalRange, natural.lowerBound < natural.upperBound else {
      throw Diagnostic(
        "'preprocess' begins at pictures of a known range, 0 to 255 in a file; here the range is not known any more",
        at: range, notes: [.init("it stands before 'normalize'")])
    }
    source = natural
    return TransformInput(
      shapes: try shapes(after: input), naturalRange: mode == .inception ? -1...1 : nil)
  }

  public func size(after size: PictureSize) throws -> PictureSize {
    guard size.channels == 3 else {
      throw Diagnostic(
        "'preprocess' works on pictures of 3 channels, not of \(size.channels)", at: range)
    }
    return size
  }

  public func apply(_ picture: PictureView, to target: PictureTarget, draw: TransformDraw?) {
    let extent = source.upperBound - source.lowerBound
    // value · factor + offset, channel by channel.
    let factors = (0..<3).map { 255 / extent * mode.scale / mode.deviations[$0] }
    let offsets = (0..<3).map {
      mode.prepared(-source.lowerBound / extent * 255, channel: $0)
    }
    for c in 0..<3 {
      let place = mode.place(ofChannel: c)
      for i in stride(from: 0, to: picture.size.count, by: 3) {
        target.elements[i + place] = Float(
          Double(picture.elements[i + c]) * factors[c] + offsets[c])
      }
    }
  }
}

extension DataSet {
  /// How its pictures are preprocessed for a network, where they are. `scale: [-1, 1]` is Inception's.
  public var preprocessing: Preprocessing? {
    transforms.lazy.reversed().compactMap { own -> Preprocessing?? in
      switch own.transform {
      case let preprocess as Preprocess: .some(preprocess.mode)
      case let scale as Scale:
        .some(scale.isOfNaturalRange && scale.target == (-1, 1) ? .inception : nil)
      default: .none
      }
    }.first ?? nil
  }
}
