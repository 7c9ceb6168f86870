/// What one element of a tensor is.
public enum ElementType: String, Hashable, Sendable, CaseIterable {
  case float32, float64, int32, int64, uint32, uint8

  /// The size of one element in bytes.
  public var size: Int {
    switch self {
    case .uint8: 1
    case .float32, .int32, .uint32: 4
    case .float64, .int64: 8
    }
  }

  /// The short name that plans and printed kernels use: `f32`, `i32`.
  public var shortName: String {
    switch self {
    case .float32: "f32"
    case .float64: "f64"
    case .int32: "i32"
    case .int64: "i64"
    case .uint32: "u32"
    case .uint8: "u8"
    }
  }
}
