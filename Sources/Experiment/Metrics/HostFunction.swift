/// The functions of numbers that figures may apply.
package enum HostFunction: String {
  case exp, log, sqrt, square, abs, maximum, minimum, clip

  /// How many numbers it takes.
  package var arity: Int {
    switch self {
    case .exp, .log, .sqrt, .square, .abs: 1
    case .maximum, .minimum: 2
    case .clip: 3
    }
  }
}
