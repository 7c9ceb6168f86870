import Artifacts
import Diagnostics
import Foundation
import Training

/// What is in a checkpoint.
public struct CheckpointReport {
  private let file: String

  /// - Parameter path: a checkpoint, or a run's folder, which means its newest.
  /// - Throws: where there is none.
  public init(_ path: String) throws {
    guard Self.isFolder(path) else {
      file = path
      return
    }
    guard let newest = RunFolder(path).checkpointFiles().last else {
      throw Diagnostic("there is no checkpoint in '\(path)'", at: nil)
    }
    file = newest.path
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Progress, then one line a tensor.
  public var summary: String {
    get throws {
      let saved = try SavedRun.header(of: file)
      let progress = saved.progress
      return """
        \(file)
        step \(progress.totalSteps), epoch \(progress.epoch); etch \(saved.circumstances.version), \
        \(saved.circumstances.level)

        \(try Checkpoint.header(of: file).summary)
        """
    }
  }

  /// Decompresses and checks one checkpoint, or all of a run; returns what was checked.
  ///
  /// - Throws: `DiagnosticList` with everything that is damaged.
  public static func verify(_ path: String) throws -> [String] {
    var problems = DiagnosticList()
    var files = [path]
    if isFolder(path) {
      files = RunFolder(path).checkpointFiles { _, problem in problems.add(problem) }.map(\.path)
      if files.isEmpty && !problems.hasErrors {
        throw Diagnostic("there is no checkpoint in '\(path)'", at: nil)
      }
    }
    for file in files {
      try problems.collect { try Checkpoint.verify(file) }
    }
    try problems.throwIfErrors()
    return files
  }

  /// Writes the tensors and metadata as a plain `.safetensors` file.
  public func export(to path: String) throws {
    try Checkpoint.read(from: file).content.write(to: path)
  }
}
