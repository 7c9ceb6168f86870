import Foundation
import Graph
import Processes
import Tensors

@testable import Compiler

/// Runs kernels for 64-bit ARM on any machine, where qemu's user mode and a cross compiler are installed
/// (`apt-get install qemu-user gcc-aarch64-linux-gnu libc6-dev-arm64-cross`).
struct ArmMachine {
  let compiler: String
  let emulator: String

  /// `nil`, and one line that says so, where they are not installed.
  static let shared: ArmMachine? = {
    guard let compiler = ContractionMachine.find("aarch64-linux-gnu-gcc"),
      let emulator = ContractionMachine.find("qemu-aarch64")
    else {
      print("qemu-aarch64 and aarch64-linux-gnu-gcc are not both here: no kernel is run for ARM")
      return nil
    }
    return ArmMachine(compiler: compiler, emulator: emulator)
  }()

  /// Kernels that are called one after another on blocks of memory.
  struct Job {
    struct Place {
      var block: Int
      var offset = 0
    }

    /// What each block holds before.
    var blocks: [Data] = []
    var scratchBytes = 64
    var calls: [(kernel: CompiledKernel, operands: [Place])] = []
    /// What is looked at afterwards.
    var results: [(place: Place, type: TensorType)] = []

    mutating func block(_ content: Data) -> Place {
      blocks.append(content)
      return Place(block: blocks.count - 1)
    }

    mutating func block(bytes: Int) -> Place { block(Data(repeating: 0xff, count: max(bytes, 64))) }
  }

  /// Runs jobs one after another, in one process.
  func run(_ jobs: [Job]) throws -> [[HostArray]] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "etch-arm-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func file(_ name: String) -> URL { folder.appendingPathComponent(name) }
    try Self.program(jobs).write(to: file("kernels.c"), atomically: true, encoding: .utf8)
    try jobs.flatMap(\.blocks).reduce(into: Data()) { $0 += $1 }.write(to: file("given"))
    let flags =
      InstructionSet.armv8.strictFlags
      + ["-static", "-o", file("kernels").path, file("kernels.c").path]
    for command in [
      Command(compiler, flags, seconds: 900, outputLimit: 3000),
      Command(
        emulator, [file("kernels").path, file("given").path, file("found").path], seconds: 900,
        outputLimit: 3000),
    ] {
      let ending = try Subprocess.run(command)
      guard ending.succeeded else {
        throw ContractionMachine.Failure(
          description: "\(command.path): \(ending.cause) \(ending.errorText)")
      }
    }
    let found = try Data(contentsOf: file("found"))
    var start = 0
    return jobs.map { job in
      job.results.map { result in
        defer { start += result.type.byteCount }
        return found[start..<start + result.type.byteCount].withUnsafeBytes {
          HostArray(type: result.type, bytes: $0)
        }
      }
    }
  }

  /// The kernels with a `main` that reads all blocks from one file and writes the results to another.
  private static func program(_ jobs: [Job]) -> String {
    var text = CPrelude.text
    var names: [CompiledKernel: String] = [:]
    for kernel in jobs.flatMap({ $0.calls.map(\.kernel) }) where names[kernel] == nil {
      let name = "kernel_\(names.count)"
      names[kernel] = name
      text += kernel.source.replacingOccurrences(of: CompiledKernel.functionName, with: name)
    }
    var main = CWriter()
    main.open("int main(int count, char **names)")
    main.line("if (count != 3) return 2;")
    main.line("FILE *given = fopen(names[1], \"rb\"), *found = fopen(names[2], \"wb\");")
    main.line("if (!given || !found) return 3;")
    for job in jobs {
      main.open()
      for (index, block) in job.blocks.enumerated() {
        main.line("char *m\(index) = aligned_alloc(64, \((block.count + 127) / 64 * 64));")
        main.line("if (fread(m\(index), 1, \(block.count), given) != \(block.count)) return 4;")
      }
      main.line("void *scratch = aligned_alloc(64, \((job.scratchBytes + 127) / 64 * 64));")
      for (kernel, operands) in job.calls {
        main.open()
        let places = operands.map { "m\($0.block) + \($0.offset)" }.joined(separator: ", ")
        main.line("void *operands[] = {\(places)};")
        main.line("for (int64_t chunk = 0; chunk < \(kernel.chunks); ++chunk)")
        main.line("  \(names[kernel] ?? "")(operands, scratch, chunk);")
        main.close()
      }
      for (place, type) in job.results {
        let bytes = type.byteCount
        main.line(
          "if (fwrite(m\(place.block) + \(place.offset), 1, \(bytes), found) != \(bytes)) return 5;"
        )
      }
      for index in job.blocks.indices { main.line("free(m\(index));") }
      main.line("free(scratch);")
      main.close()
    }
    main.line("return fclose(found);")
    main.close()
    return "#include <stdio.h>\n#include <stdlib.h>\n" + text + main.text
  }
}

extension ArmMachine.Job {
  /// A contraction, on numbers for its operands, all of which are looked at.
  init(_ kernel: FusedKernel, _ parts: KernelParts, _ data: [[Double]]) throws {
    let written = Set(kernel.writes.map(\.operand))
    let operands = try kernel.operands.enumerated().map { operand, type in
      let memory = try GuardedMemory(bytes: type.byteCount)
      memory.fill(type, written.contains(operand) ? nil : data[operand])
      return block(Data(bytes: memory.start, count: type.byteCount))
    }
    let partials = parts.partials.map { block(bytes: $0) }
    for step in parts.steps {
      scratchBytes = max(scratchBytes, step.kernel.scratchBytes)
      let places = step.operands.map {
        switch $0 {
        case .operand(let operand): operands[operand]
        case .partial(let partial): partials[partial]
        }
      }
      calls.append((step.kernel, places))
    }
    results = zip(operands, kernel.operands).map { ($0, $1) }
  }

  /// A program, once; its results are looked at in their order.
  init(_ compiled: CompiledGraph, _ inputs: [Input.Source: HostArray]) throws {
    func content(_ array: HostArray) -> Data { array.withUnsafeBytes { Data($0) } }
    scratchBytes = max(64, compiled.scratchBytes)
    let arena = block(bytes: compiled.arenaBytes)
    let constants = compiled.constants.map { block(content($0)) }
    var states: [String: Place] = [:]
    let outside = try compiled.inputs.map { input in
      guard let array = inputs[input.source] else {
        throw CompiledRunner.Failure(description: "no value for \(input.source)")
      }
      let place = block(content(array))
      if case .state(let name) = input.source { states[name] = place }
      return place
    }
    for result in compiled.results {
      if case .state(let name) = result.target, states[name] == nil {
        states[name] = block(bytes: result.type.byteCount)
      }
    }
    func address(_ place: CompiledGraph.Place) throws -> Place {
      switch place {
      case .arena(let offset): return Place(block: arena.block, offset: offset)
      case .input(let input): return outside[input]
      case .constant(let constant): return constants[constant]
      case .state(let name):
        guard let place = states[name] else { throw CompiledRunner.Failure(description: name) }
        return place
      }
    }
    for launch in compiled.launches {
      calls.append((compiled.kernels[launch.kernel], try launch.operands.map(address)))
    }
    results = try compiled.results.map { (try address($0.place), $0.type) }
  }
}
