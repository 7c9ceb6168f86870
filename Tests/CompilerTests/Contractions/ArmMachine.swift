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
    func find(_ name: String) -> String? {
      (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
    guard let compiler = find("aarch64-linux-gnu-gcc"), let emulator = find("qemu-aarch64") else {
      print("qemu-aarch64 and aarch64-linux-gnu-gcc are not both here: no kernel is run for ARM")
      return nil
    }
    return ArmMachine(compiler: compiler, emulator: emulator)
  }()

  /// Runs contractions one after another, in one process, and returns the operands of each afterwards.
  func run(_ kernels: [FusedKernel], _ parts: [KernelParts], _ data: [[[Double]]]) throws
    -> [[[Double]]]
  {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "etch-arm-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (source, program) = (
      folder.appendingPathComponent("kernels.c"), folder.appendingPathComponent("kernels")
    )
    let (given, found) = (
      folder.appendingPathComponent("given"), folder.appendingPathComponent("found")
    )
    try Self.program(kernels, parts).write(to: source, atomically: true, encoding: .utf8)
    var bytes = Data()
    for (kernel, operands) in zip(kernels, data) {
      let written = Set(kernel.writes.map(\.operand))
      for (operand, type) in kernel.operands.enumerated() {
        let block = try GuardedMemory(bytes: type.byteCount)
        block.fill(type, written.contains(operand) ? nil : operands[operand])
        bytes.append(contentsOf: UnsafeRawBufferPointer(start: block.start, count: type.byteCount))
      }
    }
    try bytes.write(to: given)
    let flags = InstructionSet.armv8.compilerFlags + ["-static", "-o", program.path, source.path]
    for command in [
      Command(compiler, flags, seconds: 600, outputLimit: 3000),
      Command(emulator, [program.path, given.path, found.path], seconds: 600, outputLimit: 3000),
    ] {
      let ending = try Subprocess.run(command)
      guard ending.succeeded else {
        throw ContractionMachine.Failure(
          description: "\(command.path): \(ending.cause) \(ending.errorText)")
      }
    }
    let results = try Data(contentsOf: found)
    var place = 0
    return try kernels.map { kernel in
      try kernel.operands.map { type in
        let block = try GuardedMemory(bytes: type.byteCount)
        results.withUnsafeBytes { all in
          block.start.copyMemory(from: all.baseAddress! + place, byteCount: type.byteCount)
        }
        place += type.byteCount
        return block.read(type)
      }
    }
  }

  /// The kernels with a `main` that reads all operands from one file and writes them to another.
  private static func program(_ kernels: [FusedKernel], _ parts: [KernelParts]) -> String {
    var text = CPrelude.text
    var main = CWriter()
    main.open("int main(int count, char **names)")
    main.line("if (count != 3) return 2;")
    main.line("FILE *given = fopen(names[1], \"rb\"), *found = fopen(names[2], \"wb\");")
    main.line("if (!given || !found) return 3;")
    for (number, (kernel, part)) in zip(kernels, parts).enumerated() {
      main.open()
      let sizes = kernel.operands.map(\.byteCount) + part.partials
      for (index, size) in sizes.enumerated() {
        main.line("void *m\(index) = aligned_alloc(64, \((size + 127) / 64 * 64));")
        if index < kernel.operands.count {
          main.line("if (fread(m\(index), 1, \(size), given) != \(size)) return 4;")
        }
      }
      for (index, step) in part.steps.enumerated() {
        let name = "kernel_\(number)_\(index)"
        text += step.kernel.source.replacingOccurrences(of: CompiledKernel.functionName, with: name)
        let operands = step.operands.map {
          switch $0 {
          case .operand(let operand): "m\(operand)"
          case .partial(let partial): "m\(kernel.operands.count + partial)"
          }
        }
        main.open()
        main.line("void *operands[] = {\(operands.joined(separator: ", "))};")
        main.line(
          "void *scratch = aligned_alloc(64, \((step.kernel.scratchBytes + 127) / 64 * 64));")
        main.line(
          "for (int64_t chunk = 0; chunk < \(step.kernel.chunks); ++chunk) \(name)(operands, scratch, chunk);"
        )
        main.line("free(scratch);")
        main.close()
      }
      for (index, size) in sizes.enumerated() {
        if index < kernel.operands.count {
          main.line("if (fwrite(m\(index), 1, \(size), found) != \(size)) return 5;")
        }
        main.line("free(m\(index));")
      }
      main.close()
    }
    main.line("return fclose(found);")
    main.close()
    return "#include <stdio.h>\n#include <stdlib.h>\n" + text + main.text
  }
}
