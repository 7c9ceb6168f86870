import Diagnostics

/// How much C one experiment may have compiled: far more than any network that is meant, and what a file that is made to
/// keep a machine busy passes at once. It counts text and kernels, not time, so that it is the same on every machine.
public struct KernelLimits: Hashable, Sendable {
  public let kernels: Int
  /// Of their C.
  public let bytes: Int

  public init(kernels: Int, bytes: Int) {
    self.kernels = kernels
    self.bytes = bytes
  }

  public static let standard = KernelLimits(kernels: 5_000, bytes: 64 << 20)

  /// What was compiled so far.
  struct Spent: Hashable, Sendable {
    var kernels = 0
    var bytes = 0
  }

  /// - Throws: where more was asked for than is allowed.
  func check(_ spent: Spent) throws(Diagnostic) {
    guard spent.kernels > kernels || spent.bytes > bytes else { return }
    throw Diagnostic(
      "this experiment needs \(spent.kernels) kernels, \(spent.bytes >> 20) MB of C; more than \(kernels) kernels or "
        + "\(bytes >> 20) MB are not compiled without being asked for", at: nil,
      notes: [.init("--no-limits compiles them all the same")])
  }
}
