import Config
import Diagnostics
import Graph

/// What a function asks of the numbers of an argument. Where it is a field of the data, that is known only once the
/// data is read.
public struct DataDemand: Hashable, Sendable {
  public enum Rule: Hashable, Sendable {
    /// Whole numbers from 0 to `count − 1`, or `ignored`.
    case classes(count: Int, ignored: Double?)
    /// Numbers from 0 to 1; beyond them a loss has no least value.
    case fractions
    /// −1 or 1; for anything between a loss has no meaning.
    case signs
    /// What a prediction that comes out of a function of this name can reach.
    case reach(low: Double, high: Double, of: String)

    /// Whether it is an error not to meet it: other numbers have no meaning at all.
    public var isOfClasses: Bool {
      if case .classes = self { true } else { false }
    }

    /// Whether a number is as asked.
    public func isMet(by number: Double) -> Bool {
      switch self {
      case .classes(let count, let ignored):
        number == ignored
          || (number >= 0 && number < Double(count) && number == number.rounded())
      case .fractions: number >= 0 && number <= 1
      case .signs: abs(number) == 1
      case .reach(let low, let high, _): number >= low && number <= high
      }
    }
  }

  /// The field of the batch.
  public let source: Input.Source
  /// Whether the function reads a part of the field, as `review[:-1]`: it then asks only of a field whose numbers are all of one kind, as
  /// the words of a text.
  public let isOfPart: Bool
  /// What is made of each number of the field before the function reads it: `label - 1`.
  public var arithmetic = Scalar.read(0)
  public let rule: Rule
  /// The function that asks.
  public let function: String
  /// The argument's place.
  public let range: SourceRange?

  /// Whether the function reads what is computed of the field.
  public var isComputed: Bool { arithmetic != .read(0) }

  /// What the function reads of a number of the field.
  public func read(_ number: Double) -> Double {
    isComputed ? arithmetic.value(of: number) ?? number : number
  }

  /// Whether a number of the field, or what is computed of it, is as asked.
  public func isMet(by number: Double) -> Bool {
    guard isComputed else { return rule.isMet(by: number) }
    return arithmetic.value(of: number).map { rule.isMet(by: $0) } ?? true
  }

  /// The end of a range that is not as asked, where both ends are reached; of classes and signs no range says enough.
  public func end(beyond range: ValueRange) -> Double? {
    guard range.isTight, range.isFinite else { return nil }
    let slack = 1e-6 * range.width
    switch rule {
    case .classes, .signs: return nil
    case .fractions, .reach:
      let (low, high) = (rule.isMet(by: range.low + slack), rule.isMet(by: range.high - slack))
      return low && high ? nil : low ? range.high : range.low
    }
  }

  /// A number of the data has as many digits as a float32 of it needs: 0.956, not 0.9559999704360962.
  private static func digits(of number: Double) -> String {
    let single = Float(number)
    let shortest = Double(single) == number ? Double("\(single)") : nil
    return CanonicalNumber.text(shortest ?? number)
  }

  /// "10 classes here, 0 to 9".
  private static func classes(_ count: Int) -> String {
    "\(count.counted("class", plural: "classes")) here, 0" + (count == 1 ? "" : " to \(count - 1)")
  }

  /// What is wrong with a number that is not as asked: an error for classes, a warning for anything that has a
  /// value nevertheless.
  ///
  /// - Parameters:
  ///   - number: of the field, where there is one.
  ///   - owner: whose number it is: `of 'digit.label' `.
  public func mistake(_ number: Double, _ owner: String = "", notes: [Diagnostic.Note] = [])
    -> Diagnostic
  {
    let digits = Self.digits(of: number)
    let target = "the target \(digits) \(owner)"
    let read = read(number)
    let origin =
      isComputed ? "\(Self.digits(of: read)) that \(digits) \(owner)makes " : "\(digits) \(owner)"
    return switch rule {
    case .classes(let count, _):
      Diagnostic(
        "the class \(origin)is \(read == read.rounded() ? "out of bounds" : "no whole number"): "
          + "\(function) has \(Self.classes(count))\(count == 1 && function == "cross_entropy" ? "; bce is the loss of one number" : "")",
        at: range, notes: notes)
    case .fractions:
      Diagnostic(
        .targetOutOfReach,
        "\(target)does not lie in 0 to 1, so \(function) has no least value and can fall without end",
        at: range, notes: notes)
    case .reach(let low, let high, let origin):
      Diagnostic(
        .targetOutOfReach,
        "\(target)is out of reach: the prediction comes out of a \(origin), from "
          + "\(CanonicalNumber.text(low)) to \(CanonicalNumber.text(high))", at: range, notes: notes
      )
    case .signs:
      Diagnostic(
        .targetOutOfReach, "\(target)is not -1 or 1, which are the targets of \(function)",
        at: range,
        notes: notes)
    }
  }
}

