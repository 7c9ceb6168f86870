import Artifacts
import Foundation
import Tensors
import Testing

@testable import Datasets

@Suite struct BuiltinPicturesTests {
  @Test(
    "made-up pictures are the same in every set, differ from one another, and are coloured",
    arguments: ["horses", "zebras", "faces", "facades"])
  func sets(_ name: String) throws {
    let few = try dataSet("{source: builtin/\(name), count: 10, size: 32}").load()
    let many = try dataSet("{source: builtin/\(name), count: 30, size: 32, holdout: 0}", seed: 1)
    #expect(few.train.count == 8)
    #expect(few.test.count == 2)
    for (field, described) in few.fields.enumerated() {
      #expect(described.type.shape == [32, 32, 3])
      let all = try many.load().train.first(10, field: field).floats
      let pictures = (0..<10).map { Array(all[$0 * 3072..<($0 + 1) * 3072]) }
      #expect(Set(pictures).count == 10)
      #expect(pictures.allSatisfy { ($0.max() ?? 0) > 150 && ($0.min() ?? 255) < 100 })
      let train = try few.train.first(8, field: field).floats
      #expect(
        Set(pictures).isSuperset(of: (0..<8).map { Array(train[$0 * 3072..<($0 + 1) * 3072]) }))
    }
  }

  @Test(
    "figures and surfaces have labels with names, of all kinds", arguments: ["shapes", "textures"])
  func labelled(_ name: String) throws {
    let set = try dataSet("{source: builtin/\(name), count: 200, size: 16, holdout: 0}").load()
    let classes = set.fields[1].classes
    #expect(set.fields.map(\.name) == ["image", "label"])
    #expect(classes.count == (name == "shapes" ? 8 : 10))
    let labels = try set.train.first(200, field: 1).floats.map { Int($0) }
    #expect(Set(labels) == Set(classes.indices))
    let pictures = try set.train.first(200).floats
    for i in 0..<200 {
      let picture = pictures[i * 768..<(i + 1) * 768]
      #expect((picture.max() ?? 0) - (picture.min() ?? 0) > 20, "\(classes[labels[i]])")
    }
    let few = try dataSet(
      "{source: builtin/\(name), count: 200, size: 16, holdout: 0, train_where: label == 1}"
    ).load()
    #expect(few.train.count == labels.filter { $0 == 1 }.count)
  }

  @Test("zebras are striped and horses are not")
  func stripes() throws {
    /// How often the middle of a picture goes from dark to light, on average.
    func changes(_ name: String) throws -> Double {
      let set = try dataSet("{source: builtin/\(name), count: 20, size: 128, holdout: 0}").load()
      let all = try set.train.first(20).floats
      var changes = 0
      for i in 0..<20 {
        let row = (38..<90).map { all[((i * 128 + 66) * 128 + $0) * 3] }
        changes += zip(row, row.dropFirst()).filter { ($0 < 100) != ($1 < 100) }.count
      }
      return Double(changes) / 20
    }
    #expect(try changes("zebras") > 2 * changes("horses"))
  }

  @Test("the map of a facade says what is there: windows are darker than walls")
  func facades() throws {
    let set = try dataSet("{source: builtin/facades, count: 6, size: 64, holdout: 0}").load()
    #expect(set.fields.map(\.name) == ["photo", "labels"])
    let (photos, labels) = (try set.train.first(6).floats, try set.train.first(6, field: 1).floats)
    var sums: [[Float]: (light: Float, count: Float)] = [:]
    for i in stride(from: 0, to: photos.count, by: 3) {
      let part = sums[Array(labels[i..<i + 3]), default: (0, 0)]
      sums[Array(labels[i..<i + 3])] = (
        part.light + photos[i] + photos[i + 1] + photos[i + 2], part.count + 3
      )
    }
    let window = try #require(sums[[0, 85, 255]])
    let wall = try #require(sums[[0, 0, 255]])
    #expect(window.light / window.count < 0.85 * wall.light / wall.count)
  }

  @Test(
    "photo and painting are constants of the size that is written",
    arguments: ["photo", "painting"])
  func constants(_ name: String) throws {
    let set = try dataSet("{source: builtin/\(name), size: [40, 60], preprocess: torch}")
    #expect(try set.describe().isConstant)
    let described = try set.describe()
    #expect(described.main.type.shape == [40, 60, 3])
    let values = try set.load().train.first(1).floats
    #expect(try set.load().train.first(1).floats == values)
    #expect((values.max() ?? 0) > 1.5 && (values.min() ?? 0) < -1)
  }

  @Test(
    "shown for people to look at",
    .enabled(if: ProcessInfo.processInfo.environment["ETCH_SHOW"] != nil))
  func shown() throws {
    let folder = try #require(ProcessInfo.processInfo.environment["ETCH_SHOW"])
    for name in ["horses", "zebras", "faces", "facades", "photo", "painting"] {
      let set = try dataSet(
        name.hasPrefix("p")
          ? "{source: builtin/\(name)}" : "{source: builtin/\(name), count: 12, holdout: 0}"
      ).load()
      for (index, field) in set.fields.enumerated() {
        let shape = field.type.shape
        let all = try set.train.first(12, field: index).floats.map { UInt8($0) }
        let columns = min(4, set.train.count)
        let rows = (set.train.count + columns - 1) / columns
        var sheet = Picture(
          height: rows * shape[0], width: columns * shape[1], channels: 3, filledWith: 0)
        for i in 0..<set.train.count {
          for y in 0..<shape[0] {
            let from = (i * shape[0] + y) * shape[1] * 3
            let to = ((i / columns * shape[0] + y) * sheet.width + i % columns * shape[1]) * 3
            sheet.pixels.replaceSubrange(
              to..<to + shape[1] * 3, with: all[from..<from + shape[1] * 3])
          }
        }
        try AtomicFile.write(PNG.encode(sheet), to: "\(folder)/\(name)-\(field.name).png")
      }
    }
  }
}
