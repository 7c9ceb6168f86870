import Diagnostics
import Experiment

/// What is rendered of an experiment from a checkpoint, and the data that it takes: no other is asked for.
struct SampledOutputs {
  private let experiment: LoadedExperiment
  /// `nil` where all data is needed.
  private let readings: [OutputReading]?

  /// - Throws: what is wrong with outputs or metrics.
  init(of experiment: LoadedExperiment) throws {
    self.experiment = experiment
    readings = try experiment.model.outputReadings()
  }

  /// The data that is read; `nil` for all.
  var data: Set<String>? {
    readings.map { $0.reduce(into: Set<String>()) { $0.formUnion($1.data) } }
  }

  /// What overrides do not name while they name other outputs, and what cannot be rendered, for its data is not here.
  func lacking(besides overrides: [String]) -> [String] {
    let named = Set(overrides.compactMap(Self.output))
    guard !named.isEmpty, let readings else { return [] }
    let missing = experiment.missingSets
    return readings.filter { !named.contains($0.key) && !$0.data.isDisjoint(with: missing) }
      .map(\.key)
  }

  /// The output that an override changes or adds: `outputs.samples.new` of `outputs.samples.new.grid=…`.
  private static func output(of override: String) -> String? {
    guard let sign = override.firstIndex(of: "=") else { return nil }
    let parts = override[..<sign].split(separator: ".")
    guard parts.count > 2, parts[0] == "outputs", ["samples", "plots"].contains(parts[1]),
      parts.count > 3 || !["null", "~"].contains(override[override.index(after: sign)...])
    else { return nil }
    return parts.prefix(3).joined(separator: ".")
  }

  /// - Throws: the files of data that are not here, with what reads them.
  func requireData() throws {
    guard let readings, let data else { return }
    try experiment.requireData(of: data) { name in
      let readers = readings.filter { $0.data.contains(name) }.map { "\($0.key)=null" }
      guard readers.count < readings.count else { return [] }
      return [.init("without it, leave out what reads it: \(readers.joined(separator: " "))")]
    }
  }
}

extension Diagnostic {
  /// What is told of an output that was not asked for and cannot be rendered.
  static func leftOut(_ output: String) -> Diagnostic {
    .note("'\(output.excerpt)' is left out: it reads data that is not here", at: nil)
  }
}
