import Foundation
import Tensors

/// A tensor that `Tests/LayersTests/Recording` wrote: what goes into a case, or what PyTorch makes of it in float64.
public struct Recorded: Decodable, Sendable {
  public let shape: [Int]
  public let values: [Double]
  /// How far PyTorch's own float32 is from these numbers, in units of the largest; `nil` of what goes in.
  public let float32: Double?

  /// What goes in: numbers of float32.
  public var array: HostArray {
    HostArray(shape: Shape(shape), floats: values.map { Float($0) })
  }

  /// The axes in another order, as memory has them.
  public func permuted(_ order: [Int]) -> Recorded {
    let array = HostArray(shape: Shape(shape), storage: .float64(values)).permuted(order)
    return Recorded(shape: array.shape.extents, values: array.doubles, float32: float32)
  }

  /// One rounding of the largest number.
  private static let rounding = 0x1p-24

  /// What may be off, in units of the largest number: twice what PyTorch's float32 is off.
  ///
  /// That counts one rounding at least. It is less where all that PyTorch does happens to be exact, as a product with 1 is;
  /// whoever does the same by one operation that rounds is off by one rounding, and nobody would call that a mistake.
  public var allowed: Double { 2 * max(float32 ?? 0, Self.rounding) }

  /// The share of what is allowed that numbers use; above 1 they deviate.
  public func share(usedBy found: [Double]) -> Double { deviation(found, values) / allowed }

  /// The cases of a file.
  public static func cases<Case: Decodable>(_ name: String) throws -> [Case] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let data = try Data(contentsOf: tests.appending(path: "LayersTests/Recorded/\(name).json"))
    return try JSONDecoder().decode([Case].self, from: data)
  }
}

/// The greatest deviation of two lists, in units of their size; infinite where a number of either is not finite.
public func deviation(_ found: [Double], _ expected: [Double]) -> Double {
  guard found.count == expected.count, (found + expected).allSatisfy(\.isFinite) else {
    return .infinity
  }
  let size = max(expected.map(abs).max() ?? 0, 1e-3)
  return zip(found, expected).map { abs($0 - $1) / size }.max() ?? 0
}

/// The layers, optimizers or schedules that a recorded text names, one after another, those within others left out:
/// `tanh` and `add` of `{tanh: {}, as: a}, {add: a}`, `residual` of `{residual: [{dense: 4}]}`.
public func recordedNames(_ text: String) -> Set<String> {
  var names: Set<String> = []
  var (word, depth, isName) = ("", 0, true)
  for character in text + "," {
    if character.isLetter || character.isNumber || character == "_" {
      word.append(character)
      continue
    }
    if isName, !word.isEmpty {
      names.insert(word)
      isName = false
    }
    word = ""
    switch character {
    case "{", "[":
      depth += 1
      if depth == 1 { isName = character == "{" }
    case "}", "]": depth -= 1
    case ",":
      if depth == 0 { isName = true }
    default: break
    }
  }
  return names
}

/// The functions and networks that a recorded expression calls.
public func calledNames(_ expression: String) -> Set<String> {
  Set(expression.matches(of: /(\w+)\(/).map { String($0.1) })
}
