import Foundation
import Tensors

/// What `Recording` wrote.
struct Recorded: Decodable, Sendable {
  let shape: [Int]
  let values: [Double]

  var array: HostArray { HostArray(shape: Shape(shape), storage: .float64(values)) }

  static func cases<Case: Decodable>(_ name: String) throws -> [Case] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appending(path: "Recorded/\(name).json"))
    return try JSONDecoder().decode([Case].self, from: data)
  }
}

/// The greatest deviation of two lists, in units of their size; infinite where a number of either is not finite.
func deviation(_ found: [Double], _ expected: [Double]) -> Double {
  guard found.count == expected.count, (found + expected).allSatisfy(\.isFinite) else {
    return .infinity
  }
  let size = max(expected.map(abs).max() ?? 0, 1e-3)
  return zip(found, expected).map { abs($0 - $1) / size }.max() ?? 0
}

/// The name of the layer or optimizer that a recorded text describes: `conv2d` of `{conv2d: {filters: 2}}`.
func recordedName(_ text: String) -> Substring {
  text.drop { $0 == "{" }.prefix { $0 == "_" || $0.isLetter || $0.isNumber }
}
