import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Experiment

/// The shipped experiments in a folder of their own, beside data that the tests make up.
final class ZooFolder {
  let path: String
  private static let repository = LanguageGolden.root
  /// A small picture that is whole.
  static let photo = repository + "/Tests/ArtifactsTests/Fixtures/color.jpg"

  /// - Parameter isWhole: whether there is data for each of them; otherwise there are photos alone.
  init(isWhole: Bool = false) throws {
    path = NSTemporaryDirectory() + "zoo-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: path + "/data/images", withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: Self.repository + "/experiments", toPath: path + "/experiments")
    for photo in ["labrador", "content", "style", "photo-cat"] { try copyPhoto(photo) }
    if isWhole { try writeData() }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  private func copyPhoto(_ name: String) throws {
    try FileManager.default.copyItem(
      atPath: Self.photo, toPath: "\(path)/data/images/\(name).jpg")
  }

  /// A little of all that the experiments read.
  private func writeData() throws {
    for photo in ["content-golden-gate", "style-wave-hokusai"] { try copyPhoto(photo) }
    for part in ["train", "t10k"] {
      for set in ["mnist", "fashion_mnist"] { try writeDigits(set, part) }
    }
    try writeDigits("orl-faces", "faces")
    // As large as any crop; the facades are two halves.
    let animals = ["trainA", "trainB", "testA", "testB"].map { "horse2zebra/\($0)" }
    try writePictures(256, to: animals + ["celeba"])
    try writePictures(512, to: ["facades/train", "facades/val"])
    for part in ["train", "test"] { try writeReviews(part, Array("cafe".utf8)) }
    try writeBeats([])
  }

  private func writePictures(_ width: Int, to folders: [String]) throws {
    let bytes = Data(
      try PNG.encode(Picture(height: 256, width: width, channels: 3, filledWith: 9)))
    for folder in folders {
      for number in 1...2 { try write(bytes, to: "\(folder)/\(number).png") }
    }
  }

  func write(_ bytes: Data, to file: String) throws {
    let target = URL(filePath: path + "/data/" + file)
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: target)
  }

  /// Three pictures, and so many labels.
  func writeDigits(_ set: String, _ part: String, labels: UInt8 = 3) throws {
    func idx(_ axes: [UInt8]) -> Data {
      let extents = axes.flatMap { [UInt8]([0, 0, 0, $0]) }
      let count = axes.reduce(1) { $0 * Int($1) }
      return Data([0, 0, 8, UInt8(axes.count)] + extents) + Data(count: count)
    }
    try write(idx([3, 28, 28]), to: "\(set)/\(part)-images-idx3-ubyte")
    try write(idx([labels]), to: "\(set)/\(part)-labels-idx1-ubyte")
  }

  /// Two reviews, in the second of which a word stands from the seventh byte on.
  func writeReviews(_ part: String, _ word: [UInt8]) throws {
    let before = Array("1\t9\ta\tthis movie is good\n1\t9\tb\t".utf8)
    try write(Data(before + word + Array(" noir\n".utf8)), to: "imdb/\(part).tsv")
  }

  /// Four heartbeats, and a fifth line that begins with a word where there is one.
  func writeBeats(_ word: [UInt8]) throws {
    let beat = "0.25," + String(repeating: "0.5,", count: 139) + "1\n"
    var bytes = Array(String(repeating: beat, count: 4).utf8)
    if !word.isEmpty {
      bytes += word + Array((String(repeating: ",0.5", count: 139) + ",1\n").utf8)
    }
    try write(Data(bytes), to: "ecg5000/ecg.csv")
  }

  /// The text of an experiment, and its place in the folder.
  func experiment(_ name: String) throws -> (text: String, file: String) {
    let file = path + "/experiments/\(name).yaml"
    return (try String(contentsOfFile: file, encoding: .utf8), file)
  }

  /// What is wrong with an experiment, its data read if need be.
  func refusal(of name: String) throws -> String {
    do {
      let loaded = try LoadedExperiment(
        file: experiment(name).file, profile: nil, overrides: [], dataFolder: path + "/data")
      _ = try loaded.loadData(memory: 1 << 30, weights: false)
    } catch let error as Diagnostic {
      return DiagnosticList([error]).printed()
    } catch let errors as DiagnosticList {
      return errors.printed()
    }
    return ""
  }
}

/// The number of the line that a text stands in, from 1.
func line(of part: String, in text: String) throws -> Int {
  let place = try #require(text.range(of: part), "there is no '\(part)'")
  return text[..<place.lowerBound].count { $0 == "\n" } + 1
}
