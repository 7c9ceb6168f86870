import Diagnostics
import Synchronization
import Training

/// Writes a run's page at its checkpoints, where that takes a small part of the time, and at its end.
final class ReportWriter: Sendable {
  /// Pages take at most one part in so many of the time.
  private static let share = 20

  private let folder: RunFolder
  private let warnings: [String]
  private let limit: Int
  /// When the next page may be written.
  private let earliest = Mutex(ContinuousClock.now)

  init(_ folder: RunFolder, warnings: [String], limit: Int) {
    self.folder = folder
    self.warnings = warnings
    self.limit = limit
  }

  /// At a checkpoint. One that cannot be written is told at the end.
  func writeInBetween() {
    let began = ContinuousClock.now
    guard earliest.withLock({ $0 <= began }) else { return }
    _ = try? RunReport(folder, known: .init(warnings: warnings, plan: ""), limit: limit).write()
    let took = ContinuousClock.now - began
    earliest.withLock { $0 = .now + took * Self.share }
  }

  /// - Parameter plan: layers, shapes, memory.
  /// - Returns: the page's path.
  func write(plan: String) throws -> String {
    try RunReport(folder, known: .init(warnings: warnings, plan: plan), limit: limit).write()
  }
}
