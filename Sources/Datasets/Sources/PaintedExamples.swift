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

  /// The keys of one picture, of any shape.
  static let pictureFields = [
    Field(
      "size", .either([.integer(16...2048), .list(.integer(16...2048), count: 2...2)]),
      .standard("[256, 384]"), "The size: a side, or [height, width].")
  ]

  let height: Int
  let width: Int
  let names: [String]
  let count: Int
  /// What is drawn of, each as likely as another; none where the set has no labels.
  let classes: [String]
  /// One picture a field, of a class where there are any.
  let paint: @Sendable (inout Draws, Int) -> [PaintedPicture]
  private let stream: RandomStream

  /// - Parameter set: the source's name, which keys what is drawn.
  init(
    _ set: String, height: Int, width: Int, names: [String] = ["image"], count: Int,
    classes: [String], paint: @escaping @Sendable (inout Draws, Int) -> [PaintedPicture]
  ) {
    self.height = height
    self.width = width
    self.names = names
    self.count = count
    self.classes = classes
    self.paint = paint
    stream = RandomStream(seed: 0, path: [set])
  }

  /// A set without labels.
  init(
    _ set: String, height: Int, width: Int, names: [String] = ["image"], count: Int,
    paint: @escaping @Sendable (inout Draws) -> [PaintedPicture]
  ) {
    self.init(
      set, height: height, width: width, names: names, count: count, classes: []
    ) { draws, _ in paint(&draws) }
  }

  var description: SourceDescription {
    let pictures = names.map {
      SourceField($0, TensorType([height, width, 3]), naturalRange: 0...255, isBytes: true)
    }
    return SourceDescription(
      fields: pictures
        + (classes.isEmpty
          ? [] : [SourceField("label", TensorType([], .int32), classes: classes)]),
      counts: .whole(count), decodedBytes: count * byteCount(of: 0))
  }

  func contents(limit: Int?) -> SourceContents {
    SourceContents(
      .decoded(self), counts: SourceCounts.whole(count).limited(to: limit), digests: [])
  }

  func byteCount(of example: Int) -> Int {
    height * width * 3 * names.count + (classes.isEmpty ? 0 : 4)
  }

  func decode(_ example: Int) throws -> [HostArray] {
    var draws = Draws(stream, step: example)
    guard !classes.isEmpty else { return paint(&draws, 0).map(\.array) }
    let label = min(Int(draws.uniform() * Double(classes.count)), classes.count - 1)
    return paint(&draws, label).map(\.array)
      + [HostArray(shape: [], storage: .int32([Int32(label)]))]
  }
}

/// A set of pictures that are painted.
protocol PaintedSource: Source {
  var examples: PaintedExamples { get }
}

extension PaintedSource {
  func describe(limit: Int?) throws -> SourceDescription { examples.description }
  func load(limit: Int?) throws -> SourceContents { examples.contents(limit: limit) }
}
