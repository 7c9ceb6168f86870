import ExperimentTexts
import Foundation
import Testing

/// A shipped experiment as it is written, without its profiles: what wrong variants are made of.
struct ShippedText {
  /// A data set, with the lines that it stands in, from 1.
  struct DataSet {
    let name: String
    let source: String
    let sourceLine: Int
    /// `data/mnist`.
    var path: String?
    var pathLine: Int?
    /// The part to train on, where `splits` names it.
    var train: String?
    var trainLine: Int?
  }

  private static let folder = LanguageGolden.root + "/experiments"
  static let names = yamlFiles(in: folder).map { String($0.dropLast(".yaml".count)) }

  let text: String
  private let lines: [String]

  init(_ name: String) throws {
    let whole = try String(contentsOfFile: Self.folder + "/\(name).yaml", encoding: .utf8)
    let end = whole.range(of: "\nprofiles:")?.lowerBound ?? whole.endIndex
    text = String(whole[..<end])
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The entries of a section by their names, each with the numbers of its lines, from 0.
  private func entries(of section: String) -> [(name: String, lines: Range<Int>)] {
    guard let head = lines.firstIndex(of: section + ":") else { return [] }
    let rest = (head + 1)..<lines.count
    let end = rest.first { !lines[$0].isEmpty && lines[$0].first != " " } ?? lines.count
    let starts = ((head + 1)..<end).filter { lines[$0].firstMatch(of: /^  \w+:/) != nil }
    return zip(starts, starts.dropFirst() + [end]).map { start, next in
      (String(lines[start].dropFirst(2).prefix { $0 != ":" }), start..<next)
    }
  }

  /// The networks that say what they take, in their own place or in a file.
  var networks: [String] {
    entries(of: "networks").filter { entry in
      lines[entry.lines].contains { line in
        // Words are no channels.
        line.contains("use: ") || line.contains("input: ") && !line.contains("[any]")
      }
    }.map(\.name)
  }

  /// Where each network's entry stands, and the file that it is used from.
  func network(_ name: String) -> (lines: Range<Int>, file: String?)? {
    guard let entry = entries(of: "networks").first(where: { $0.name == name }) else { return nil }
    let uses = lines[entry.lines].compactMap { line in
      line.firstMatch(of: /use: (networks\/\w+\.yaml)/).map { String($0.1) }
    }
    return (entry.lines, uses.first)
  }

  var dataSets: [DataSet] {
    entries(of: "data").compactMap { entry in
      var set: DataSet?
      for index in entry.lines {
        let line = lines[index]
        if let match = line.firstMatch(of: /source: ([\w\/]+)/) {
          set = DataSet(name: entry.name, source: String(match.1), sourceLine: index + 1)
        }
        if let match = line.firstMatch(of: /path: (data\/[\w\/.\-]+)/) {
          set?.path = String(match.1)
          set?.pathLine = index + 1
        }
        if let match = line.firstMatch(of: /splits: \{train: ([\w.\-]+)/) {
          set?.train = String(match.1)
          set?.trainLine = index + 1
        }
      }
      return set
    }
  }

  /// The layers that expressions read, `posterior.mean`, `net(x).conv4`, `layers=[conv1`: where each name ends.
  var taps: [(name: String, end: String.Index)] {
    let networks = Set(entries(of: "networks").map(\.name))
    let values = Set(
      lines.compactMap { line -> String? in
        guard let match = line.firstMatch(of: /^  (\w+): (\w+)\(/),
          networks.contains(String(match.2))
        else { return nil }
        return String(match.1)
      })
    var found: [Substring] = []
    for match in text.matches(of: /(\w+)\.([a-z]\w*)/) where values.contains(String(match.1)) {
      found.append(match.2)
    }
    for match in text.matches(of: /\)\.([a-z]\w*)/) { found.append(match.1) }
    for match in text.matches(of: /layers=\[(\w+)/) { found.append(match.1) }
    return found.map { (name: String($0), end: $0.endIndex) }
  }
}

/// A data set of a shipped experiment.
struct ShippedData: CustomTestStringConvertible, Sendable {
  let experiment: String
  let set: ShippedText.DataSet
  var testDescription: String { "\(experiment): \(set.name)" }

  /// Its folder or file, below `data/`; the digits' where it writes none.
  var path: String { String((set.path ?? "data/mnist").dropFirst("data/".count)) }

  /// All of some sources.
  static func of(_ sources: String...) -> [ShippedData] {
    ShippedText.names.flatMap { name in
      ((try? ShippedText(name))?.dataSets ?? []).filter { sources.contains($0.source) }
        .map { ShippedData(experiment: name, set: $0) }
    }
  }
}
