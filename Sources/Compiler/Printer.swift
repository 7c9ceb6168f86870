import Graph
import Tensors

/// Stages of the compiler as text.
enum Printer {
  /// The choice for each convolution, and the graph.
  static func text(_ rewritten: RewriteConvolutions) -> String {
    rewritten.choices.map { "\($0)\n" }.joined() + rewritten.graph.description
  }

  static func text(_ schedule: KernelSchedule) -> String {
    var lines: [String] = []
    for (number, scheduled) in schedule.kernels.enumerated() {
      let kernel = scheduled.kernel
      lines.append(
        "k\(pad(number))  \(scheduled.title)"
          + "  over \(kernel.extents)  [\(scheduled.boundary.rawValue)]")
      for (operand, type) in kernel.operands.enumerated() {
        let written = kernel.writes.contains { $0.operand == operand }
        lines.append("  \(written ? "out" : "in ")  \(type)  b\(scheduled.buffers[operand].number)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// ```
  /// k02  conv2d -> add -> maximum
  ///   contraction: rows [64, 14, 14] x columns [8], sum of [3, 3, 16]; tile 14 x 1 vectors of 8, …
  /// k03  max_pool
  ///   loops: it merges something other than one sum of products
  /// ```
  static func text(_ chosen: ChosenSchedule) -> String {
    var members: [Int: String] = [:]
    for group in chosen.groups {
      let names = group.positions.map { "k\(pad($0))" }.joined(separator: ", ")
      let text = "  one kernel of \(names): \(group.block) of \(group.tiles) tiles at a time\n"
      for position in group.positions { members[position] = text }
    }
    for group in chosen.rowGroups {
      let names = group.positions.map { "k\(pad($0))" }.joined(separator: ", ")
      let text = "  one kernel of \(names): rows in \(group.blocks) blocks\n"
      for position in group.positions { members[position] = text }
    }
    return zip(chosen.schedule.kernels, chosen.lowerings).enumerated().map { number, kernel in
      let choice =
        switch kernel.1 {
        case .contraction(let plan): "contraction: \(plan.summary)"
        case .nest(let reason): "loops: \(reason.rawValue)"
        }
      return "k\(pad(number))  \(kernel.0.title)\n  \(choice)\n" + (members[number] ?? "")
    }.joined()
  }

  static func text(_ lowered: LoweredSchedule) -> String {
    lowered.kernels.enumerated().map { number, kernel in
      "// k\(pad(number))  \(kernel.chunks) chunks\n\(kernel.source)"
    }.joined(separator: "\n")
  }

  /// ```
  /// 3  k12  matmul (partial)
  /// 3  k14  sum
  /// 4  k13  matmul (merge)
  /// ```
  static func text(of arranged: LoweredSchedule) -> String {
    arranged.steps.map { step in
      "\(step.wave)  k\(pad(step.kernel))  \(arranged.title(of: step))\n"
    }.joined()
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
    if let reason = launch.plainLoops { text += "//   plain loops: \(comment(reason))\n" }
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

  static func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension CompiledGraph {
  /// The C of a kernel under the heading of each launch of it; `nil` where there is no such kernel.
  ///
  /// - Parameter name: `k03`.
  public func listing(of name: String) -> String? {
    guard let number = kernels.indices.first(where: { "k\(Printer.pad($0))" == name }) else {
      return nil
    }
    return launches.filter { $0.kernel == number }.map(Printer.heading).joined()
      + kernels[number].source
  }
}
