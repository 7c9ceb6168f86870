import Artifacts
import Diagnostics
import Experiment
import Tensors
import Training

/// What is in a checkpoint.
public struct CheckpointReport {
  private let file: String
  /// What is told of damaged files that were passed over.
  public let warnings: DiagnosticList

  /// - Parameter path: a checkpoint, or a run's folder, which means its newest.
  /// - Throws: where there is none.
  public init(_ path: String) throws {
    try Self.check(path)
    var warnings = DiagnosticList()
    file =
      Folder.isFolder(path) ? try RunFolder(path).newestCheckpoint(warnings: &warnings) : path
    self.warnings = warnings
  }

  /// - Throws: a name that is none of a run. A path is told of as that, with why it cannot be read.
  private static func check(_ path: String) throws {
    guard path.contains("/") || path.contains(".") || Folder.exists(path) else {
      throw Diagnostic.noRunOrCheckpoint(path)
    }
  }

  /// Which it is, as a run's name does not say: `step 12: outputs/…/epoch-0004.safetensors.zst`.
  public var place: String {
    guard let saved = try? SavedRun.header(of: file) else { return file }
    return "step \(saved.progress.totalSteps): \(file)"
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
        \(saved.circumstances.backend.escapedForDisplay)

        \(header.summary)
        """
    }
  }

  /// Decompresses and checks one checkpoint, or all of a run.
  ///
  /// - Parameter problems: gets everything that is damaged, or of another experiment than the run.
  /// - Returns: the checkpoints that are whole.
  public static func verify(_ path: String, problems: inout DiagnosticList) throws -> [String] {
    try check(path)
    var files = [path]
    if Folder.isFolder(path) {
      let folder = RunFolder(path)
      files = try folder.checkpointFiles { _, problem in problems.add(problem) }.map(\.path)
      if files.isEmpty && !problems.hasErrors { problems.add(folder.lacksCheckpoints) }
      let record = try RunRecord.readIfThere(from: folder.record)
      files = try files.filter { file in
        try problems.collect {
          try folder.check(SavedRun.header(of: file), in: file, isOf: record)
        } != nil
      }
    }
    return try files.filter { file in
      try problems.collect { try Checkpoint.verify(file) } != nil
    }
  }

  /// Writes the tensors and metadata as a plain `.safetensors` file.
  ///
  /// - Parameters:
  ///   - weightsOnly: whether what only the optimizer needs is left out.
  ///   - module: a Python file to write too, that reads the weights into PyTorch.
  /// - Returns: what is told of numbers that are not finite, of networks that were other functions when they were trained, and
  ///   of those that the module lacks, or takes in one size only.
  /// - Throws: a name of another format, with the line that converts; networks none of which PyTorch can be told of.
  public func export(
    to path: String, weightsOnly: Bool = false, module: String? = nil
  ) throws -> DiagnosticList {
    if let ending = Self.foreignEndings.first(where: { path.lowercased().hasSuffix($0) }) {
      throw Diagnostic(
        "'\(path.excerpt)' would be a .safetensors file under another format's name", at: nil,
        notes: [.init(Self.conversion(to: path, ending))])
    }
    let written = try module.map { (path: $0, module: try self.module(reading: path, beside: $0)) }
    let content = try Checkpoint.read(from: file) {
      !weightsOnly || !SavedRun.isOfOptimizer($0)
    }.content
    try content.write(to: path)
    var told = DiagnosticList()
    // What others wrote tells nothing of how it was trained.
    if let saved = try? SavedRun.header(of: file), let problem = saved.trainedOtherwise(in: file) {
      told.add(problem)
    }
    if let wrong = content.tensors.first(where: { !$0.array.isFinite }) {
      told.add(
        Diagnostic(
          .notFinite, "'\(wrong.name.excerpt)' holds numbers that are nan or infinite", at: nil))
    }
    guard let written else { return told }
    try AtomicFile.write(written.module.text, to: written.path)
    told.add(written.module.notes)
    return told
  }

  /// How a file of another format is come by.
  private static func conversion(to path: String, _ ending: String) -> String {
    let stem = String(path.dropLast(ending.count))
    let export = stem.lowercased().hasSuffix(".safetensors") ? stem : stem + ".safetensors"
    // Whole, or a command would not be one.
    let plain = export.escapedForDisplay
    // As words of a shell: within Python's quotes a path with a quote would end.
    let words = [export, path].map { $0.shownShellWord }.joined(separator: " ")
    return switch ending {
    case ".npz":
      "export '\(plain)', and where it must be a file of NumPy's: python -c \"import sys, numpy, safetensors.numpy as s; "
        + "numpy.savez(sys.argv[2], **s.load_file(sys.argv[1]))\" \(words)"
    case ".zst":
      "export '\(plain)', which 'zstd \(export.shownShellWord)' compresses"
    case ".onnx":
      "export '\(plain)' with --pytorch networks.py; the networks of that module 'torch.onnx.export' writes as ONNX"
    case ".h5", ".keras":
      "export '\(plain)', which 'safetensors.numpy' opens in Python; its tensors have PyTorch's names and layouts"
    default:
      "export '\(plain)', and where it must be a file of PyTorch's: python -c \"import sys, torch, "
        + "safetensors.torch as s; torch.save(s.load_file(sys.argv[1]), sys.argv[2])\" \(words)"
    }
  }

  private static let foreignEndings = [
    ".pt", ".pth", ".bin", ".ckpt", ".h5", ".keras", ".npz", ".onnx", ".zst",
  ]

  private func module(reading weights: String, beside module: String) throws -> TorchModule {
    guard try Checkpoint.header(of: file).metadata("identity") != nil else {
      throw Diagnostic(
        "'\(file.escapedForDisplay)' has weights and no experiment, so it is not known what networks to write for PyTorch",
        at: nil,
        notes: [
          .init("without --pytorch its weights are exported, under PyTorch's names"),
          .init("a checkpoint of a run has its experiment beside them"),
        ])
    }
    let saved = try SavedRun.header(of: file)
    let record = try? RunRecord.read(from: RunFolder(ofCheckpoint: file).record)
    let experiment = try LoadedExperiment(
      text: saved.experiment, name: file, overrides: [], dataFolder: record?.dataFolder ?? "data",
      weightsFolder: record?.weightsFolder ?? "weights", root: record?.request?.root,
      allowsOutside: true)
    // As the module finds it, where both stand in one folder; elsewhere as it was named.
    let isBeside = Folder.parent(of: weights) == Folder.parent(of: module)
    return try TorchModule(
      experiment, weights: isBeside ? Folder.name(of: weights) : weights,
      classes: TrainedClasses.names(saved: saved.classes, experiment.model))
  }
}
