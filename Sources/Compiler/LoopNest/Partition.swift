/// How the tasks of a kernel are cut into chunks: a matter of shapes only.
struct Partition {
  /// Loops whose points are tasks, outermost first.
  let loops: [Int]
  /// A further loop that is cut into blocks, each a task.
  let block: Block?
  let tasks: Int
  let tasksPerChunk: Int
  let chunks: Int

  struct Block {
    let loop: Int
    let size: Int
    let count: Int
  }

  /// The amount of work, in additions, that is worth a chunk of its own.
  static let workPerChunk = 16_384
  static let mostChunks = 64

  init(_ extents: [Int], loops: [Int], block: Block? = nil, work: Int) {
    self.loops = loops
    self.block = block
    tasks = loops.map { extents[$0] }.reduce(1, *) * (block?.count ?? 1)
    let wanted = Partition.chunks(for: work)
    tasksPerChunk = max(1, (tasks + wanted - 1) / wanted)
    chunks = max(1, (tasks + tasksPerChunk - 1) / tasksPerChunk)
  }

  static func chunks(for work: Int) -> Int { min(mostChunks, max(1, work / workPerChunk)) }

  /// For a kernel without reduction: as many outer loops as make enough tasks, and blocks of the innermost
  /// where those are too few.
  init(pointwise extents: [Int], work: Int) {
    let wanted = Partition.chunks(for: work)
    guard wanted > 1, let last = extents.indices.last else {
      self.init(extents, loops: [], work: 0)
      return
    }
    var loops: [Int] = []
    var tasks = 1
    for loop in extents.indices.dropLast() where tasks < wanted {
      loops.append(loop)
      tasks *= extents[loop]
    }
    guard tasks < wanted else {
      self.init(extents, loops: loops, work: work)
      return
    }
    let blocks = (wanted + tasks - 1) / tasks
    let size = ((extents[last] + blocks - 1) / blocks + 63) / 64 * 64
    let count = (extents[last] + size - 1) / size
    self.init(
      extents, loops: loops, block: Block(loop: last, size: size, count: count), work: work)
  }
}
