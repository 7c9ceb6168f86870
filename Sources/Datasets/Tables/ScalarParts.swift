import Diagnostics
import Tensors

/// A field of one number an example, from the tables of all parts: classes are numbered alike in all.
struct ScalarParts {
  let field: SourceField
  /// `[N]`, part after part.
  let array: HostArray

  /// - Throws: texts in one part and numbers in another.
  init(_ parts: [CSVTable.Column], files: [DataFile]) throws {
    let first = parts[0]
    if let other = parts.firstIndex(where: { ($0.classes == nil) != (first.classes == nil) }) {
      throw files[other].malformed(
        "'\(first.name)' holds \(first.classes == nil ? "texts" : "numbers"); in "
          + "'\(files[0].shown)' it holds \(first.classes == nil ? "numbers" : "texts")")
    }
    var names: [String] = []
    var numbers: [String: Int] = [:]
    let values = parts.map { part -> [Double] in
      guard let own = part.classes else { return part.scalars }
      for name in own where numbers[name] == nil {
        numbers[name] = names.count
        names.append(name)
      }
      return part.scalars.map { Double(numbers[own[Int($0)]] ?? 0) }
    }
    let isWhole = parts.allSatisfy(\.isWhole)
    let isOfClasses = isWhole && values.allSatisfy { $0.allSatisfy { $0 >= 0 } }
    field = SourceField(
      first.name, TensorType([], isWhole ? .int32 : .float32), classes: names,
      labels: isOfClasses ? values.map { $0.map { Int32($0) } } : [])
    let scalars = values.flatMap { $0 }
    array =
      isWhole
      ? HostArray(shape: [scalars.count], storage: .int32(scalars.map { Int32($0) }))
      : HostArray(shape: [scalars.count], floats: scalars.map { Float($0) })
  }
}
