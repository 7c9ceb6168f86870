import Artifacts
import Foundation
import Processes
import Testing

@testable import Commands

/// The parser of another hand that pages are read by.
private enum PythonParser {
  /// A Python that has html5lib.
  static let python: String? = {
    let named = ProcessInfo.processInfo.environment["ETCH_PYTHON"] ?? Programs.path(of: "python3")
    guard let named,
      let ending = try? Subprocess.run(Command(named, ["-c", "import html5lib"], seconds: 60)),
      case .status(0) = ending.cause
    else { return nil }
    return named
  }()
}

/// The pages, read by an HTML5 parser that tells of every mistake: Python's html5lib. ETCH_PYTHON names another Python
/// than python3, such as one of a virtual environment.
@Suite(
  "Pages are HTML without a mistake",
  .enabled(if: PythonParser.python != nil, "no Python with html5lib is here"))
struct HTMLValidityTests {
  private static let check = """
    import sys, html5lib
    for path in sys.argv[1:]:
        parser = html5lib.HTMLParser()
        parser.parse(open(path, "rb"), transport_encoding="utf-8")
        for (line, column), code, values in parser.errors:
            print(f"{path}:{line}:{column}: {code} {values}")
    """

  private func mistakes(_ pages: [String]) throws -> String {
    let python = try #require(PythonParser.python)
    let ending = try Subprocess.run(Command(python, ["-c", Self.check] + pages, seconds: 300))
    #expect(ending.errorText.isEmpty)
    return ending.text
  }

  @Test("A mistake is told")
  func mistake() throws {
    let folder = try RunsFolder()
    try TextFile.write("<!doctype html><title>x</title><p><b>open</p>", to: folder.path + "/a.html")
    #expect(try mistakes([folder.path + "/a.html"]).contains("a.html:1:"))
  }

  @Test("The page of a run, of runs side by side, and of all runs")
  func pages() throws {
    let out = try RunsFolder()
    let file = repository.appending(path: "experiments/ecg_anomaly.yaml").path
    var runs: [String] = []
    for seed in ["1", "2"] {
      let ending = try EtchProgram(
        [
          "run", file, "--profile", "quick", "--backend", "reference", "--out", out.path,
          "data.beat.count=60", "train.epochs=2", "about='<script> & \"x\"'", "seed=\(seed)",
        ])
      #expect(ending.status == 0, "\(ending.errors)")
    }
    for name in try Folder.names(in: out.path + "/ecg_anomaly") {
      runs.append("\(out.path)/ecg_anomaly/\(name)")
    }
    let comparison = out.path + "/compare.html"
    #expect(try EtchProgram(["compare"] + runs + ["--html", comparison]).status == 0)
    #expect(try EtchProgram(["runs", out.path, "--html"]).status == 0)
    let pages = runs.map { $0 + "/report.html" } + [comparison, out.path + "/index.html"]
    #expect(runs.count == 2)
    #expect(try mistakes(pages).isEmpty)
  }

  @Test("The page of a sweep")
  func sweep() throws {
    let folder = try RunsFolder()
    let file = try SweepSupport.write(
      "profile: quick\ngrid: {params.width: [2, 4]}\nseeds: 2\n", in: folder.path)
    let end = try EtchProgram(["sweep", file, "--out", folder.path + "/out"])
    #expect(end.status == 0, "\(end.errors)")
    #expect(try mistakes([folder.path + "/out/sweeps/widths/index.html"]).isEmpty)
  }
}
