import Artifacts
import Foundation
import Testing

/// What RESULTS.md says follows from the numbers that stand beside it, and the README claims no more.
@Suite("The results of the benchmarks")
struct BenchmarkResultsTests {
  /// A table of a page, each row by its titles.
  struct PageTable: Sendable, CustomStringConvertible {
    let titles: [String]
    var rows: [[String: String]] = []
    /// The heading that it stands below.
    let section: String
    var description: String { "\(section): \(titles.prefix(3).joined(separator: ", "))" }

    static func all(_ text: String) -> [PageTable] {
      var tables: [PageTable] = []
      var section = ""
      var isOpen = false
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        guard line.hasPrefix("|") else {
          if line.hasPrefix("## ") { section = String(line.dropFirst(3)) }
          isOpen = false
          continue
        }
        let cells = line.dropFirst().dropLast().components(separatedBy: "|").map {
          $0.trimmingCharacters(in: .whitespaces)
        }
        if !isOpen {
          tables.append(PageTable(titles: cells, section: section))
          isOpen = true
        } else if !cells.allSatisfy({ $0 == "---" }), let last = tables.indices.last {
          let row = Dictionary(
            zip(tables[last].titles, cells), uniquingKeysWith: { first, _ in first })
          tables[last].rows.append(row)
        }
      }
      return tables
    }
  }

  private static let tables: [PageTable] = {
    let page = repository.appending(path: "Benchmarks/RESULTS.md").path
    return PageTable.all((try? TextFile.read(page)) ?? "")
  }()

  /// Those that name the best of several peers.
  private static let compared = tables.filter { $0.titles.contains("best") }

  private static let peers = [
    "PyTorch eager": "eager", "PyTorch channels-last": "channels_last",
    "PyTorch compile": "compile", "TensorFlow": "tensorflow", "ONNX Runtime": "onnx",
    "eager": "eager", "channels-last": "channels_last",
  ]

  /// The least of `36.4 (32.12)`.
  private static func least(_ cell: String?) -> Double? {
    cell?.firstMatch(of: /\(([0-9.e+]+)\)/).flatMap { Double($0.output.1) }
  }

  /// A number at the beginning of a cell.
  private static func number(_ cell: String?) -> Double? {
    cell?.firstMatch(of: /^[0-9.e+]+/).flatMap { Double($0.output) }
  }

  /// The workload's name without its batch.
  private static func name(_ row: [String: String]) -> String {
    String((row["workload (batch)"] ?? row["workload"] ?? "").prefix { $0 != " " })
  }

  @Test("name the fastest peer, and its ratio to Etch", arguments: compared)
  func ratios(_ table: PageTable) throws {
    #expect(!table.rows.isEmpty)
    for row in table.rows {
      let own = try #require(Self.least(row["Etch"]), "\(row)")
      let found = Self.peers.compactMap { title, mode in
        Self.least(row[title]).map { (mode: mode, least: $0) }
      }
      let best = try #require(found.min { $0.least < $1.least }, "\(row)")
      #expect(row["best"] == best.mode, "\(row)")
      let ratio = try #require(Self.number(row["of minima"]), "\(row)")
      // Of numbers that are rounded themselves.
      #expect(abs(best.least / own - ratio) < 0.007, "\(row)")
    }
  }

  @Test("say what the roofs leave of each goal")
  func roofs() throws {
    let now = try #require(Self.compared.first { $0.section == "Now" })
    let work = try #require(Self.tables.first { $0.titles.contains("GFLOP") })
    let roofs = try #require(
      Self.tables.first { $0.titles.contains("time in multiplying kernels") })
    let left = try #require(Self.tables.first { $0.titles.contains("ratio at both roofs") })
    #expect(left.rows.count == 9 && roofs.rows.count == 9)
    for row in left.rows {
      let name = Self.name(row)
      func beside(_ table: PageTable) throws -> [String: String] {
        try #require(table.rows.first { Self.name($0) == name }, "\(name)")
      }
      let (times, roof) = (try beside(now), try beside(roofs))
      let best = try #require(
        Self.peers.keys.compactMap { Self.least(times[$0]) }.min(), "\(name)")
      let own = try #require(Self.least(times["Etch"]))
      let goal = try #require(Self.number(times["goal"]))
      let products = try #require(Self.number(row["products of the direct form at the peak, ms"]))
      let counted = try beside(work)
      let gflop = try #require(Self.number(counted["GFLOP"]))
      #expect(abs(gflop / 0.236 / products - 1) < 0.01, "\(row)")
      let direct = try #require(Self.number(row["ratio that would be, to the best peer"]))
      #expect(abs(best / products - direct) < 0.06, "\(row)")

      let least = try #require(Self.number(row["at both roofs, ms"]))
      #expect(Self.number(roof["at both roofs, ms"]) == least, "\(row)")
      let step = try #require(Self.number(roof["ms"]))
      func part(_ share: String, _ speed: String, of most: Double) throws -> Double {
        let percent = try #require(Self.number(roof[share]))
        let reached = try #require(Self.number(roof[speed]))
        return percent / 100 * reached / most
      }
      let whole =
        try step
        * (part("time in multiplying kernels", "their GFLOP/s (of peak)", of: 236)
          + part("in others", "their GB/s (of memory's)", of: 70))
      #expect(abs(whole / least - 1) < 0.01, "\(row): \(whole)")
      let ratio = try #require(Self.number(row["ratio at both roofs"]))
      #expect(abs(best / least - ratio) < 0.06, "\(row)")
      let shares = try #require(
        row["share of that: goal, reached"]?.firstMatch(of: /^([0-9]+) %, ([0-9]+) %$/)
      ).output
      let (asked, reached) = (Double(shares.1) ?? 0, Double(shares.2) ?? 0)
      #expect(abs(100 * goal * least / best - asked) < 1.2, "\(row)")
      #expect(abs(100 * least / own - reached) < 1.2, "\(row)")
    }
  }

  @Test("The README's claim is the lowest of all measurements, of the slowest and of the fastest")
  func claim() throws {
    func ratios(_ section: String) throws -> [String: Double] {
      let table = try #require(Self.compared.first { $0.section == section })
      return Dictionary(
        uniqueKeysWithValues: table.rows.map {
          (Self.name($0), Self.number($0["of minima"]) ?? 0)
        })
    }
    let all = try [
      "Now", "Held to AVX2", "A processor with AVX2 alone", "An Intel processor with AVX-512",
    ].map(ratios)
    #expect(all.allSatisfy { $0.count == 9 && Set($0.keys) == Set(all[0].keys) })
    let lower = all[0].keys.map { name in (name: name, ratio: all.map { $0[name] ?? 0 }.min() ?? 0)
    }
    .sorted { $0.ratio < $1.ratio }
    #expect(lower.first?.name == "text" && lower.last?.name == "ecg")
    let claim = try #require(
      ReadmeTests.text.firstMatch(
        of: /an Etch step is ([0-9.]+) times \(.*?\) to ([0-9.]+) times \(/)
    ).output
    #expect(String(claim.1) == String(format: "%.1f", lower.first?.ratio ?? 0))
    #expect(String(claim.2) == String(format: "%.1f", lower.last?.ratio ?? 0))
  }
}
