import Artifacts
import Diagnostics
import Experiment
import Foundation
import Training

/// The figures of a run: losses and metrics as they went, from its log.
public struct RunFigures: Sendable {
  /// One loss or metric.
  public struct Figure: Sendable {
    /// The last one; it may be nan or infinite.
    public fileprivate(set) var last: Double
    /// Half of the width of its 95 % confidence interval, where it has one.
    public fileprivate(set) var halfWidth: Double?
    /// The lowest and the highest finite one, each with its epoch, or its step where there are no epochs.
    public fileprivate(set) var lowest: (value: Double, place: Int)?
    public fileprivate(set) var highest: (value: Double, place: Int)?

    /// As it went, by steps, each with its epoch, or its step where there are no epochs.
    public fileprivate(set) var points: [(step: Int, place: Int, value: Double)] = []

    /// " ± 0.0021", or nothing.
    var plusMinus: String { ConfidenceInterval.text(halfWidth) }

    fileprivate mutating func add(_ value: Double, at place: Int, step: Int) {
      last = value
      points.append((step, place, value))
      guard value.isFinite else { return }
      if value < lowest?.value ?? .infinity { lowest = (value, place) }
      if value > highest?.value ?? -.infinity { highest = (value, place) }
    }
  }

  /// In the order of the log.
  public private(set) var names: [String] = []
  private var figures: [String: Figure] = [:]
  /// The last epoch and step that were logged.
  public private(set) var epoch: Int?
  public private(set) var step: Int?
  /// The ends of epochs; none of a schedule of rounds, which count their own.
  public private(set) var epochs: [(step: Int, epoch: Int)] = []

  /// Those that were evaluated after training, and how many lines of epochs the log has.
  private var late: Set<String> = []
  private var epochLines = 0

  public subscript(name: String) -> Figure? { figures[name] }

  /// Of how many of all epochs a figure is known that was evaluated after training; `nil` where it is of all.
  func part(of name: String) -> (known: Int, all: Int)? {
    guard late.contains(name), let known = figures[name]?.points.count, known < epochLines
    else {
      return nil
    }
    return (known, epochLines)
  }

  /// Reads a run's log, and what was evaluated later; what is being written is read as far as it is whole. Without a
  /// log, there are no figures.
  ///
  /// - Parameter mark: what came after it does not count.
  /// - Throws: a log that cannot be read.
  init(_ folder: RunFolder, upTo mark: Halving.Mark? = nil) throws {
    guard Folder.exists(folder.metrics) else { return }
    let bytes = try InputFile.contents(of: folder.metrics)
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .dropLast()
    let tag = Array(#""kind":"epoch""#.utf8)
    // It stands near the beginning of a line.
    let epochs = lines.filter { $0.prefix(120).firstRange(of: tag) != nil }
    let chosen = epochs.isEmpty || mark?.isEpochs == false ? Array(lines) : epochs
    let records = chosen.compactMap { try? JSONParser.parse(Array($0)) }
    let evaluated = try LateFigures(folder)
    late = evaluated.names
    for record in evaluated.merged(into: records) {
      if let mark, case .integer(let place)? = record[mark.isEpochs ? "epoch" : "step"],
        place > mark.count
      {
        continue
      }
      add(record)
    }
    if let last = lines.last, let record = try? JSONParser.parse(Array(last)),
      case .integer(let step)? = record["step"]
    {
      self.step = max(self.step ?? 0, step)
    }
  }

  private mutating func add(_ record: JSON) {
    guard case .object(let members) = record else { return }
    if case .integer(let step)? = record["step"] { self.step = step }
    if case .integer(let epoch)? = record["epoch"] { self.epoch = epoch }
    if record["kind"] == .string("epoch") { epochLines += 1 }
    if record["kind"] == .string("epoch"), record["round"] == nil,
      case .integer(let step)? = record["step"], case .integer(let epoch)? = record["epoch"]
    {
      epochs.append((step, epoch))
    }
    let place = epoch ?? step ?? 0
    for member in members where !Model.reservedLogKeys.contains(member.key) {
      guard let value = member.value.double else { continue }
      if figures[member.key] == nil {
        names.append(member.key)
        figures[member.key] = Figure(last: value)
      }
      figures[member.key]?.add(value, at: place, step: step ?? 0)
      figures[member.key]?.halfWidth = record[ConfidenceInterval.key]?[member.key]?.double
    }
  }

  /// A figure as people read it: four significant digits; a NaN without its sign.
  public static func short(_ value: Double) -> String {
    value.isNaN ? "nan" : String(format: "%.4g", value)
  }
}
