import Artifacts
import Datasets
import Diagnostics
import Tensors

/// A file of weights: a `.safetensors` file, plain or compressed, that is read safely, whoever made it.
struct WeightsFile: Sendable {
  let file: DataFile

  /// - Throws: a file of another kind, which is told how to make one of this kind.
  init(_ file: DataFile) throws {
    self.file = file
    let start = Array(try file.read(first: 9))
    let path = file.path.lowercased()
    let other =
      Self.otherKinds.first { $0.endings.contains(where: path.hasSuffix) }
      ?? Self.otherKinds.first { $0.magic.map { start.starts(with: $0) } ?? false }
    guard let other else {
      guard Checkpoint.isSafetensors(start) else {
        throw Diagnostic(
          "'\(file.shown)' is no .safetensors file, nor one that zstd compressed", at: file.range)
      }
      return
    }
    throw Diagnostic(
      "'\(file.shown)' is \(other.noun); weights are read from .safetensors", at: file.range,
      notes: [Diagnostic.Note("convert it once: " + other.conversion(file.written))])
  }

  private struct OtherKind: Sendable {
    let noun: String
    let endings: [String]
    let magic: [UInt8]?
    let conversion: @Sendable (String) -> String
  }

  private static let otherKinds = [
    OtherKind(
      noun: "a PyTorch file, which is a program that runs when it is opened",
      endings: [".pth", ".pt", ".ckpt", ".bin"], magic: Array("PK".utf8),
      conversion: { path in
        "python -c \"import sys, torch, safetensors.torch as s; s.save_file({k: v.contiguous() for k, v in "
          + "torch.load(sys.argv[1], map_location='cpu', weights_only=True).items()}, sys.argv[2])\" \(words(path))"
      }),
    OtherKind(
      noun: "a Keras file", endings: [".h5", ".hdf5", ".keras"],
      magic: [0x89] + Array("HDF".utf8),
      conversion: { path in
        "python -c \"import sys, keras, safetensors.numpy as s; s.save_file({w.path: w.numpy() for w in "
          + "keras.models.load_model(sys.argv[1]).weights}, sys.argv[2])\" \(words(path)), then 'kernels: hwio'"
      }),
    OtherKind(
      noun: "a file of NumPy", endings: [".npz"], magic: nil,
      conversion: { path in
        "python -c \"import sys, numpy, safetensors.numpy as s; s.save_file(dict(numpy.load(sys.argv[1])), "
          + "sys.argv[2])\" \(words(path))"
      }),
  ]

  /// What is converted, and into what, as words of a shell: within Python's quotes a path with a quote would end.
  private static func words(_ path: String) -> String {
    "\(path.shownShellWord) \(renamed(path).shownShellWord)"
  }

  private static func renamed(_ path: String) -> String {
    let name = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let end = path[name...].lastIndex(of: ".") ?? path.endIndex
    return path[..<end] + ".safetensors"
  }

  /// The names and types of the file's tensors.
  func header() throws -> SafetensorsHeader {
    try file.placed { try Checkpoint.header(of: file.path) }
  }

  /// Of the whole file.
  func digest() throws -> FileDigest {
    try file.placed { try file.digested() }
  }

  /// The tensors of these names, and the digest of the bytes that they were read from.
  func tensors(_ names: Set<String>) throws -> (tensors: [NamedTensor], digest: FileDigest) {
    try file.placed {
      let source = try file.open(limit: .max)
      let content = try Checkpoint.read(
        from: source, isPlain: Checkpoint.isPlain(file.path), byteCount: source.size,
        where: names.contains)
      return (content.tensors, source.digest)
    }
  }
}
