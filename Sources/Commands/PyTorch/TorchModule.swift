import Diagnostics
import Experiment
import Foundation
import Graph
import Tensors

/// A Python file with the networks of an experiment as PyTorch modules, which read exported weights and compute what
/// etch computes in inference mode.
public struct TorchModule {
  public let text: String
  /// What is told of networks that are missing, or of which a module takes one size only.
  public let notes: DiagnosticList

  /// - Parameters:
  ///   - weights: the name of the `.safetensors` file, as seen from beside the module.
  ///   - named: what the classes of the data's fields are called, as far as that is known.
  /// - Throws: where no network can be exported, why.
  public init(
    _ experiment: LoadedExperiment, weights: String,
    classes named: [(field: String, names: [String], count: Int)] = []
  ) throws {
    let model = experiment.model
    var classes: [(name: String, called: String, code: String)] = []
    var comments: [String] = []
    var notes = DiagnosticList()
    var missing = DiagnosticList()
    for name in model.definition.networks.keys {
      let called = Self.className(name, besides: classes.map(\.called))
      do {
        let about = Self.about(experiment.uses(of: name))
        let code = try Self.network(name, called, model, about: about, notes: &notes)
        classes.append((name, called, code))
      } catch let reason as Diagnostic where reason.fault == .input {
        missing.add(reason)
        comments.append(Self.comment("'\(name)' is missing", reason))
        notes.add(
          .note(
            "'\(name)' is missing there: \(reason.message)", at: reason.range, notes: reason.notes))
      }
    }
    guard !classes.isEmpty || comments.isEmpty else { throw missing }
    self.notes = notes
    let parts =
      [Self.head(experiment)] + Self.names(named) + TorchHelpers.called(by: classes.map(\.code))
      + classes.map(\.code) + comments + [Self.load(classes.map { ($0.name, $0.called) }, weights)]
    text = parts.joined(separator: "\n\n\n") + "\n"
  }

  /// For inputs of any size where the network takes them, else for those of the data.
  private static func network(
    _ name: String, _ called: String, _ model: Model, about: String,
    notes: inout DiagnosticList
  ) throws -> String {
    let shapes = try model.inputShapes(name).map(\.shape)
    guard shapes.contains(where: { $0.contains { $0 < 0 } }) else {
      return try code(name, called, TorchProbes(name, model, shapes: shapes), shapes, about)
    }
    do {
      return try code(name, called, TorchProbes(ofAnySize: name, model), shapes, about)
    } catch let reason as Diagnostic where reason.fault == .input {
      guard let known = try model.knownShapes(name) else { throw reason }
      let code = try code(name, called, TorchProbes(name, model, shapes: known), known, about)
      notes.add(
        .note(
          "'\(name)' takes inputs of the data's size alone there: \(reason.message)",
          at: reason.range, notes: reason.notes))
      return comment("'\(name)' takes inputs of one size", reason) + "\n" + code
    }
  }

  private static func code(
    _ name: String, _ called: String, _ probes: TorchProbes, _ shapes: [[Int]], _ about: String
  ) throws -> String {
    let first = probes.networks[0]
    var emitter = TorchEmitter(name, probes, shapes: shapes)
    let body = try emitter.body()
    let inputs = first.inputs.enumerated().map { "\($1.name): \(emitter.shapeNote($0))" }
      .joined(separator: ", ")
    let unit = probes.unit == 1 ? "" : "; sizes are multiples of \(probes.unit)"
    let draws = emitter.draws ? "; draws numbers of its own, as torch.manual_seed says" : ""
    let made = try emitter.constructor()
    let constructor =
      made.isEmpty
      ? "" : method("def __init__(self):", ["super().__init__()"] + made) + "\n\n"
    let arguments = first.inputs.map { TorchEmitter.variable($0.name) }.joined(separator: ", ")
    return """
      class \(called)(nn.Module):
          \"""\(name): takes \(inputs)\(unit)\(draws).\(about)\"""

      \(constructor)\(method("def forward(self, \(arguments)):", body))
      """
  }

