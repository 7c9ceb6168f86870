import Artifacts
import Compiler
import Diagnostics
import Foundation
import Graph

/// The kernels of a program, in the order in which they run, one in a row; `+` is before one that runs beside the one above,
/// and ``KernelLegend`` has the other words.
struct KernelTable {
  private let program: CompiledGraph
  private let times: Times?

  /// What was measured of a program.
  struct Times {
    /// Of each launch.
    let seconds: [Double]
    /// 10⁹ operations a second at most.
    let peak: Double

    var total: Double { seconds.reduce(0, +) }
  }

  init(_ program: CompiledGraph, times: Times? = nil) {
    self.program = program
    self.times = times
  }

  var text: String {
    var table = TextTable(
      ["kernel"] + (times == nil ? [] : ["ms", "share", "GFLOP/s", "of peak"])
        + ["MB", "algorithm", "over", "operations", "line"])
    for (index, launch) in program.launches.enumerated() {
      table.rows.append(
        [
          (launch.isBesideLast ? "+ " : "") + Self.name(launch)
        ] + measured(index, launch.work)
          + [
            Self.number(Double(launch.work.bytes) / 1e6), launch.work.algorithm,
            launch.work.extents, Self.shortened(launch.title), Self.place(launch.origins),
          ])
    }
    return table.text + plainLoops
  }

  /// Which kernels are plain loops although they multiply matrices or convolve, by why they are.
  private var plainLoops: String {
    var kernels: [String: [String]] = [:]
    for launch in program.launches {
      if let reason = launch.plainLoops { kernels[reason, default: []].append(Self.name(launch)) }
    }
    return kernels.sorted { $0.key < $1.key }.map { reason, names in
      "\nPlain loops, though there is a product in them (\(reason)): \(names.unique.joined(separator: ", ")).\n"
    }.joined()
  }

  /// `k03`, as `--kernel` takes it.
  private static func name(_ launch: CompiledGraph.Launch) -> String {
    "k" + (launch.kernel < 10 ? "0" : "") + "\(launch.kernel)"
  }

  private func measured(_ index: Int, _ work: CompiledGraph.Work) -> [String] {
    guard let times else { return [] }
    let seconds = times.seconds[index]
    let speed = seconds > 0 ? work.flops / seconds / 1e9 : 0
    return [
      String(format: "%.3f", seconds * 1000), Self.percent(seconds, of: times.total),
      speed > 0 ? Self.number(speed) : "", speed > 0 ? Self.percent(speed, of: times.peak) : "",
    ]
  }

  static func percent(_ part: Double, of whole: Double) -> String {
    whole > 0 ? String(format: "%.0f %%", 100 * part / whole) : ""
  }

  static func number(_ value: Double) -> String {
    String(format: value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value)
  }

  /// The first lines of the experiment that it is of, without the folder.
  static func place(_ origins: [Origin]) -> String {
    let places: [String] = origins.compactMap { origin in
      origin.range.map { "\(Folder.name(of: $0.file.name)):\($0.line)" }
        ?? (origin.path.isEmpty ? nil : origin.path)
    }.unique
    return places.prefix(2).joined(separator: ", ") + (places.count > 2 ? ", …" : "")
  }

  /// Long chains by their ends.
  private static func shortened(_ title: String) -> String {
    let parts = title.components(separatedBy: " -> ")
    return parts.count < 5
      ? title : "\(parts[0]) -> … \(parts.count - 2) … -> \(parts[parts.count - 1])"
  }
}
