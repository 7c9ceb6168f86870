import Compiler
import Foundation
import Graph
import Processes
import Tensors

/// Compiles with the system's C compiler, loads, and runs one chunk after the other: the plainest runtime
/// there could be, for tests only.
struct CompiledRunner {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  static let level: InstructionSet = {
    #if arch(arm64)
      return .armv8
    #else
      let flags = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
      return flags.contains("avx512vl") ? .x86v4 : .x86v3
    #endif
  }()

  /// As the runtime chooses: `$CC`, clang, gcc, cc.
  static let preferred: String =
    ([ProcessInfo.processInfo.environment["CC"]].compactMap { $0 } + ["clang", "gcc"])
    .first(where: isInstalled) ?? "cc"

  static func isInstalled(_ compiler: String) -> Bool {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    return compiler.contains("/")
      || folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(compiler)") }
  }

  static func library(
    _ text: String, compiler: String = preferred, optimization: String? = nil
  ) throws -> UnsafeMutableRawPointer {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "etch-compiler-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = folder.appending(path: "kernels.c")
    let object = folder.appending(path: "kernels.so")
    try text.write(to: source, atomically: true, encoding: .utf8)
    let ending = try Subprocess.run(
      Command(
        "/usr/bin/env",
        [compiler] + level.strictFlags(compiler, optimization: optimization) + [
          "-shared", "-fPIC", "-o", object.path, source.path,
        ],
        seconds: 600))
    guard ending.succeeded else {
      throw Failure(description: ending.errorText + "\n" + text)
    }
    guard let library = dlopen(object.path, RTLD_NOW | RTLD_LOCAL) else {
      throw Failure(description: String(cString: dlerror()))
    }
    return library
  }

  typealias Kernel =
    @convention(c) (
      UnsafePointer<UnsafeMutableRawPointer?>, UnsafeMutableRawPointer?, Int64
    ) -> Void

  /// The functions of all kernels' texts, in libraries of a few hundred.
  static func functions(
    _ kernels: [CompiledKernel], compiler: String = preferred, optimization: String? = nil
  ) throws -> [CompiledKernel: Kernel] {
    var seen: Set<CompiledKernel> = []
    let unique = kernels.filter { seen.insert($0).inserted }
    var functions: [CompiledKernel: Kernel] = [:]
    for start in stride(from: 0, to: unique.count, by: 300) {
      let part = unique[start..<min(start + 300, unique.count)]
      var text = CPrelude.text
      for (number, kernel) in part.enumerated() {
        text += kernel.source.replacingOccurrences(
          of: CompiledKernel.functionName, with: "kernel_\(number)")
      }
      let library = try library(text, compiler: compiler, optimization: optimization)
      for (number, kernel) in part.enumerated() {
        guard let symbol = dlsym(library, "kernel_\(number)") else {
          throw Failure(description: "no kernel_\(number)")
        }
        functions[kernel] = unsafeBitCast(symbol, to: Kernel.self)
      }
    }
    return functions
  }

  /// Runs a program once and returns its results, with state entries after the commit.
  static func run(
    _ compiled: CompiledGraph, inputs: [Input.Source: HostArray], compiler: String = preferred
  ) throws -> [Graph.Result.Target: HostArray] {
    try run(compiled, inputs: inputs, functions: functions(compiled.kernels, compiler: compiler))
  }

  static func run(
    _ compiled: CompiledGraph, inputs: [Input.Source: HostArray],
    functions: [CompiledKernel: Kernel]
  ) throws -> [Graph.Result.Target: HostArray] {
    var blocks: [UnsafeMutableRawPointer] = []
    defer { for block in blocks { block.deallocate() } }
    func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
      let block = UnsafeMutableRawPointer.allocate(byteCount: max(bytes, 64), alignment: 64)
      memset(block, 0xff, max(bytes, 64))
      blocks.append(block)
      return block
    }
    func copy(_ array: HostArray) -> UnsafeMutableRawPointer {
      let block = allocate(array.type.byteCount)
      array.withUnsafeBytes { bytes in
        if let base = bytes.baseAddress { block.copyMemory(from: base, byteCount: bytes.count) }
      }
      return block
    }
    let arena = allocate(compiled.arenaBytes)
    let scratch = allocate(compiled.scratchBytes)
    let constants = compiled.constants.map(copy)
    var states: [String: UnsafeMutableRawPointer] = [:]
    let outside = try compiled.inputs.map { input in
      guard let array = inputs[input.source] else {
        throw Failure(description: "no value for \(input.source)")
      }
      let block = copy(array)
      if case .state(let name) = input.source { states[name] = block }
      return block
    }
    for result in compiled.results {
      if case .state(let name) = result.target, states[name] == nil {
        states[name] = allocate(result.type.byteCount)
      }
    }
    func address(_ place: CompiledGraph.Place) -> UnsafeMutableRawPointer? {
      switch place {
      case .arena(let offset): arena + offset
      case .input(let input): outside[input]
      case .constant(let constant): constants[constant]
      case .state(let name): states[name]
      }
    }
    for launch in compiled.launches {
      let operands = launch.operands.map(address)
      let kernel = compiled.kernels[launch.kernel]
      guard let function = functions[kernel] else { throw Failure(description: "not compiled") }
      for chunk in 0..<kernel.chunks { function(operands, scratch, Int64(chunk)) }
    }
    var results: [Graph.Result.Target: HostArray] = [:]
    for result in compiled.results {
      guard let pointer = address(result.place) else { continue }
      results[result.target] = HostArray(
        type: result.type,
        bytes: UnsafeRawBufferPointer(start: pointer, count: result.type.byteCount))
    }
    return results
  }
}

extension InstructionSet {
  /// With every remark of the compiler an error.
  var strictFlags: [String] { compilerFlags + ["-Wall", "-Wextra", "-Werror"] }

  /// The same with another optimization, if any: one that vectorises less than is asked for may say so. clang is told what the
  /// runtime tells it, which spares a quarter of its time.
  func strictFlags(_ compiler: String, optimization: String?) -> [String] {
    let isClang = self != .armv8 && compiler.split(separator: "/").last?.hasPrefix("clang") == true
    let passes = ["-mllvm", "-disable-lsr", "-mllvm", "-enable-constraint-elimination=false"]
    return strictFlags + (isClang ? passes : [])
      + (optimization.map { [$0, "-Wno-pass-failed"] } ?? [])
  }
}
