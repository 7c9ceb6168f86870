import Foundation
import Testing

/// Which rooms and libraries each room may import. The build's own check misses what comes in
/// transitively, so every `import` line is compared with this table.
private let allowed: [String: Set<String>] = [
  "Diagnostics": [],
  "YAML": ["Diagnostics", "CYAML"],
  "Config": ["YAML", "Diagnostics", "OrderedCollections", "Synchronization"],
  "Tensors": [],
  "Digests": ["CDigests"],
  "Processes": ["Diagnostics", "CProcesses"],
  "Graph": ["Tensors", "Diagnostics"],
  "Layers": ["Graph", "Config", "Tensors", "Diagnostics", "OrderedCollections"],
  "Compiler": ["Graph", "Tensors", "Diagnostics"],
  "Runtime": [
    "Compiler", "Graph", "Tensors", "Diagnostics", "Processes", "CRuntime", "Digests",
    "Synchronization", "System",
  ],
  "Artifacts": [
    "Tensors", "Diagnostics", "CImages", "CZstd", "CGIF", "Digests", "Synchronization",
  ],
  "Datasets": [
    "Tensors", "Diagnostics", "Config", "Artifacts", "Processes", "CZlib", "Digests",
    "OrderedCollections", "Synchronization",
  ],
  // What an experiment is knows nothing of programs and machines.
  "Experiment": [
    "Graph", "Config", "Layers", "Artifacts", "Datasets", "Tensors", "Diagnostics",
    "OrderedCollections",
  ],
  "Training": [
    "Experiment", "Graph", "Config", "Layers", "Compiler", "Runtime", "Artifacts", "Datasets",
    "Tensors", "Diagnostics", "Processes", "OrderedCollections", "Synchronization",
  ],
  "Commands": [
    "Training", "Experiment", "Graph", "Config", "Layers", "Compiler", "Runtime", "Artifacts",
    "Datasets", "Tensors", "Diagnostics", "YAML", "Processes", "OrderedCollections",
    "Synchronization",
  ],
  // Commands opens what an experiment is, and what training tells of its progress.
  "etch": ["Commands", "Training", "Experiment", "Diagnostics", "Processes", "ArgumentParser"],
]

/// The C library a module map stands for, with the one room that may import it.
private let importers = [
  "CYAML": "YAML", "CPNG": "CImages", "CJPEG": "CImages", "CImages": "Artifacts",
  "CGIF": "Artifacts", "CZstd": "Artifacts", "CZlib": "Datasets", "CRuntime": "Runtime",
  "CProcesses": "Processes", "CDigests": "Digests",
]

private let everywhere: Set<String> = ["Foundation", "Dispatch", "Glibc", "Darwin"]

private let sources = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appending(path: "Sources")

private func swiftFiles(in folder: URL) throws -> [URL] {
  let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
  return (found?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
}

private func imports(of file: URL) throws -> [String] {
  // Texts over lines may be of other languages.
  let text = try String(contentsOf: file, encoding: .utf8).replacing(/(?s)""".*?"""/, with: "")
  return text.split(separator: "\n").compactMap { line in
    let words = line.split(separator: " ")
    guard let position = words.firstIndex(of: "import"), position + 1 < words.count,
      words[..<position].allSatisfy({
        $0.hasPrefix("@") || ["public", "private", "internal", "package"].contains($0)
      })
    else { return nil }
    let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "let", "var"]
    let name = kinds.contains(words[position + 1]) ? words[position + 2] : words[position + 1]
    return String(name.split(separator: ".")[0])
  }
}

@Suite("The rooms import only what the table allows")
struct ImportTableTests {
  @Test("a room's imports stand in the table", arguments: allowed.keys.sorted())
  func roomImports(room: String) throws {
    let permitted = (allowed[room] ?? []).union(everywhere)
    let files = try swiftFiles(in: sources.appending(path: room))
    #expect(!files.isEmpty, "the room \(room) has no file")
    for file in files {
      for module in try imports(of: file) where !permitted.contains(module) {
        Issue.record("\(room)/\(file.lastPathComponent) imports \(module), which is not \(room)'s")
      }
    }
  }

  @Test("every folder of Swift files is a room of the table")
  func everyRoomIsKnown() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      at: sources, includingPropertiesForKeys: nil)
    for folder in folders where try !swiftFiles(in: folder).isEmpty {
      #expect(allowed[folder.lastPathComponent] != nil, "no row for \(folder.lastPathComponent)")
    }
  }

  @Test("each C library has one importer")
  func oneImporter() throws {
    for room in allowed.keys {
      for file in try swiftFiles(in: sources.appending(path: room)) {
        for library in try imports(of: file) where importers[library] ?? room != room {
          Issue.record("\(room)/\(file.lastPathComponent) imports \(library)")
        }
      }
    }
  }
}
