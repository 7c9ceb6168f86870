/// Which kernels of a schedule write and read each buffer.
struct BufferLinks {
  private let schedule: KernelSchedule
  private var writing: [[Int]]
  private var reading: [[Int]]
  private let results: Set<Buffer>

  init(_ schedule: KernelSchedule) {
    self.schedule = schedule
    writing = Array(repeating: [], count: schedule.buffers.count)
    reading = writing
    results = Set(schedule.results.map(\.buffer))
    for (position, kernel) in schedule.kernels.enumerated() {
      for buffer in kernel.written { writing[buffer.number].append(position) }
      for buffer in kernel.read { reading[buffer.number].append(position) }
    }
  }

  func readers(of buffer: Buffer) -> [Int] { reading[buffer.number] }

  func writers(of buffer: Buffer) -> [Int] { writing[buffer.number] }

  func onlyWriter(of buffer: Buffer) -> Int? {
    writing[buffer.number].count == 1 ? writing[buffer.number][0] : nil
  }

  func isResult(_ buffer: Buffer) -> Bool { results.contains(buffer) }

  /// Whether kernels can run at the place of the last of them: neither they nor one between them reads what
  /// another of them writes.
  ///
  /// - Parameter others: what they read, and nothing else does.
  func areApart(_ kernels: [Int], from others: [Int]) -> Bool {
    guard let first = kernels.first, let last = kernels.last, others.allSatisfy({ $0 < first })
    else { return false }
    let written = Set(kernels.flatMap { schedule.kernels[$0].written })
    return (first...last).allSatisfy { written.isDisjoint(with: schedule.kernels[$0].read) }
  }
}
