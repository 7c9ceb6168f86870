import Artifacts
import Diagnostics
import Testing

@testable import Commands
@testable import Training

@Suite("Params of runs side by side")
struct WrittenParamsTests {
  /// A run that was never trained.
  ///
  /// - Parameters:
  ///   - wide: how the file writes a param; `nil` where the run has not kept its files.
  ///   - results: what `size` and `wide` came to.
  private static func make(
    _ out: RunsFolder, _ number: Int, wide: String?, overrides: [String] = [],
    results: (size: String, wide: String)
  ) throws -> IndexedRun {
    let hash = "00000000000\(number)"
    let folder = RunFolder("\(out.path)/tiny/\(hash)")
    var record = RunRecord(
      status: .finished, name: "tiny", hash: hash, versions: ["etch": Version.current],
      machine: .current(threads: 1))
    record.request = RunRecord.Request(
      identity: hash, groupIdentity: "", root: "/nowhere", file: "tiny.yaml", profile: nil,
      overrides: overrides, params: ["size": results.size, "wide": results.wide], commandLine: [])
    try Folder.create(folder.path)
    try record.write(to: folder.record)
    try TextFile.write(
      "etch: 1\nname: tiny\nvalues: {wide: \(results.wide)}\n", to: folder.experiment)
    if let wide {
      try Folder.create(folder.sources)
      try TextFile.write(
        "etch: 1\nname: tiny\nparams: {size: 2, wide: \(wide)}\n",
        to: folder.sources + "/tiny.yaml")
    }
    return try IndexedRun(folder.path)
  }

  private static func params(_ runs: [IndexedRun]) -> [String: [String?]] {
    Dictionary(
      RunComparison(runs).differences.filter { $0.path.hasPrefix("params.") }
        .map { ($0.path, $0.values) }, uniquingKeysWith: { first, _ in first })
  }

  @Test("are shown as they were written and set, where that differs")
  func written() throws {
    let out = try RunsFolder()
    let first = try Self.make(out, 1, wide: "4 * size", results: ("2", "8"))
    let second = try Self.make(
      out, 2, wide: "4 * size", overrides: ["params.wide=8 * size"], results: ("2", "16"))
    let third = try Self.make(out, 3, wide: "1.2e1", results: ("2", "12"))
    #expect(
      Self.params([first, second, third]) == ["params.wide": ["4 * size", "8 * size", "12"]])
    // What differs by another param alone was not set.
    let other = try Self.make(
      out, 4, wide: "4 * size", overrides: ["params.size=3"], results: ("3", "12"))
    #expect(
      Self.params([first, other]) == ["params.size": ["2", "3"], "params.wide": ["8", "12"]])
    let page = try RunPages.comparison(RunComparison([first, second]))
    #expect(page.contains("8 * size"), "\(page)")
  }

  @Test("are what they came to in JSON, and where a run's files are gone")
  func results() throws {
    let out = try RunsFolder()
    let first = try Self.make(out, 1, wide: "4 * size", results: ("2", "8"))
    let second = try Self.make(
      out, 2, wide: nil, overrides: ["params.wide=8 * size"], results: ("2", "16"))
    #expect(Self.params([first, second]) == ["params.wide": ["4 * size", "16"]])
    let json = RunComparison([first, second]).table(isData: true).json
    #expect(
      json.contains(#"{"of":"params.wide","value":null,"000000000001":8,"000000000002":16,"#),
      "\(json)")
  }

  @Test(
    "are no difference to a run of a resolved experiment, as a pack's, that is equal in all else")
  func resolved() throws {
    let out = try RunsFolder()
    let first = try Self.make(out, 1, wide: "4 * size", results: ("2", "8"))
    func resolved(_ number: Int, wide: String) throws -> IndexedRun {
      let folder = try Self.make(out, number, wide: nil, results: ("2", wide)).folder
      var record = try RunRecord.read(from: folder.record)
      record.request?.params = [:]
      try record.write(to: folder.record)
      return try IndexedRun(folder.path)
    }
    #expect(try RunComparison([first, resolved(2, wide: "8")]).differences.isEmpty)
    #expect(try !RunComparison([first, resolved(3, wide: "16")]).differences.isEmpty)
  }
}
