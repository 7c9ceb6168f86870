import Diagnostics
import Tensors

/// A field of one number an example, from the tables of all parts: classes are numbered alike in all.
struct ScalarParts {
  let field: SourceField
  /// `[N]`, part after part.
  let array: HostArray

  /// - Parameter limit: the most examples of each part that are used.
  /// - Throws: texts in one part and numbers in another.
  init(_ parts: [CSVTable.Column], files: [DataFile], limit: Int? = nil) throws {
    let first = parts[0]
    if let other = parts.firstIndex(where: { ($0.classes == nil) != (first.classes == nil) }) {
      throw files[other].malformed(
        "'\(first.name)' holds \(first.classes == nil ? "texts" : "numbers"); in "
          + "'\(files[0].written)' it holds \(first.classes == nil ? "numbers" : "texts")")
    }
    var names: [String] = []
    var numbers: [String: Int] = [:]
    var scalars: [Double] = []
    for part in parts {
      guard let own = part.classes else {
        scalars += part.scalars
        continue
      }
      for name in own where numbers[name] == nil {
        numbers[name] = names.count
        names.append(name)
      }
      scalars += part.scalars.map { Double(numbers[own[Int($0)]] ?? 0) }
    }
    let isWhole = parts.allSatisfy(\.isWhole)
    let used = isWhole ? parts.flatMap { $0.scalars.prefix(limit ?? .max) } : []
    field = SourceField(
      first.name, TensorType([], isWhole ? .int32 : .float32), classes: names,
      classCount: used.allSatisfy { $0 >= 0 } ? used.max().map { Int($0) + 1 } : nil)
    array =
      isWhole
      ? HostArray(shape: [scalars.count], storage: .int32(scalars.map { Int32($0) }))
      : HostArray(shape: [scalars.count], floats: scalars.map { Float($0) })
  }
}
