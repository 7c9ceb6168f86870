import Diagnostics
import ExperimentTexts
import Testing

/// An unknown name is not answered with the entry in which it stands: that would depend on itself.
@Suite("Names in an entry of nearly that name")
struct NamedEntriesTests {
  typealias Mistake = ToldMistake

  private static let right =
    DigitsExperiment.beginning(
      "name: it", "params:\n  width: 4",
      networks: ["net": ["flatten", "dense: width", "dense: 28 * 28", "reshape: [28, 28, 1]"]])
      + """
      functions:
        twice(x): x + x
      values:
        rebuilt: net(digit)
      losses:
        recon: mse(rebuilt, twice(digit))

      """ + DigitsExperiment.training("fit: {update: [net], minimize: recon}") + """
      metrics:
        figure: mean(rebuilt)

      """

  private static let digits = "{source: builtin/digits, count: 64, scale: [0, 1]}"

  /// What the names of data, values, losses and metrics are read in.
  private static let expressions = [
    Mistake("net(digit)", "net(rebilt)", "'rebilt'"),
    Mistake("mse(rebuilt,", "mse(recn,", "'recn'"),
    Mistake("mse(rebuilt,", "mse(rebuilt, digit) + mse(recn,", "'recn'"),
    Mistake("mean(rebuilt)", "mean(figur)", "'figur'"),
    Mistake("mean(rebuilt)", "{value: mean(figur), mode: training}", "'figur'"),
    Mistake("mean(rebuilt)", "mean(rebuilt) / max(figur)", "'figur'"),
    Mistake(
      "mean(rebuilt)", "{iterate: {x: {init: digit, next: x / 2}}, times: 2, value: mean(figur)}",
      "'figur'"),
    Mistake(
      "mean(rebuilt)", "{iterate: {x: {init: 0 * figur, next: x}}, times: 2, value: mean(x)}",
      "'figur'"),
    Mistake("twice(x): x + x", "twice(x): x + twic(x)", "'twic'; the network is 'net'"),
    Mistake("twice(x): x + x", "twice (x): x + twic(x)", "'twic'; the network is 'net'"),
    // What another entry may mean.
    Mistake("mean(rebuilt)", "mean(recn)", "'recn'; did you mean 'recon'?"),
    Mistake("mse(rebuilt,", "mse(rebilt,", "'rebilt'; did you mean 'rebuilt'?"),
    Mistake(
      "mean(rebuilt)", "mean(figur)\n  figures: mean(rebuilt)", "'figur'; did you mean 'figures'?"),
    Mistake(
      "figure: mean(rebuilt)", "net: mean(nte(digit))", "'nte'; did you mean 'net'?"),
  ]

  /// What is read before any data is.
  private static let definitions = [
    Mistake("width: 4", "width: widht * 2", "'widht'; a param is written 'params: {widht: …}'"),
    Mistake(
      "width: 4", "width: \"${widht}\"", "'widht'; a param is written 'params: {widht: …}'"),
    Mistake("width: 4", "width: 2 * hieght\n  height: 2", "'hieght'; did you mean 'height'?"),
    Mistake("networks:", "networks:\n  judge: {like: judg}", "'judg'"),
    Mistake("networks:", "networks:\n  judge: {ema: judg, decay: 0.9}", "'judg'"),
    Mistake("networks:", "networks:\n  judge: {like: nett}", "'nett'; did you mean 'net'?"),
  ]

  @Test("are told once, with another name or none", arguments: expressions + definitions)
  func entry(mistake: Mistake) throws {
    try check(mistake, Self.right)
  }

  @Test("are told so where shapes are not known", arguments: expressions)
  func entryWithoutData(mistake: Mistake) throws {
    let right = Self.right.replacing(Self.digits, with: "{source: csv, path: data/no.csv}")
    #expect(right != Self.right)
    try check(mistake, right)
  }

  @Test("The file in which they are made is right")
  func right() throws {
    #expect(try ToldMistake.remarks(on: Self.right) == "")
  }

  private func check(_ mistake: Mistake, _ right: String) throws {
    let told = try mistake.remarks(in: right)
    let errors = told.split(separator: "\n").filter { $0.contains(" error: ") }
    #expect(errors.count == 1 && errors.allSatisfy { $0.hasSuffix(mistake.told) }, "\(told)")
  }
}
