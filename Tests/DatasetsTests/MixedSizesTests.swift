import Diagnostics
import Foundation
import Testing

@testable import Datasets

@Suite("Pictures of mixed sizes")
struct MixedSizesTests {
  private static let cut =
    "; 'smart_resize' in its place cuts them to that shape, and stretches none"

  private static func net(_ height: Int, _ width: Int, _ channels: Int?) -> PictureWish {
    PictureWish(taker: "net", height: height, width: width, channels: channels)
  }

  @Test(
    "are told with the size that the experiment takes, and with the transform that makes it",
    arguments: [
      ("", nil, "", ["'transforms: [{resize: 256}]' makes them 256×256" + cut]),
      (
        "", net(28, 28, 3), ", and 'net' takes 28×28",
        ["'transforms: [{resize: 28}]' makes them 28×28" + cut]
      ),
      (
        "", net(28, 32, 1), ", and 'net' takes 28×32",
        ["'transforms: [{resize: [28, 32]}, grayscale]' makes them 28×32" + cut]
      ),
      (
        "scale: [0, 1]", net(28, 28, nil), ", and 'net' takes 28×28",
        ["'transforms: [{resize: 28}, {scale: …}]' makes them 28×28" + cut]
      ),
      (
        "transforms: [random_flip]", net(4, 4, 3), ", and 'net' takes 4×4",
        [
          "'{resize: 4}' as the first of its 'transforms' makes them 4×4" + cut,
          "'{center_crop: 4}' behind what gives these sizes cuts out their middle",
        ]
      ),
      (
        "transforms: [random_flip]", net(28, 28, 3), ", and 'net' takes 28×28",
        ["'{resize: 28}' as the first of its 'transforms' makes them 28×28" + cut]
      ),
      (
        "transforms: [random_flip]", net(28, 28, 1), ", and 'net' takes 28×28",
        ["'{resize: 28}, grayscale' as the first of its 'transforms' makes them 28×28" + cut]
      ),
    ] as [(String, PictureWish?, String, [String])])
  func told(fields: String, wish: PictureWish?, taken: String, advice: [String]) throws {
    try withFolder(["1.png": try png(4, 6), "2.png": try png(5, 6)]) { folder in
      let set = try dataSet("source: images\npath: \(folder)\n\(fields)", name: "horse")
      let error = #expect(throws: Diagnostic.self) {
        try set.describe { field, isMain in field == "image" && isMain ? wish : nil }
      }
      #expect(
        error?.message
          == "'horse' has pictures of 2 sizes (height×width: 4×6, 5×6) of 'image'; those of a batch have one size"
          + taken)
      #expect(error?.notes.dropFirst(2).map(\.message) == advice)
    }
  }
}
