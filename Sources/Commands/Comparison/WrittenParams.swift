import Config
import Diagnostics
import Experiment

extension ConfigNode {
  /// A param as it was written or set: `4 * size`, and not what that comes to; a number as all numbers are spelled.
  var writtenParam: String {
    if case .number(let value, _) = content { CanonicalNumber.text(value) } else { flowText }
  }
}

extension ComparedExperiment {
  /// The params as they are written, where the experiment has not left them behind.
  var writtenParams: [String: ConfigNode] {
    Dictionary(
      experiment.model.definition.scope.params.map { ($0.key, $0.value) },
      uniquingKeysWith: { first, _ in first })
  }
}

extension RunSources {
  /// The params as the run's files wrote them and its command line set them; none where these are read otherwise today.
  var writtenParams: [String: ConfigNode] {
    var ignored = DiagnosticList()
    let composed = composition(diagnostics: &ignored)
    guard !ignored.hasErrors, let params = composed?.root["params"]?.entries else { return [:] }
    return Dictionary(
      params.map { ($0.key, $0.value.value) }, uniquingKeysWith: { first, _ in first })
  }
}
