import Diagnostics
import Tensors

/// What an experiment takes pictures for, and of which size, so that messages can name it.
public struct PictureWish: Hashable, Sendable {
  /// What takes them: the network 'net'.
  public let taker: String
  public let height: Int
  public let width: Int
  /// `nil` where any number is taken.
  public let channels: Int?

  public init(taker: String, height: Int, width: Int, channels: Int?) {
    self.taker = taker
    self.height = height
    self.width = width
    self.channels = channels
  }
}

/// What is wished of a field of a data set, whose main field goes by the name of the data alone; `nil` where nothing is.
public typealias PictureWishes = (_ field: String, _ isMain: Bool) -> PictureWish?

/// Pictures of several sizes, where those of a batch have one: what is said of them.
struct MixedSizes {
  /// The data set's name.
  let name: String
  let field: String
  /// Behind all transforms, each once.
  let shapes: [Shape]
  /// The key under which the set has transforms: `scale`, `preprocess` or `transforms`.
  let written: String?
  let wish: PictureWish?

  /// What pictures become by the advice where nothing is known of them.
  private static let usualSide = 256

  private var height: Int { wish?.height ?? Self.usualSide }
  private var width: Int { wish?.width ?? Self.usualSide }
  /// As transforms have it.
  private var size: String { height == width ? "\(height)" : "[\(height), \(width)]" }

  var message: String {
    let taken = wish.map { ", and '\($0.taker.excerpt)' takes \($0.height)×\($0.width)" } ?? ""
    return "'\(name)' has \(sizes) of '\(field)'; those of a batch have one size" + taken
  }

  /// What brings them to one size, and to that which is wished for.
  var advice: [Diagnostic.Note] {
    var transforms = ["{resize: \(size)}"]
    if wish?.channels == 1, shapes.contains(where: { $0.rank == 3 && $0[2] == 3 }) {
      transforms.append("grayscale")
    }
    let made = "makes them \(height)×\(width)"
    let cut = "; 'smart_resize' in its place cuts them to that shape, and stretches none"
    guard written != "transforms" else {
      var notes = [
        Diagnostic.Note(
          "'\(transforms.joined(separator: ", "))' as the first of its 'transforms' \(made)\(cut)")
      ]
      if shapes.allSatisfy({ $0.rank == 3 && $0[0] >= height && $0[1] >= width }) {
        notes.append(
          .init("'{center_crop: \(size)}' behind what gives these sizes cuts out their middle"))
      }
      return notes
    }
    if let written { transforms.append("{\(written): …}") }
    return [.init("'transforms: [\(transforms.joined(separator: ", "))]' \(made)\(cut)")]
  }

  /// "pictures of 3 sizes (height×width: 256×256, 300×400, …)".
  private var sizes: String {
    let examples = shapes.prefix(3).map { shape in
      shape.rank == 3 ? "\(shape[0])×\(shape[1])" : shape.description
    }
    return "pictures of \(shapes.count) sizes (height×width: \(examples.joined(separator: ", "))"
      + (shapes.count > 3 ? ", …)" : ")")
  }
}