  private static func method(_ head: String, _ lines: [String]) -> String {
    (["    " + head] + lines.map { "        " + $0 }).joined(separator: "\n")
  }

  /// What a network is given in the experiment, a line each below the first of its docstring.
  private static func about(_ uses: [String]) -> String {
    guard !uses.isEmpty else { return "" }
    // Whatever a file is called, it ends no text of Python.
    let lines = uses.map { "    " + $0.spelling(["\\": "\\\\", "\"": "\\\""]) + "\n" }
    return "\n\n    In the experiment:\n\n" + lines.joined() + "    "
  }

  /// The names of the classes, which scores and labels number.
  private static func names(_ named: [(field: String, names: [String], count: Int)]) -> [String] {
    guard !named.isEmpty else { return [] }
    let lines = named.map { field, names, count in
      "    \(quoted(field)): [\(names.map(quoted).joined(separator: ", "))],"
        + (names.count < count ? "  # the first of \(count)" : "")
    }
    return [
      "# What the classes are called, by their numbers.\nCLASSES = {\n\(lines.joined(separator: "\n"))\n}"
    ]
  }

  /// Lines that say why something is otherwise than expected.
  private static func comment(_ what: String, _ reason: Diagnostic) -> String {
    let text = ([reason.message] + reason.notes.map(\.message)).joined(separator: "; ")
    return "# \(what): " + text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// `D_zebra` → `DZebra`; a name that is taken, by Python or another network, has a number behind it.
  static func className(_ name: String, besides others: [String]) -> String {
    let words = name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }
    let name = words.joined()
    let taken = others + ["F", "None", "True", "False"]
    guard taken.contains(name) else { return name }
    return (2...).lazy.map { "\(name)\($0)" }.first { !taken.contains($0) } ?? name
  }

  /// A literal of Python, which reads all that JSON escapes.
  static func quoted(_ text: String) -> String { JSON.string(text).description }

  private static func load(_ classes: [(name: String, called: String)], _ weights: String) -> String
  {
    let list = classes.map { "\"\($0.name)\": \($0.called)" }.joined(separator: ", ")
    return """
      def load(path=None):
          \"""The networks by name, with their weights, in inference mode.\"""
          path = path or os.path.join(os.path.dirname(os.path.abspath(__file__)), \(quoted(weights)))
          tensors = _read(path)
          networks = {}
          for name, make in {\(list)}.items():
              network = make()
              # PyTorch counts batches for itself; nothing reads it here.
              keys = [key for key in network.state_dict() if not key.endswith(".num_batches_tracked")]
              network.load_state_dict({key: tensors[name + "." + key] for key in keys})
              networks[name] = network.eval()
          return networks
      """
  }

  private static func head(_ experiment: LoadedExperiment) -> String {
    """
    \"""The networks of the experiment '\(experiment.name)' (\(experiment.identity.short)) for PyTorch, written by etch \(Version.current).

    Pictures are [n, channels, height, width], as PyTorch has them. Where they are flattened or reshaped they are permuted to
    [n, height, width, channels], the order that the weights were trained with.

        networks = load()          # with the weights that were exported with this file
    \"""

    import json
    import math
    import os
    import struct

    import torch
    from torch import nn
    from torch.nn import functional as F


    def _read(path):
        \"""The tensors of a .safetensors file by name.\"""
        types = {"F32": torch.float32, "F64": torch.float64, "I32": torch.int32, "I64": torch.int64, "U8": torch.uint8}
        with open(path, "rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(length))
            start = 8 + length
            tensors = {}
            for name, entry in header.items():
                if name == "__metadata__" or entry["dtype"] not in types:
                    continue
                begin, end = entry["data_offsets"]
                file.seek(start + begin)
                data = bytearray(file.read(end - begin))
                tensors[name] = torch.frombuffer(data, dtype=types[entry["dtype"]]).reshape(entry["shape"])
        return tensors
    """
  }
}
