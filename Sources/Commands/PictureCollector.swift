import Artifacts
import Diagnostics
import Training

/// Passes everything on, and keeps the pictures of the latest moment and what is warned of.
final class PictureCollector: TrainingObserver {
  private let inner: any TrainingObserver
  private let report: ([String]) -> Void
  private let warned: (Diagnostic) -> Void
  private var latest: [String] = []

  /// - Parameter warned: is given every warning.
  init(
    _ inner: any TrainingObserver, warned: @escaping (Diagnostic) -> Void,
    report: @escaping ([String]) -> Void
  ) {
    self.inner = inner
    self.warned = warned
    self.report = report
  }

  func runBegins(_ header: [String]) { inner.runBegins(header) }

  func expects(_ estimate: () -> String?) { inner.expects(estimate) }

  func compiles(_ done: Int, of kernels: Int, seconds: Double) {
    inner.compiles(done, of: kernels, seconds: seconds)
  }

  func trainingBegins(_ status: TrainingStatus, resumed: Bool) {
    inner.trainingBegins(status, resumed: resumed)
  }

  func stepEnded(_ status: TrainingStatus, losses: LossReport) {
    inner.stepEnded(status, losses: losses)
  }

  func epochEnded(_ status: TrainingStatus, figures: [(name: String, value: Double)]) {
    inner.epochEnded(status, figures: figures)
  }

  func evaluated(_ figures: [(name: String, value: Double)], halfWidths: [String: Double]) {
    inner.evaluated(figures, halfWidths: halfWidths)
  }

  func wrote(_ path: String) {
    // The same plot as shapes stands beside its picture.
    guard !path.hasSuffix(".svg") else { return inner.wrote(path) }
    let name = Folder.name(of: path)
    latest.removeAll { Folder.name(of: $0) == name }
    latest.append(path)
    report(latest)
    inner.wrote(path)
  }

  func remark(_ text: String) { inner.remark(text) }

  func warn(_ warning: Diagnostic) {
    warned(warning)
    inner.warn(warning)
  }
}
