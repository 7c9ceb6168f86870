import Commands
import Diagnostics
import Foundation
import Training

/// Shows how training goes on standard error: one line that is written over on a terminal, plain lines
/// elsewhere.
final class ProgressPrinter: TrainingObserver {
  private var start = ContinuousClock.now
  private var pace = Pace()
  private var forecast = Forecast()
  private var lastShown = ContinuousClock.now
  private var lineIsOpen = false
  private let interactive: Bool
  private let shows: Contents

  /// How much is told of a run.
  enum Contents {
    case warnings
    case everything
    /// All but what the run is, before it begins.
    case withoutHeader
  }

  init(interactive: Bool = Terminal.isInteractive, shows: Contents = .everything) {
    self.interactive = interactive
    self.shows = shows
  }

  func runBegins(_ header: [String]) {
    guard shows == .everything else { return }
    for line in header { say(line) }
    // The next line is written over it.
    if interactive { write("preparing", ends: false) }
  }

  func expects(_ estimate: () -> String?) {
    guard shows == .everything, let text = estimate() else { return }
    say("  " + text)
  }

  func compiles(_ done: Int, of kernels: Int, seconds: Double) {
    guard shows != .warnings else { return }
    let now = ContinuousClock.now
    guard seconds > 0 else {
      lastShown = now
      write("compiling " + kernels.counted("kernel"), ends: !interactive)
      return
    }
    let pause: Duration = interactive ? .seconds(1) : .seconds(30)
    guard now - lastShown >= pause || (interactive && done == kernels) else { return }
    lastShown = now
    write(
      fitting(["compiled \(done) of \(kernels.counted("kernel"))", Self.clock(seconds)]),
      ends: !interactive)
  }

  func trainingBegins(_ status: TrainingStatus, resumed: Bool) {
    start = .now
    lastShown = start
    (pace, forecast) = (Pace(), Forecast())
    if resumed { say("resuming at step \(status.step) of \(status.steps)") }
  }

  func stepEnded(_ status: TrainingStatus, losses: LossReport) {
    guard shows != .warnings else { return }
    let now = ContinuousClock.now
    pace.stepEnded(at: now)
    forecast.stepEnded(status.step, at: now)
    let pause: Duration = interactive ? .milliseconds(100) : .seconds(30)
    guard now - lastShown >= pause else { return }
    lastShown = now
    write(fitting(describe(status, losses.means, now: now)), ends: !interactive)
  }

  func epochEnded(_ status: TrainingStatus, figures: [(name: String, value: Double)]) {
    defer { pace.epochEnded() }
    let place =
      status.epochs.map { "epoch \(Self.padded(status.epoch, like: $0))/\($0)" }
      ?? "step \(Self.padded(status.step, like: status.steps))/\(status.steps)"
    say(
      [place]
        + figures.map {
          let mark = status.better.contains($0.name) ? "*" : ""
          let value = Self.value($0, status.halfWidths)
          return "\($0.name) \(Self.column(value + mark))"
        } + [time(status)]
        + [pace.stepsPerSecond.map { "\(Self.rate($0)) steps/s" }].compactMap { $0 })
  }

  /// How long it took so far, and how long it will in all: `0:03 of 0:15`.
  private func time(_ status: TrainingStatus) -> String {
    let now = ContinuousClock.now
    let seconds = (now - start) / .seconds(1)
    guard status.step < status.steps,
      let left = forecast.secondsLeft(after: status.step, of: status.steps, at: now)
    else { return Self.clock(seconds) }
    return "\(Self.clock(seconds)) of \(Self.clock(seconds + left))"
  }

  /// As wide as most figures are, so that those of all epochs stand below each other.
  private static func column(_ text: String) -> String { text.padded(to: 9) }

  private static func padded(_ number: Int, like last: Int) -> String {
    String(repeating: " ", count: max(0, "\(last)".count - "\(number)".count)) + "\(number)"
  }

  func evaluated(_ figures: [(name: String, value: Double)], halfWidths: [String: Double]) {
    pace.pauses()
    guard !figures.isEmpty else { return }
    say(figures.map { "\($0.name) \(Self.value($0, halfWidths))" })
  }

  func wrote(_ path: String) { pace.pauses() }

  func remark(_ text: String) { say(text) }

  // A warning is no progress: what is left out of a quiet run's output must not be what is wrong with it.
  func warn(_ warning: Diagnostic) { write(warning.line, ends: true) }

  /// Ends the line that is written over, so that what follows stands below it.
  func close() {
    if lineIsOpen { Terminal.endProgress() }
    lineIsOpen = false
  }

  private func describe(
    _ status: TrainingStatus, _ losses: [(name: String, value: Double)],
    now: ContinuousClock.Instant
  ) -> [String] {
    var parts: [String] = []
    if let epochs = status.epochs {
      parts.append("epoch \(min(status.epoch + 1, epochs))/\(epochs)")
      parts.append("\(status.stepInEpoch)/\(status.stepsInEpoch)")
    } else {
      parts.append("step \(status.step)/\(status.steps)")
    }
    // Before the losses, so that a narrow terminal keeps them.
    if let rate = pace.stepsPerSecond { parts.append("\(Self.rate(rate)) steps/s") }
    if let left = forecast.secondsLeft(after: status.step, of: status.steps, at: now) {
      parts.append(Self.clock(left) + " left")
    }
    return parts + losses.map(Self.part)
  }

  /// Says parts on one line; on a terminal that is too narrow, on several, the further ones indented.
  private func say(_ parts: [String]) {
    var lines: [String] = []
    for part in parts {
      let longer = (lines.last ?? "") + (lines.isEmpty ? "" : "  ") + part
      if lines.isEmpty || longer.count < width ?? .max {
        lines = lines.dropLast() + [longer]
      } else {
        lines.append("  " + part)
      }
    }
    say(lines.joined(separator: "\n"))
  }

  private func say(_ text: String) {
    if shows != .warnings { write(text, ends: true) }
  }

  private func write(_ line: String, ends: Bool) {
    Terminal.progress(line, over: lineIsOpen, ends: ends)
    lineIsOpen = !ends
  }

  /// As many parts as the terminal has columns for: a longer line would wrap and could not be written over.
  private func fitting(_ parts: [String]) -> String {
    let width = width ?? .max
    var line = String((parts.first ?? "").prefix(width - 1))
    for part in parts.dropFirst() {
      guard line.count + 2 + part.count < width else { break }
      line += "  " + part
    }
    return line
  }

  private var width: Int? { interactive ? Terminal.columns : nil }

  private static func part(_ figure: (name: String, value: Double)) -> String {
    "\(figure.name) \(RunFigures.short(figure.value))"
  }

  /// `0.01234`, or `0.01234 ± 0.0021` where it is known how well.
  private static func value(
    _ figure: (name: String, value: Double), _ halfWidths: [String: Double]
  ) -> String {
    RunFigures.short(figure.value) + ConfidenceInterval.text(halfWidths[figure.name])
  }

  /// Four significant digits, and all that stand before the point: `1.527`, `15740`.
  static func rate(_ value: Double) -> String {
    value < 1000 ? RunFigures.short(value) : String(format: "%.0f", value)
  }

  /// `1:05`, `2:10:00`.
  static func clock(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 360_000_000 else { return "?" }
    let whole = Int(seconds.rounded())
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    return hours > 0
      ? String(format: "%d:%02d:%02d", hours, minutes, rest)
      : String(format: "%d:%02d", minutes, rest)
  }
}
