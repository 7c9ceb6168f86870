import Tensors

/// The extents of a picture.
public struct PictureSize: Hashable, Sendable {
  public let height: Int
  public let width: Int
  public let channels: Int

  public init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// `nil` where the shape is not `[H, W, C]`, with at least one of each.
  public init?(_ shape: Shape) {
    guard shape.rank == 3, shape.count > 0 else { return nil }
    self.init(height: shape[0], width: shape[1], channels: shape[2])
  }

  public var shape: Shape { [height, width, channels] }
  public var count: Int { height * width * channels }

  func with(height: Int, width: Int) -> PictureSize {
    PictureSize(height: height, width: width, channels: channels)
  }
}

/// The elements of a picture: `[H, W, C]`, row-major.
public struct PictureView {
  public let size: PictureSize
  public let elements: UnsafePointer<Float>
}

/// Where a picture is written: `[H, W, C]`, row-major.
public struct PictureTarget {
  public let size: PictureSize
  public let elements: UnsafeMutablePointer<Float>
}
