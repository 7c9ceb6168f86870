import Artifacts
import Diagnostics
import Training

/// What is in a checkpoint.
public struct CheckpointReport {
  private let file: String
  /// What is told of damaged files that were passed over.
  public let warnings: DiagnosticList

  /// - Parameter path: a checkpoint, or a run's folder, which means its newest.
  /// - Throws: where there is none.
  public init(_ path: String) throws {
    var warnings = DiagnosticList()
    file =
      Folder.isFolder(path) ? try RunFolder(path).newestCheckpoint(warnings: &warnings) : path
    self.warnings = warnings
  }

  /// Progress, then one line a tensor; of a `.safetensors` file that others wrote, the tensors only.
  public var summary: String {
    get throws {
      let header = try Checkpoint.header(of: file)
      guard header.metadata("progress") != nil else {
        return "\(file)\na .safetensors file that etch did not write\n\n\(header.summary)"
      }
      let saved = try SavedRun.header(of: file)
      let progress = saved.progress
      return """
        \(file)
        step \(progress.totalSteps), epoch \(progress.epoch); \
        etch \(saved.circumstances.version.escapedForDisplay), \
        \(saved.circumstances.level.escapedForDisplay)

        \(header.summary)
        """
    }
  }

  /// Decompresses and checks one checkpoint, or all of a run.
  ///
  /// - Parameter problems: gets everything that is damaged.
  /// - Returns: the checkpoints that are whole.
  public static func verify(_ path: String, problems: inout DiagnosticList) throws -> [String] {
    var files = [path]
    if Folder.isFolder(path) {
      files = try RunFolder(path).checkpointFiles { _, problem in problems.add(problem) }.map(
        \.path)
      if files.isEmpty && !problems.hasErrors { problems.add(RunFolder(path).lacksCheckpoints) }
    }
    return try files.filter { file in
      try problems.collect { try Checkpoint.verify(file) } != nil
    }
  }

  /// Writes the tensors and metadata as a plain `.safetensors` file.
  public func export(to path: String) throws {
    try Checkpoint.read(from: file).content.write(to: path)
  }
}
