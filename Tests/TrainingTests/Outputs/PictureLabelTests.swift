import Artifacts
import Testing

@testable import Training

@Suite("What pictures say of themselves")
struct PictureLabelTests {
  @Test(
    "A moment in words",
    arguments: [
      ("epoch-0010", "epoch 10"), ("step-00000500", "step 500"), ("step-00000000", nil),
      ("round-0002-epoch-0003", "round 2, epoch 3"),
      ("round-0001-step-00000000", "round 1, step 0"),
    ] as [(String, String?)])
  func moments(moment: String, words: String?) {
    #expect(PictureLabel.words(moment) == words)
  }

  @Test("Its lines are shorter and shorter, and none has a time")
  func footers() {
    let label = PictureLabel(name: "vae", identity: "ef38092b8ff6aa")
    #expect(
      label.footers(at: "epoch-0010")
        == ["vae ef38092b · epoch 10", "vae · epoch 10", "epoch 10"])
    #expect(label.footers(at: "step-00000000") == ["vae ef38092b", "vae"])
    #expect(
      label.texts(title: "manifold", at: "epoch-0010", showing: "decoder(z)").map(\.text)
        == ["manifold", "etch vae ef38092b8ff6aa", "epoch-0010", "decoder(z)"])
  }
}
