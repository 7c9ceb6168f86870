import Artifacts
import Diagnostics
import OrderedCollections
import Runtime
import Tensors

/// `digests.jsonl`: what the state was after some steps, so that another machine can see whether it comes to the same.
///
/// A line a step: `{"step":10,"sha256":"…","entries":{"encoder.dense_1.weight":"…",…}}`. The digest is of the state as
/// checkpoints hold it, whatever its layout in memory.
public final class StateDigests {
  /// The steps after which the state is digested, besides the last one: of any run the file has a few lines, and is written whole.
  public static let steps = [1, 10, 50]

  /// The state after a step.
  public struct Line: Hashable, Sendable {
    public let step: Int
    /// By the name of the entry: the first 16 digits of its SHA-256.
    public let entries: OrderedDictionary<String, String>

    public init(step: Int, entries: OrderedDictionary<String, String>) {
      self.step = step
      self.entries = entries
    }

    init(_ state: State, step: Int) throws {
      var entries: OrderedDictionary<String, String> = [:]
      for name in state.names {
        entries[name] = String(NamedTensor(name, try state.read(name)).digest.prefix(16))
      }
      self.init(step: step, entries: entries)
    }

    /// Of all entries.
    public var sha256: String {
      ContentDigest.of(entries.map { "\($0.key) \($0.value)\n" }.joined())
    }

    /// The entries that are not the same here and there, in their order.
    public func differences(from other: Line) -> [String] {
      OrderedSet(entries.keys).union(other.entries.keys).filter {
        entries[$0] != other.entries[$0]
      }
    }

    var json: JSON {
      .object([
        "step": .integer(step), "sha256": .string(sha256),
        "entries": .object(entries.map { JSON.Member($0.key, .string($0.value)) }),
      ])
    }

    /// - Throws: what is no such line.
    init(_ json: JSON, file: String) throws {
      guard case .integer(let step)? = json["step"], step > 0,
        case .object(let members)? = json["entries"], case .string(let sum)? = json["sha256"]
      else { throw Diagnostic("'\(file)' holds a line that is no digest of a state", at: nil) }
      var entries: OrderedDictionary<String, String> = [:]
      for member in members {
        guard case .string(let digest) = member.value else {
          throw Diagnostic("'\(file)' holds a digest that is none", at: nil)
        }
        entries[member.key] = digest
      }
      self.init(step: step, entries: entries)
      guard sha256 == sum else {
        throw Diagnostic(
          "'\(file)' is damaged: the digests of step \(step) do not fit their sum", at: nil)
      }
    }
  }

  private let path: String
  private var lines: [Line]

  /// - Parameter steps: how far training is; what was written of later steps is forgotten.
  /// - Throws: a file that is there and cannot be read.
  init(_ path: String, upTo steps: Int) throws {
    self.path = path
    do {
      lines = try Self.read(path).filter { $0.step <= steps }
    } catch let problem as Diagnostic where problem.fault == .input {
      // A file that is damaged is written anew, as far as training goes from here.
      lines = []
    }
  }

  /// Writes down the state after a step, unless that was done.
  func add(_ state: State, step: Int) throws {
    guard step > 0, !lines.contains(where: { $0.step == step }) else { return }
    lines.append(try Line(state, step: step))
    lines.sort { $0.step < $1.step }
    try TextFile.write(lines.map { $0.json.description + "\n" }.joined(), to: path)
  }

  /// - Throws: a file that cannot be read, or is damaged.
  public static func read(_ path: String) throws -> [Line] {
    guard Folder.exists(path) else { return [] }
    return try lines(TextFile.read(path), file: path)
  }

  /// The lines of a file's text, in the order of their steps.
  ///
  /// - Throws: a text that is damaged.
  public static func lines(_ text: String, file: String) throws -> [Line] {
    try text.split(separator: "\n").map { line in
      guard let json = try? JSON(parsing: String(line)) else {
        throw Diagnostic("'\(file)' holds a line that is no digest of a state", at: nil)
      }
      return try Line(json, file: file)
    }.sorted { $0.step < $1.step }
  }
}
