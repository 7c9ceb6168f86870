import Foundation
import Tensors

/// What `record.py` wrote.
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

/// The greatest deviation of two lists, in units of their size.
func deviation(_ found: [Double], _ expected: [Double]) -> Double {
  guard found.count == expected.count else { return .infinity }
  let size = max(expected.map(abs).max() ?? 0, 1e-3)
  return zip(found, expected).map { $0.isNaN ? .infinity : abs($0 - $1) }.max().map { $0 / size }
    ?? 0
}
