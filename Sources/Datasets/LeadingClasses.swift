import Diagnostics
import Foundation

/// Whether the first examples of a file have all of its classes, as they have in a file without any order.
enum LeadingClasses {
  /// Where chance leaves any class out of the first examples more rarely than this, the file is sorted.
  private static let chance = 1e-4
  /// How many classes are named.
  private static let mostNamed = 6

  /// The classes that some examples have and the first ones lack, though in any other order they would have some; in ascending order.
  static func missing(from labels: [Int32], first count: Int) -> [Int32] {
    guard count < labels.count else { return [] }
    let found = Set(labels.prefix(count))
    var others: [Int32: Int] = [:]
    for label in labels where !found.contains(label) { others[label, default: 0] += 1 }
    // Of a thousand classes one is soon missing.
    let least = chance / Double(found.count + others.count)
    return others.filter { _, number in
      pow(1 - Double(number) / Double(labels.count), Double(count)) < least
    }.keys.sorted()
  }

  /// What to warn of where only the first examples of each part are used; `nil` where they have all classes.
  ///
  /// - Parameters:
  ///   - parts: the classes of a field's examples, part after part.
  ///   - names: what the classes are called; empty where they are numbers.
  static func warning(
    of field: String, _ parts: [[Int32]], names: [String], first count: Int, at range: SourceRange?
  ) -> Diagnostic? {
    let missing = Set(parts.flatMap { Self.missing(from: $0, first: count) }).sorted()
    guard !missing.isEmpty else { return nil }
    let called = missing.map { label in
      names.indices.contains(Int(label)) ? names[Int(label)] : String(label)
    }
    return Diagnostic(
      .constantData,
      "the first \(count.counted("example")) have none of \(missing.count == 1 ? "the class" : "the classes") "
        + "\(called.quotedList(most: mostNamed)) of '\(field)', by which the file is sorted",
      at: range,
      notes: [.init("'count' takes the first ones; put the file's rows into another order before")])
  }
}
