import Artifacts
import Config
import Datasets
import Diagnostics
import Experiment
import Foundation
import Tensors

/// What stands under the pictures of a sample: numbers, the names of their classes, or the likeliest classes.
struct Captions {
  private let grid: GridDefinition
  /// The names of the classes, of a file.
  private let labels: ClassNames?
  /// The names that the data has for them.
  private let classes: [String]
  /// The names of the classes that the caption of each row is itself, as `pet.label`.
  private let rowClasses: [[String]]

  /// - Parameters:
  ///   - classes: the names that the data has for what is shown, where the file names none.
  ///   - rowClasses: those that it has for the caption of each row, where that is a label.
  /// - Throws: a file of labels that is missing or malformed.
  init(
    _ grid: GridDefinition, location: DataLocation, classes: [String] = [],
    rowClasses: [[String]] = []
  ) throws {
    self.grid = grid
    self.classes = classes
    self.rowClasses = rowClasses
    labels = try grid.labels.map { try ClassNames(location.resolve($0)) }
  }

  /// The captions of a row, one for each example; of classes, with what they should be where that is known.
  ///
  /// - Parameters:
  ///   - values: `[N]`, or `[N, classes]`.
  ///   - truth: the class of each example, or one of all.
  /// - Throws: a caption of other classes than the file of labels names.
  func texts(row: Int, _ values: HostArray, truth: HostArray? = nil) throws -> [Grid.Caption] {
    let count = values.shape.extents.first ?? 0
    let numbers = values.doubles
    let width = count == 0 ? 1 : numbers.count / count
    if let mistake = labels?.mistake(in: width) {
      throw Diagnostic("this caption \(mistake)", at: grid.captions[row]?.range ?? grid.range)
    }
    let names = labels?.names ?? (classes.count == width ? classes : [])
    let right = truth?.doubles ?? []
    let own = rowClasses.indices.contains(row) ? rowClasses[row] : []
    return (0..<count).map { example in
      let scores = Array(numbers[example * width..<(example + 1) * width])
      guard width > 1 else {
        let place = Int(exactly: scores[0]).flatMap { own.indices.contains($0) ? $0 : nil }
        return Grid.Caption(place.map { own[$0] } ?? Self.short(scores[0]))
      }
      return likeliest(
        scores, right.count == 1 ? right.first : right.dropFirst(example).first, names)
    }
  }

  private func likeliest(
    _ numbers: [Double], _ truth: Double?, _ names: [String]
  ) -> Grid.Caption {
    func name(_ index: Int) -> String {
      names.indices.contains(index) ? names[index] : "\(index)"
    }
    // Of equal ones the first, as argmax has it.
    let order = numbers.indices.sorted {
      numbers[$0] == numbers[$1] ? $0 < $1 : numbers[$0] > numbers[$1]
    }
    let areProbabilities =
      numbers.allSatisfy { $0 >= 0 && $0 <= 1 } && abs(numbers.reduce(0, +) - 1) < 1e-3
    var lines = order.prefix(grid.top).map { index in
      let share = numbers[index]
      return Grid.caption(
        name(index),
        areProbabilities ? "\(Int((share * 100).rounded())) %" : Self.short(share))
    }
    let isWrong = truth.map { $0 != order.first.map(Double.init) } ?? false
    if let truth {
      let right = Int(exactly: truth).map(name) ?? Self.short(truth)
      // Of a long name the end is cut off.
      lines.append((isWrong ? "wrong " : "") + "(\(right))")
    }
    return Grid.Caption(lines.joined(separator: "\n"), isMarked: isWrong)
  }

  /// What a marker is called beside its number; a number that stands in the file needs no name.
  static func name(ofMarker marker: ExpressionTree) -> String {
    if case .number = marker.kind { "" } else { "\(marker)" }
  }

  /// Two named numbers beside each other, with as many digits as tell them apart: "error 0.061 > threshold 0.038".
  static func comparison(_ name: String, _ number: Double, _ other: String, _ limit: Double)
    -> String
  {
    let second = other.isEmpty ? "" : other + " "
    // What is no number is neither less nor more.
    guard !number.isNaN, !limit.isNaN else {
      return "\(name) \(short(number)), \(second)\(short(limit))"
    }
    let sign = number < limit ? "<" : number > limit ? ">" : "="
    let digits: Int? =
      number == limit
      ? 3 : (3...12).first { short(number, digits: $0) != short(limit, digits: $0) }
    func text(_ value: Double) -> String {
      digits.map { short(value, digits: $0) } ?? CanonicalNumber.text(value)
    }
    return "\(name) \(text(number)) \(sign) \(second)\(text(limit))"
  }

  /// A number with three digits, or as many.
  static func short(_ number: Double, digits: Int = 3) -> String {
    // A NaN has a sign, which says nothing.
    if number.isNaN { return "nan" }
    if number == number.rounded(), abs(number) < 1e6 { return "\(Int(number))" }
    guard number.isFinite else { return "\(number)" }
    let exponent = Int(log10(abs(number)).rounded(.down))
    guard (-3...5).contains(exponent) else { return CanonicalNumber.text(Double(Float(number))) }
    let decimals = max(0, digits - 1 - exponent)
    let scale = pow(10.0, Double(decimals))
    return CanonicalNumber.text((number * scale).rounded() / scale)
  }
}
