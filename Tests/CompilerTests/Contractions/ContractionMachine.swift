import Foundation
import Graph
import Processes
import Synchronization
import Tensors

@testable import Compiler

/// Compiles kernels with a C compiler of the system, loads them and runs them on guarded memory.
enum ContractionMachine {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The C compilers that are here, by name.
  static let compilers: [String] = ["clang", "gcc"].filter { find($0) != nil }

  /// The instruction sets that this machine runs.
  static let levels: [InstructionSet] = {
    #if arch(arm64)
      return [.armv8]
    #else
      let flags = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
      var levels: [InstructionSet] = []
      if flags.contains("avx2"), flags.contains("fma") { levels.append(.x86v3) }
      if flags.contains("avx512vl"), flags.contains("avx512dq") { levels.append(.x86v4) }
      return levels
    #endif
  }()

  static func find(_ name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  typealias Function =
    @convention(c) (UnsafePointer<UnsafeMutableRawPointer?>, UnsafeMutableRawPointer, Int64) -> Void

  /// The kernels of several contractions as one library; the k-th step of the n-th is `k[n][k]`.
  static func load(
    _ parts: [KernelParts], _ level: InstructionSet, _ compiler: String,
    optimization: String? = nil
  ) throws -> [[Function]] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "etch-contractions-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var text = CPrelude.text
    var names: [[String]] = []
    for (number, part) in parts.enumerated() {
      names.append(
        part.steps.indices.map { step in
          let name = "kernel_\(number)_\(step)"
          text += part.steps[step].kernel.source
            .replacingOccurrences(of: CompiledKernel.functionName, with: name)
          return name
        })
    }
    let source = folder.appendingPathComponent("kernels.c")
    let library = folder.appendingPathComponent("kernels.so")
    try text.write(to: source, atomically: true, encoding: .utf8)
    guard let path = find(compiler) else { throw Failure(description: "no \(compiler)") }
    let ending = try Subprocess.run(
      Command(
        path,
        level.strictFlags(compiler, optimization: optimization) + [
          "-shared", "-fPIC", "-o", library.path, source.path,
        ], seconds: 600, outputLimit: 3000))
    guard ending.succeeded else {
      throw Failure(description: "\(compiler): \(ending.errorText)")
    }
    guard let handle = dlopen(library.path, RTLD_NOW) else {
      throw Failure(description: "the library does not load")
    }
    return try names.map {
      try $0.map { name in
        guard let symbol = dlsym(handle, name) else {
          throw Failure(description: "no function \(name)")
        }
        return unsafeBitCast(symbol, to: Function.self)
      }
    }
  }

  /// Numbers for every operand, the same every time.
  static func data(_ kernel: FusedKernel) -> [[Double]] {
    kernel.operands.enumerated().map { operand, type in
      let stream = RandomStream(key: UInt64(operand) + 1)
      return (0..<type.shape.count).map { element in
        let word = stream.words(element: UInt64(element), step: 0).0
        switch type.element {
        case .float32: return Double(Float(RandomStream.uniform(word) * 2 - 1))
        case .float64: return RandomStream.uniform(word) * 2 - 1
        case .int32, .int64: return Double(Int(word % 7) - 3)
        case .uint32, .uint8: return Double(word % 200)
        }
      }
    }
  }

  /// Runs a contraction and returns its operands afterwards.
  ///
  /// Each operand ends where its memory ends, so that a read beyond it stops the test; scratch memory and
  /// partial sums start as NaN.
  static func run(
    _ kernel: FusedKernel, _ parts: KernelParts, _ functions: [Function], _ data: [[Double]],
    backward: Bool = false
  ) throws -> [[Double]] {
    let written = Set(kernel.writes.map(\.operand))
    var memory: [GuardedMemory] = []
    for (operand, type) in kernel.operands.enumerated() {
      let block = try GuardedMemory(bytes: type.byteCount)
      memory.append(block)
      block.fill(type, written.contains(operand) ? nil : data[operand])
    }
    let partials = try parts.partials.map { bytes in
      let block = try GuardedMemory(bytes: bytes)
      block.fill(TensorType([bytes / 4]), nil)
      return block
    }
    for (step, function) in zip(parts.steps, functions) {
      let scratch = UnsafeMutableRawPointer.allocate(
        byteCount: max(64, step.kernel.scratchBytes), alignment: 64)
      defer { scratch.deallocate() }
      scratch.initializeMemory(
        as: Float.self, repeating: .nan, count: max(64, step.kernel.scratchBytes) / 4)
      let operands: [UnsafeMutableRawPointer?] = step.operands.map {
        switch $0 {
        case .operand(let operand): memory[operand].start
        case .partial(let partial): partials[partial].start
        }
      }
      let chunks = (0..<step.kernel.chunks).map(Int64.init)
      for chunk in backward ? chunks.reversed() : chunks { function(operands, scratch, chunk) }
    }
    return zip(kernel.operands, memory).map { $1.read($0) }
  }
}

/// Memory whose end is the end of a page that may be touched.
final class GuardedMemory {
  let start: UnsafeMutableRawPointer
  private let base: UnsafeMutableRawPointer
  private let length: Int

  init(bytes: Int) throws {
    let page = Int(getpagesize())
    let pages = (bytes + page - 1) / page
    length = (pages + 1) * page
    guard
      let base = mmap(
        nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      base != MAP_FAILED, mprotect(base + pages * page, page, PROT_NONE) == 0
    else { throw ContractionMachine.Failure(description: "no memory") }
    self.base = base
    start = base + (pages * page - bytes)
  }

  deinit { munmap(base, length) }

  /// Stores numbers, or NaN where there are none.
  func fill(_ type: TensorType, _ values: [Double]?) {
    for element in 0..<type.shape.count {
      let value = values?[element] ?? .nan
      let place = start + element * type.element.size
      switch type.element {
      case .float32: place.storeBytes(of: Float(value), as: Float.self)
      case .float64: place.storeBytes(of: value, as: Double.self)
      case .int32: place.storeBytes(of: Int32(value), as: Int32.self)
      case .int64: place.storeBytes(of: Int64(value), as: Int64.self)
      case .uint32: place.storeBytes(of: UInt32(value), as: UInt32.self)
      case .uint8: place.storeBytes(of: UInt8(value), as: UInt8.self)
      }
    }
  }

  func read(_ type: TensorType) -> [Double] {
    guard type.element == .float32 else { return [] }
    return (0..<type.shape.count).map { Double((start + $0 * 4).load(as: Float.self)) }
  }
}