extension Graph {
  /// The field of the data that a value is as it stands, whatever its type and shape became.
  ///
  /// - Parameter orPart: whether the value may also be a part of the field.
  public func field(behind value: Value, orPart: Bool = false) -> Input.Source? {
    let node = nodes[value.node]
    switch node.operation {
    case let input as Input:
      guard case .batch = input.source else { return nil }
      return input.source
    case is Convert, is Reshape, is Permute, is Broadcast, is StopGradient:
      return field(behind: node.inputs[0], orPart: orPart)
    case is Slice: return orPart ? field(behind: node.inputs[0], orPart: true) : nil
    default: return nil
    }
  }

  /// Whether a value is made of weights, variables or anything else that is kept.
  func readsState(_ value: Value) -> Bool {
    isMade(value) { operation in
      if let input = operation as? Input, case .state = input.source { true } else { false }
    }
  }

  /// Whether an operation of a kind is among all that a value is made by.
  func isMade(_ value: Value, by isMeant: (any Operation) -> Bool) -> Bool {
    var (seen, open): (Set<Int>, [Int]) = ([], [value.node])
    while let place = open.popLast() {
      guard seen.insert(place).inserted else { continue }
      if isMeant(nodes[place].operation) { return true }
      open += nodes[place].inputs.map(\.node)
    }
    return false
  }

  /// The one field of the data of whose numbers a value is computed, each by itself, and how; `nil` where it is made otherwise.
  func arithmetic(behind value: Value) -> FieldArithmetic? {
    var steps = 0
    return arithmetic(behind: value, &steps)
  }

  /// - Parameter steps: how many values were looked at, of which few are enough.
  private func arithmetic(behind value: Value, _ steps: inout Int) -> FieldArithmetic? {
    steps += 1
    guard steps < 64 else { return nil }
    let node = nodes[value.node]
    switch node.operation {
    case let input as Input:
      guard case .batch = input.source else { return nil }
      return FieldArithmetic(source: input.source, scalar: .read(0))
    case let constant as Constant:
      return constant.uniform.map { FieldArithmetic(source: nil, scalar: .constant($0)) }
    case is Convert: return arithmetic(behind: node.inputs[0], &steps)
    case is Reshape, is Permute, is Broadcast, is Slice:
      var moved = arithmetic(behind: node.inputs[0], &steps)
      moved?.isMoved = true
      if node.operation is Slice { moved?.isOfPart = true }
      return moved
    case let operation as any Elementwise:
      var operands: [FieldArithmetic] = []
      for input in node.inputs {
        guard let operand = arithmetic(behind: input, &steps) else { return nil }
        operands.append(operand)
      }
      let fields = operands.filter { $0.source != nil }
      // Of numbers that stand elsewhere two are not the same one.
      guard Set(fields.map(\.source)).count < 2,
        fields.count < 2 || !fields.contains(where: \.isMoved)
      else { return nil }
      return FieldArithmetic(
        source: fields.first?.source, scalar: operation.scalar(operands.map(\.scalar)),
        isMoved: fields.contains(where: \.isMoved), isOfPart: fields.contains(where: \.isOfPart))
    default: return nil
    }
  }
}

/// What is computed of the numbers of one field, or of constants alone.
struct FieldArithmetic {
  let source: Input.Source?
  /// Of its only read.
  let scalar: Scalar
  /// Whether numbers stand in other places than in the field.
  var isMoved = false
  /// Whether it is of some numbers of the field alone.
  var isOfPart = false
}
