/// Writes the kernels of a group as one C function, in which a worker runs them block after block.
struct TileGroupEmitter {
  private let group: TileGroup
  private let schedule: KernelSchedule
  /// The first of the copies that the product reads.
  private let firstPartial: Int
  /// What the function takes, in order.
  private(set) var operands: [LoweredSchedule.Operand] = []

  init(_ group: TileGroup, in schedule: KernelSchedule, firstPartial: Int) {
    self.group = group
    self.schedule = schedule
    self.firstPartial = firstPartial
  }

  /// What the text of a member's function follows from. Networks have equal layers, and are called several times.
  struct Function: Hashable {
    let kernel: FusedKernel
    let digits: TileDigits
    let name: String

    var text: String { NestEmitter(Nest(kernel).pruned()).tiles(digits, name: name) }
  }

  /// - Parameters:
  ///   - product: the last step of a block's product.
  ///   - written: functions of other groups.
  mutating func kernel(
    _ product: KernelParts.Step, _ written: inout [Function: String]
  ) -> CompiledKernel {
    let name = CompiledKernel.functionName
    let members = [group.transform] + group.assemblies
    let names = ["transform"] + group.assemblies.indices.map { "assembly\($0)" }
    var text = ""
    for (member, name) in zip(members, names) {
      let function = Function(kernel: member.kernel, digits: member.digits, name: name)
      let own = written[function] ?? function.text
      written[function] = own
      text += own
    }
    text += "static void \(name)_product" + product.kernel.source.dropFirst("void \(name)".count)

    var writer = CWriter()
    let (blocks, block, tiles) = (group.blocks, group.block, group.tiles)
    let chunks = min(Partition.mostChunks, blocks)
    writer.open("void \(name)(void *const *operands, void *scratch, int64_t chunk)")
    writer.line("float *const tiles = scratch;")
    writer.line("float *const products = tiles + \(group.floats.tiles);")
    writer.line("float *const rest = products + \(group.floats.products);")
    for (number, (member, name)) in zip(members, names).enumerated() {
      let memory = number == 0 ? "tiles" : "products"
      let pointers = member.kernel.operands.indices.map { operand in
        member.own.contains(operand)
          ? memory : pointer(.buffer(schedule.kernels[member.position].buffers[operand]))
      }
      writer.line("void *const \(name)[] = {\(pointers.joined(separator: ", "))};")
    }
    let factors = product.operands.map { operand in
      switch operand {
      case .operand(group.product.tilesOperand): "tiles"
      case .operand(group.product.productsOperand): "products"
      case .operand(let operand):
        pointer(.buffer(schedule.kernels[group.position].buffers[operand]))
      case .partial(let partial): pointer(.partial(firstPartial + partial))
      }
    }
    writer.line("void *const product[] = {\(factors.joined(separator: ", "))};")
    writer.openLoop("block", "chunk * \(blocks) / \(chunks)", "(chunk + 1) * \(blocks) / \(chunks)")
    writer.line("const int64_t first = block * \(block);")
    writer.line(
      tiles % block == 0
        ? "const int64_t end = first + \(block);"
        : "const int64_t end = first + \(block) < \(tiles) ? first + \(block) : \(tiles);")
    writer.line("\(name)_transform(transform, first, end);")
    writer.openLoop("part", "0", "\(product.kernel.chunks)")
    writer.line("\(name)_product(product, rest, part);")
    writer.close()
    for name in names.dropFirst() {
      writer.line("\(CompiledKernel.functionName)_\(name)(\(name), first, end);")
    }
    writer.close()
    writer.close()
    return CompiledKernel(
      source: text + writer.text, chunks: chunks,
      scratchBytes: 4 * (group.floats.tiles + group.floats.products) + product.kernel.scratchBytes)
  }

  /// The C of an operand's pointer.
  private mutating func pointer(_ operand: LoweredSchedule.Operand) -> String {
    let number = operands.firstIndex(of: operand) ?? operands.count
    if number == operands.count { operands.append(operand) }
    return "operands[\(number)]"
  }
}
