import Config
import Tensors

/// Pictures that are painted when they are asked for: what the made-up sets of pictures share.
///
/// Example `i` is the same whatever `count` and the experiment's seed.
struct PaintedExamples: ExampleDecoder {
  /// The keys of a set of squares.
  static func fields(side: Int) -> [Field] {
    [Field("size", .integer(16...1024), .standard("\(side)"), "The side of a picture, in pixels.")]
  }

  let height: Int
  let width: Int
  let names: [String]
  let count: Int
  /// One picture a field.
  let paint: @Sendable (inout Draws) -> [PaintedPicture]
  private let stream: RandomStream

  /// - Parameter set: the source's name, which keys what is drawn.
  init(
    _ set: String, height: Int, width: Int, names: [String] = ["image"], count: Int,
    paint: @escaping @Sendable (inout Draws) -> [PaintedPicture]
  ) {
    self.height = height
    self.width = width
    self.names = names
    self.count = count
    self.paint = paint
    stream = RandomStream(seed: 0, path: [set])
  }

  var description: SourceDescription {
    SourceDescription(
      fields: names.map {
        SourceField($0, TensorType([height, width, 3]), naturalRange: 0...255, isBytes: true)
      }, counts: .whole(count), decodedBytes: count * byteCount(of: 0))
  }

  func contents(limit: Int?) -> SourceContents {
    SourceContents(
      .decoded(self), counts: SourceCounts.whole(count).limited(to: limit), digests: [])
  }

  func byteCount(of example: Int) -> Int { height * width * 3 * names.count }

  func decode(_ example: Int) throws -> [HostArray] {
    var draws = Draws(stream, step: example)
    return paint(&draws).map(\.array)
  }
}
