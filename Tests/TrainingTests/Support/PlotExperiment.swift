/// The text of an experiment that trains no network and draws one plot of digits, `shown`, at the end of each epoch.
enum PlotExperiment {
  /// - Parameters:
  ///   - plot: the fields of the plot.
  ///   - values: lines of `values` besides `ink`, the mean of each digit.
  ///   - metrics: lines of `metrics`.
  static func text(
    _ name: String, plot: String, epochs: Int, values: [String] = [], metrics: [String] = []
  ) -> String {
    let values = (["ink: mean(digit, per=example)"] + values).map { "  \($0)\n" }.joined()
    let figures = metrics.isEmpty ? "" : "metrics:\n" + metrics.map { "  \($0)\n" }.joined()
    return """
      etch: 1
      name: \(name)
      data:
        digit: {source: builtin/digits, count: 40}
      variables:
        level: {init: "zeros([1])"}
      values:
      \(values)train:
        epochs: \(epochs)
        batch_size: 16
        step: [{level: {assign: "level + 0 * mean(digit) + 1"}}]
      \(figures)outputs:
        plots:
          shown: {\(plot)}
      """
  }
}
