import Foundation
import Testing

/// Which files of a room name which types, read off their text: a word that begins with a capital and that a file of
/// the room declares. Members of extensions are not seen.
struct RoomReferences {
  /// A file and a type of another folder that it names.
  struct Reference: Hashable, Comparable, CustomStringConvertible {
    let file: String
    let type: String
    var description: String { "\(file) names \(type)" }
    static func < (a: Self, b: Self) -> Bool { (a.file, a.type) < (b.file, b.type) }
  }

  /// By the folder that names, then the folder that is named.
  private(set) var references: [String: [String: Set<Reference>]] = [:]

  /// - Parameter files: the text of each file, by its path within the room; a file beside the folders is of `.`.
  init(_ files: [String: String]) {
    let words = files.mapValues { Self.code($0) }
    var owners: [String: String] = [:]
    for (path, text) in words {
      for match in text.matches(
        of: /(?m)^(?:[a-z]+ |@\w+ )*(?:struct|class|enum|protocol|actor|typealias) (\w+)/)
      {
        owners[String(match.1)] = Self.folder(path)
      }
    }
    for (path, text) in words {
      let folder = Self.folder(path)
      for match in text.matches(of: /\b[A-Z]\w*/) {
        let type = String(match.0)
        guard let owner = owners[type], owner != folder else { continue }
        references[folder, default: [:]][owner, default: []].insert(
          Reference(file: path, type: type))
      }
    }
  }

  private static func folder(_ path: String) -> String {
    path.contains("/") ? String(path.split(separator: "/")[0]) : "."
  }

  /// The text without comments and strings.
  private static func code(_ text: String) -> String {
    text.replacing(/(?s)""\".*?""\"/, with: "").replacing(/\/\/[^\n]*/, with: "")
      .replacing(/"(\\.|[^"\\\n])*"/, with: "\"\"")
  }

  /// The edges between folders that lie on a circle: `A -> B`, with what makes them.
  ///
  /// - Parameter stated: edges that are not followed.
  func circles(besides stated: Set<String> = []) -> [String: [Reference]] {
    func edge(_ folder: String, _ other: String) -> String { "\(folder) -> \(other)" }
    func reached(from folder: String) -> Set<String> {
      var found: Set<String> = []
      var waiting = [folder]
      while let next = waiting.popLast() {
        for other in references[next, default: [:]].keys
        where !stated.contains(edge(next, other)) && found.insert(other).inserted {
          waiting.append(other)
        }
      }
      return found
    }
    var found: [String: [Reference]] = [:]
    for (folder, others) in references {
      for (other, references) in others
      where !stated.contains(edge(folder, other)) && reached(from: other).contains(folder) {
        found[edge(folder, other)] = references.sorted()
      }
    }
    return found
  }
}

@Suite("The folders of a room name each other in one direction")
struct FolderCircleTests {
  /// The rooms that are looked at, with the edges that close a circle and stay, each for a reason.
  static let rooms: [String: Set<String>] = [
    // A tensor's windows and resizing take the options as the file writes them.
    "Layers": ["Composing -> Options"],
    "Experiment": [],
    "Compiler": [],
    // The trainer draws at the end of an epoch; what is drawn asks for the run's progress and folder.
    "Training": ["Loop -> Outputs"],
    // A grid is labelled as a plot is. A packed run that is taken for a checkpoint is told as what it is.
    "Artifacts": ["Pictures -> Plots", "Safetensors -> Archives"],
  ]

  static let sources = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

  static func references(_ room: String) throws -> RoomReferences {
    let root = sources.appending(path: room)
    var files: [String: String] = [:]
    let paths = FileManager.default.subpaths(atPath: root.path) ?? []
    for path in paths where path.hasSuffix(".swift") {
      files[path] = try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }
    #expect(!files.isEmpty, "\(room)")
    return RoomReferences(files)
  }

  @Test("no folders of a room stand in a circle, but those stated", arguments: rooms.keys.sorted())
  func circles(_ room: String) throws {
    let circles = try Self.references(room).circles(besides: Self.rooms[room] ?? [])
    for (edge, references) in circles {
      Issue.record("\(room): \(edge): \(references.prefix(4).map(\.description))")
    }
  }

  @Test(
    "networks and expressions name no layer, loss or function",
    arguments: ["Networks", "Expressions"])
  func vocabulary(_ folder: String) throws {
    let named = try Self.references("Layers").references[folder, default: [:]]
    for words in ["Layers", "Activations", "Losses", "Functions", "Catalogues"] {
      #expect(named[words, default: []].isEmpty, "\(folder) -> \(words)")
    }
  }

  @Test("a circle is found with what makes it, comments and texts left out")
  func found() {
    let room = RoomReferences([
      "A/One.swift": "struct One { let two: Two } // Three",
      "B/Two.swift": "public final class Two { let text = \"One\"; var three: Three? }",
      "C/Three.swift": "enum Three { case one(One) }", "Four.swift": "struct Four { let one: One }",
    ])
    #expect(room.circles().keys.sorted() == ["A -> B", "B -> C", "C -> A"])
    #expect(room.circles()["C -> A"]?.description == "[C/Three.swift names One]")
    #expect(room.circles(besides: ["C -> A"]).isEmpty)
  }
}
