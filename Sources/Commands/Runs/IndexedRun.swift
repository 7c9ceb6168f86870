import Artifacts
import Config
import Diagnostics
import Foundation
import Training

/// One run, as far as its folder tells without much reading.
public struct IndexedRun: Sendable {
  public let folder: RunFolder
  public let record: RunRecord
  public let figures: RunFigures
  /// The resolved experiment; empty where it is not there yet.
  let text: String
  /// The same, taken apart: tables ask for many values of it.
  private let canonical: CanonicalText

  /// - Throws: a folder without a record, or with one that cannot be read.
  init(_ path: String) throws {
    folder = RunFolder(path)
    guard !folder.isAbsent else {
      throw Diagnostic("there is no run.json in '\(path)'", at: nil)
    }
    do {
      record = try RunRecord.read(from: folder.record)
    } catch {
      guard let problem = Self.newer(folder.record) else { throw error }
      throw problem
    }
    // A run that begins has a record first.
    text = Folder.exists(folder.experiment) ? try TextFile.read(folder.experiment) : ""
    canonical = CanonicalText(text)
    figures = try RunFigures(folder)
  }

  /// What to say of a record that another version wrote.
  private static func newer(_ path: String) -> Diagnostic? {
    guard let json = try? JSON(parsing: TextFile.read(path)),
      case .string(let version)? = json["versions"]?["etch"], version != Version.current
    else { return nil }
    return Diagnostic(
      "'\(path)' was written by etch \(version.excerpt), which this one, \(Version.current), does not understand",
      at: nil)
  }

  public var hash: String { record.hash }
  public var name: String { record.name }
  /// What runs have in common that differ in the seed alone; of a run whose record does not say, its own.
  var group: String {
    let known = record.request?.groupIdentity ?? ""
    return known.isEmpty ? "\(name)/\(hash)" : known
  }

  /// How far it is: a run that says it is running, and in whose folder nobody writes, was interrupted.
  public var status: String {
    guard record.status == .running, !FolderLock.isHeld(folder.path) else {
      return record.status.rawValue
    }
    return RunRecord.Status.interrupted.rawValue
  }

  /// The value at a dotted path: of what was asked for, else of the resolved experiment; one number has one spelling.
  func value(_ path: String) -> String? {
    switch path {
    case "status": return status
    case "name": return name
    case "hash": return hash
    case "profile": return record.request?.profile
    case "epochs": return epochs
    default: break
    }
    if path.hasPrefix("params.") {
      return (record.request?.params[String(path.dropFirst(7))]).map(Self.plain)
    }
    let resolved = canonical[path]
    if let override = record.request?.overrides.last(where: { $0.hasPrefix(path + "=") }) {
      let asked = String(override.dropFirst(path.count + 1))
      // Quoted, it is a text that looks like a number.
      return resolved?.hasPrefix("\"") ?? false ? asked : Self.plain(asked)
    }
    return resolved ?? figures[path].map { "\($0.last)" }
  }

  /// A number that was written otherwise (`1e-3`, `.50`) as others are (`0.001`, `0.5`); other text as it is.
  private static func plain(_ text: String) -> String {
    guard Int(text) == nil, let number = Double(text), number.isFinite else { return text }
    return Int(exactly: number).map { "\($0)" } ?? "\(number)"
  }

  /// `10`, or `4/6` of those that are not finished.
  var epochs: String {
    let whole = canonical["train.epochs"]
    guard let done = figures.epoch else {
      return whole.map { status == "finished" ? $0 : "0/\($0)" } ?? ""
    }
    guard let whole, status != "finished" || whole != "\(done)" else { return "\(done)" }
    return "\(done)/\(whole)"
  }

  /// What the experiment calls its metrics.
  var metricNames: Set<String> { canonical.keys(of: "metrics") }

  /// The keys that were set when the run was asked for.
  var overriddenKeys: [String] {
    (record.request?.overrides ?? []).compactMap { $0.split(separator: "=").first.map(String.init) }
  }

  /// When it was last written down.
  var updated: Date? { try? Date(record.updated, strategy: .iso8601) }
}

/// Scalars of a resolved experiment, found without reading all of it: two blanks a level, as it is written.
struct CanonicalText: Sendable {
  private let lines: [Substring]

  init(_ text: String) { lines = text.split(separator: "\n") }

  /// The keys of a map at the top.
  func keys(of map: String) -> Set<String> {
    let inner = lines.drop { !$0.hasPrefix(map + ":") }.dropFirst().prefix { $0.hasPrefix("  ") }
    return Set(
      inner.filter { !$0.hasPrefix("   ") }.map { line in
        String(line.dropFirst(2).prefix { $0 != ":" }).replacing("\"", with: "")
      })
  }

  subscript(path: String) -> String? {
    var rest = lines[...]
    let keys = path.split(separator: ".")
    for (level, key) in keys.enumerated() {
      let margin = String(repeating: "  ", count: level)
      let start = margin + key + ":"
      guard
        let place = rest.firstIndex(where: { line in
          line.hasPrefix(start)
            && (line.utf8.count == start.utf8.count || line.dropFirst(start.count).first == " ")
        })
      else { return nil }
      if level == keys.count - 1 {
        let value = rest[place].dropFirst(start.count).drop { $0 == " " }
        return value.isEmpty ? nil : String(value)
      }
      let inner = margin + "  "
      rest = rest[(place + 1)...].prefix { $0.hasPrefix(inner) }
    }
    return nil
  }
}
