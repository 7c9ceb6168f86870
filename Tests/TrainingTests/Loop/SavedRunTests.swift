import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Training

@Suite("What a checkpoint says of its run")
struct SavedRunTests {
  private static let circumstances = #"{"version":"1","backend":"compiled","sha256":{}}"#

  @Test(
    "is told to be damaged with the name of its file, whatever stands in its place",
    arguments: [
      ("circumstances", "{"), ("circumstances", "null"), ("circumstances", "no JSON"),
      ("progress", ""), ("progress", "{"), ("progress", "null"),
      ("progress", #"{"round":0,"round":0}"#),
    ])
  func damaged(key: String, text: String) {
    let message = diagnosis {
      try SavedRun(
        metadata: { $0 == key ? text : $0 == "circumstances" ? Self.circumstances : "" },
        file: "a.safetensors.zst")
    }
    #expect(message.contains("checkpoint 'a.safetensors.zst'"), "\(message)")
    #expect(message.contains("damaged"), "\(message)")
  }
}
