import Diagnostics
import Experiment
import Foundation
import Graph
import Tensors

/// A Python file with the networks of an experiment as PyTorch modules, which read exported weights and compute what
/// etch computes in inference mode.
public struct TorchModule {
  public let text: String

  /// - Parameters:
  ///   - weights: the name of the `.safetensors` file, as seen from beside the module.
  /// - Throws: a network that draws numbers, or whose size is not known.
  public init(_ experiment: LoadedExperiment, weights: String) throws {
    let model = experiment.model
    let networks = try model.definition.networks.keys.map { name in
      (name: name, code: try Self.network(name, model))
    }
    let list = networks.map { "\"\($0.name)\": \(Self.className($0.name))" }.joined(separator: ", ")
    text =
      Self.head(experiment) + networks.map(\.code).joined(separator: "\n\n") + """



        def load(path=None):
            \"""The networks by name, with their weights, in inference mode.\"""
            path = path or os.path.join(os.path.dirname(os.path.abspath(__file__)), \(Self.quoted(weights)))
            tensors = _read(path)
            networks = {}
            for name, make in {\(list)}.items():
                network = make()
                network.load_state_dict({k: tensors[name + "." + k] for k in network.state_dict()})
                networks[name] = network.eval()
            return networks

        """
  }

  private static func network(_ name: String, _ model: Model) throws -> String {
    // At two sizes of the batch, so that what grows with it is known.
    let small = try model.networkGraph(name, batch: TorchEmitter.batches.0)
    let large = try model.networkGraph(name, batch: TorchEmitter.batches.1)
    var emitter = try TorchEmitter(name, small, large)
    let body = try emitter.body()
    let tensors = small.entries.filter { emitter.used.contains($0.name) }.map { entry in
      let own = entry.name.dropFirst(name.count + 1)
      let shape = entry.type.shape.extents.map { "\($0)," }.joined(separator: " ")
      return "\"\(own)\": ((\(shape)), \(entry.kind == .parameter ? "True" : "False"))"
    }
    let inputs = small.inputs.map { "\($0.name): \(shapeNote($0.shape))" }.joined(separator: ", ")
    return """

      class \(className(name))(_Network):
          \"""\(name): takes \(inputs).\"""

          TENSORS = {\(tensors.isEmpty ? "" : "\n        " + tensors.joined(separator: ",\n        ") + ",\n    ")}

          def forward(self, \(small.inputs.map { TorchEmitter.variable($0.name) }.joined(separator: ", "))):
      \(body.map { $0.isEmpty ? "" : "        " + $0 }.joined(separator: "\n"))
      """
  }

  /// As PyTorch has it: a picture's channels first.
  private static func shapeNote(_ shape: [Int]) -> String {
    let shown = shape.count == 3 ? [shape[2], shape[0], shape[1]] : shape
    return "[" + (["n"] + shown.map { "\($0)" }).joined(separator: ", ") + "]"
  }

  static func className(_ name: String) -> String {
    let words = name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }
    return words.joined()
  }

  /// A literal of Python, which reads all that JSON escapes.
  static func quoted(_ text: String) -> String { JSON.string(text).description }

  private static func head(_ experiment: LoadedExperiment) -> String {
    """
    \"""The networks of the experiment '\(experiment.name)' (\(experiment.identity.short)) for PyTorch, written by etch \(Version.current).

    Pictures are [n, channels, height, width] on the way in and out, as PyTorch has them. Inside they are
    [n, height, width, channels], so that flattening gives the order that the weights were trained with.

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


    class _Network(nn.Module):
        \"""Holds tensors under the names that they have in the file: conv2d_1.weight.\"""

        TENSORS = {}

        def __init__(self):
            super().__init__()
            for path, (shape, is_trained) in self.TENSORS.items():
                owner, (*parts, last) = self, path.split(".")
                for part in parts:
                    if not hasattr(owner, part):
                        owner.add_module(part, nn.Module())
                    owner = getattr(owner, part)
                if is_trained:
                    owner.register_parameter(last, nn.Parameter(torch.zeros(shape)))
                else:
                    owner.register_buffer(last, torch.zeros(shape))


    def _pad(x, low, high, interior, value):
        \"""x between values: so many before, behind, and between its elements, along each axis.\"""
        shape = [l + (e - 1) * (i + 1) + 1 + h for e, l, h, i in zip(x.shape, low, high, interior)]
        wide = [e + max(0, -l) + max(0, -h) for e, l, h in zip(shape, low, high)]
        y = x.new_full(wide, value)
        at = tuple(slice(max(0, l), max(0, l) + (e - 1) * (i + 1) + 1, i + 1) for e, l, i in zip(x.shape, low, interior))
        y[at] = x
        return y[tuple(slice(max(0, -l), max(0, -l) + e) for e, l in zip(shape, low))]


    def _gather(x, index, axis):
        \"""Elements of an axis by their places; 0 where there is no such place.\"""
        count = x.shape[axis]
        flat = index.reshape(-1).long()
        y = x.index_select(axis, flat.clamp(0, count - 1))
        inside = ((flat >= 0) & (flat < count)).to(x.dtype)
        y = y * inside.reshape([-1] + [1] * (x.dim() - axis - 1))
        return y.reshape(x.shape[:axis] + index.shape + x.shape[axis + 1:])


    def _argmax(x, axes):
        \"""The row-major place of the greatest element over some axes.\"""
        kept = [axis for axis in range(x.dim()) if axis not in axes]
        return x.permute(kept + list(axes)).flatten(len(kept)).argmax(-1).to(torch.int32)


    """ + "\n"
  }
}
