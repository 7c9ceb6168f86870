import Config
import Diagnostics
import Tensors

/// What stands for a source whose files are not there, where only the time of training matters: numbers without meaning in the
/// shapes of the real ones.
struct MadeUpSource: Source {
  static let schema = CommonFields.schema(
    "made_up", "Numbers without meaning.", fields: [])

  private let description: SourceDescription
  let transforms: [any Transform]
  let sizeReference: SizeReference?
  let standardization: Standardization?

  /// `nil` where nothing is known of the shapes.
  init?(for source: any Source) {
    guard let supposed = source.supposed else { return nil }
    description = supposed
    transforms = source.transforms
    sizeReference = source.sizeReference
    standardization = source.standardization
  }

  init(_ fields: Fields, location: DataLocation) throws {
    throw Diagnostic("made-up data has no fields", at: fields.range)
  }

  func describe(limit: Int?) -> SourceDescription { description }

  func load(limit: Int?) -> SourceContents {
    let counts = description.counts.limited(to: limit)
    return SourceContents(
      arrays: description.fields.map { Self.array($0, count: counts.total) }, counts: counts,
      digests: [])
  }

  private static func array(_ field: SourceField, count: Int) -> HostArray {
    let shape = Shape([count] + field.shapes[0].extents)
    var state: UInt32 = 1
    func next() -> UInt8 {
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    if field.isBytes {
      return HostArray(shape: shape, storage: .uint8((0..<shape.count).map { _ in next() }))
    }
    switch field.element {
    // Classes, of which there are at least two.
    case .int32:
      return HostArray(shape: shape, storage: .int32((0..<shape.count).map { Int32($0 % 2) }))
    default:
      return HostArray(shape: shape, floats: (0..<shape.count).map { _ in Float(next()) / 255 })
    }
  }
}
