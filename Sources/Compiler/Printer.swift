import Graph
import Tensors

/// Stages of the compiler as text.
enum Printer {
  static func text(_ schedule: KernelSchedule) -> String {
    var lines: [String] = []
    for (number, scheduled) in schedule.kernels.enumerated() {
      let kernel = scheduled.kernel
      lines.append(
        "k\(pad(number))  \(scheduled.title)"
          + "  over \(kernel.extents)  [\(scheduled.boundary.rawValue)]")
      for (operand, type) in kernel.operands.enumerated() {
        let value = scheduled.buffers[operand]
        let written = kernel.writes.contains { $0.operand == operand }
        lines.append("  \(written ? "out" : "in ")  \(type)  %\(value.node).\(value.output)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static func text(_ lowered: LoweredSchedule) -> String {
    lowered.kernels.enumerated().map { number, kernel in
      "// k\(pad(number))  \(kernel.chunks) chunks\n\(kernel.source)"
    }.joined(separator: "\n")
  }

  /// The launches with their kernels, each kernel's text at its first launch.
  static func text(_ compiled: CompiledGraph) -> String {
    var seen: Set<Int> = []
    var text = ""
    for launch in compiled.launches {
      text += heading(launch)
      if seen.insert(launch.kernel).inserted {
        text += compiled.kernels[launch.kernel].source
      } else {
        text += "//   the same text as above\n"
      }
      text += "\n"
    }
    return text
  }

  /// ```
  /// // k07  conv2d -> add -> maximum   dcgan_mnist.yaml:41:7  discriminator.conv2d_1
  /// //   out  f32[256, 14, 14, 64]   arena 0
  /// //   kernel of its own: a contraction, read over other loops
  /// ```
  static func heading(_ launch: CompiledGraph.Launch) -> String {
    var text = "// k\(pad(launch.kernel))  \(comment(launch.title))"
    var seen: Set<String> = []
    for origin in launch.origins where !origin.path.isEmpty && seen.insert(origin.path).inserted {
      text += origin.range.map { "  \(comment($0.place))" } ?? ""
      text += "  \(comment(origin.path))"
    }
    text += "\n"
    for (place, note) in zip(launch.operands, launch.operandNotes) {
      text += "//   \(comment(note))   \(describe(place))\n"
    }
    return text + "//   kernel of its own: \(comment(launch.boundary))\n"
  }

  static func describe(_ place: CompiledGraph.Place) -> String {
    switch place {
    case .arena(let offset): "arena \(offset)"
    case .input(let input): "input \(input)"
    case .constant(let constant): "constant \(constant)"
    case .state(let name): "state \(comment(name))"
    }
  }

  /// Text that may stand in a comment: letters, digits, `_.:/ -`, and what shapes and arrows need; the rest,
  /// backslashes and newlines above all, is escaped.
  static func comment(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "A"..."Z", "a"..."z", "0"..."9", "_", ".", ":", "/", " ", "-", ">", "(", ")", "[", "]",
        ",":
        String(scalar)
      default: "%" + String(scalar.value, radix: 16)
      }
    }.joined()
  }

  private static func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
