import Graph
import Tensors

extension ScheduledKernel {
  /// A pointwise kernel in which a narrow innermost loop (channels of a group, say) is one with the loop around it, and
  /// what it reads of each group or each place in one is first written once for each of both.
  struct Widened {
    let kernel: ScheduledKernel
    /// The kernels that write what is read, and what they write; numbers of buffers follow those that there are.
    let expansions: [(kernel: ScheduledKernel, type: TensorType)]
  }

  /// - Parameters:
  ///   - firstBuffer: the number of the next new buffer.
  ///   - type: of a buffer.
  /// - Returns: `nil` where the innermost loop fills vectors, where nothing that is read has more channels than that (three
  ///   colours are three), where something else keeps both loops apart, and where what would be written is not far
  ///   less than what the kernel computes.
  func widened(firstBuffer: Int, type: (Buffer) -> TensorType) -> Widened? {
    guard kernel.isPointwise else { return nil }
    var result = collapsed()
    let extents = result.kernel.extents
    let (outer, inner) = (extents.count - 2, extents.count - 1)
    guard outer >= 0, extents[inner] < InstructionSet.lanes,
      extents[outer] * extents[inner] >= InstructionSet.lanes
    else { return nil }
    let isOfGroups = result.kernel.reads.contains { read in
      let own = type(result.buffers[read.operand]).shape.extents.last { $0 > 1 } ?? 1
      let view = result.kernel.operands[read.operand].shape
      return own >= InstructionSet.lanes && result.kernel.joined(read.index, view, outer) != nil
    }
    guard isOfGroups else { return nil }
    var expansions: [(kernel: ScheduledKernel, type: TensorType)] = []
    for (number, read) in result.kernel.reads.enumerated() {
      let shape = result.kernel.operands[read.operand].shape
      if result.kernel.joined(read.index, shape, outer) != nil { continue }
      guard
        let (expansion, type, loops) = result.expansion(
          of: read, to: Buffer(number: firstBuffer + expansions.count)),
        16 * type.shape.count <= result.kernel.pointCount
      else { return nil }
      expansions.append((expansion, type))
      result.kernel.reads[number] = FusedKernel.Read(
        operand: result.kernel.operands.count,
        index: loops.map { .affine(.loop($0, of: extents.count)) })
      result.kernel.operands.append(type)
      result.buffers.append(Buffer(number: firstBuffer + expansions.count - 1))
    }
    guard !expansions.isEmpty, let joined = result.joining(outer) else { return nil }
    return Widened(kernel: joined.tidied(), expansions: expansions)
  }

  /// A kernel that writes what is read, once for each point of the loops that it is read by and of the two innermost.
  private func expansion(
    of read: FusedKernel.Read, to buffer: Buffer
  ) -> (kernel: ScheduledKernel, type: TensorType, loops: [Int])? {
    let count = kernel.extents.count
    var affines: [Affine] = []
    for index in read.index {
      guard case .affine(let affine) = index else { return nil }
      affines.append(affine)
    }
    guard read.outside == nil else { return nil }
    let loops = (0..<count).filter { loop in
      loop >= count - 2 || affines.contains { $0.coefficients[loop] != 0 }
    }
    let type = TensorType(
      Shape(loops.map { kernel.extents[$0] }), kernel.operands[read.operand].element)
    let own = FusedKernel(
      extents: type.shape.extents, operands: [kernel.operands[read.operand], type],
      reads: [
        FusedKernel.Read(
          operand: 0,
          index: affines.map { affine in
            .affine(
              Affine(
                coefficients: loops.map { affine.coefficients[$0] }, offset: affine.offset))
          })
      ],
      writes: [
        FusedKernel.Write(
          operand: 1, index: loops.indices.map { .affine(.loop($0, of: loops.count)) },
          value: .read(0))
      ])
    var result = self
    result.kernel = own
    result.buffers = [buffers[read.operand], buffer]
    result.operations = [Broadcast.name]
    return (result, type, loops)
  }
}
