import Foundation
import Graph
import Tensors

@testable import Compiler
@testable import Runtime

/// One cache for all tests that do not test the cache: their kernels are compiled once a test run.
enum Shared {
  static let folder = Result { try TemporaryFolder() }

  static func device(threads: Int = 2, instructionSet: InstructionSet? = nil) throws -> Device {
    try Device(
      threads: threads, cache: .folder(folder.get().file("cache")), backend: .compiled,
      instructionSet: instructionSet, toolchain: nil, checks: true)
  }

  /// Whether kernels can be compiled here.
  static let hasCompiler = (try? CToolchain.find()) != nil

  /// What this machine can run: its own instruction set, and the smaller one of the same family.
  static var instructionSets: [InstructionSet] {
    switch try? InstructionSet.detect() {
    case .x86v4: [.x86v4, .x86v3]
    case let detected?: [detected]
    case nil: []
    }
  }
}

/// Kernels written by hand over `length` single-precision numbers.
enum TestKernels {
  /// `out = expression`, where `a` and `b` are elements of the inputs and `i` the index.
  static func map(_ expression: String, length: Int, chunks: Int, inputs: Int) -> CompiledKernel {
    let size = (length + chunks - 1) / max(chunks, 1)
    let names = ["a", "b"].prefix(inputs).enumerated()
    let pointers = names.map { "  const float *p\($0.element) = operands[\($0.offset + 1)];\n" }
    let loads = names.map { "    const float \($0.element) = p\($0.element)[i];\n" }
    return CompiledKernel(
      source: """
        void ETCH_KERNEL(void *const *operands, void *scratch, int64_t chunk);
        void ETCH_KERNEL(void *const *operands, void *scratch, int64_t chunk) {
          (void)scratch;
          float *out = operands[0];
        \(pointers.joined())  const int64_t start = chunk * \(size);
          int64_t end = start + \(size);
          if (end > \(length)) end = \(length);
          for (int64_t i = start; i < end; i++) {
        \(loads.joined())    out[i] = \(expression);
          }
        }

        """, chunks: chunks, scratchBytes: 64)
  }

  static func launch(_ kernel: Int, _ operands: [CompiledGraph.Place]) -> CompiledGraph.Launch {
    CompiledGraph.Launch(
      kernel: kernel, operands: operands, title: "test", origins: [], boundary: "",
      operandNotes: [],
      work: CompiledGraph.Work(
        kind: .loops, algorithm: "loops", extents: "", flops: 0, bytes: 0))
  }

  static func result(
    _ target: Graph.Result.Target, _ length: Int, _ place: CompiledGraph.Place
  ) -> CompiledGraph.ResultPlace {
    CompiledGraph.ResultPlace(target: target, type: TensorType([length]), place: place)
  }
}
