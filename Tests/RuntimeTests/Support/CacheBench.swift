import Foundation
import Synchronization
import Testing

@testable import Compiler
@testable import Runtime

/// Kernels that multiply by a number, for caches that have loaded nothing yet.
struct CacheBench {
  private static let toolchain = Result { try CToolchain.find() }

  let path: String?
  var toolchain: CToolchain?
  var parallelism = 2
  var patience = CacheFolder.Patience()
  var stopping: @Sendable () -> Bool = { false }

  /// What one request came to.
  struct Outcome {
    let statistics: KernelCache.Statistics
    let remarks: [String]
    let keepsKernels: Bool
  }

  static func kernel(_ factor: Int) -> CompiledKernel {
    TestKernels.map("a * \(factor).0f", length: 4, chunks: 1, inputs: 1)
  }

  /// Gets kernels and runs them.
  func use(_ factors: [Int]) throws -> Outcome {
    let remarks = Remarks()
    let cache = try KernelCache(
      folder: path.map { try CacheFolder($0) }, toolchain: toolchain ?? Self.toolchain.get(),
      instructionSet: .detect(), parallelism: parallelism, patience: patience,
      remark: { remarks.add($0) }, stopping: stopping)
    let (functions, statistics) = try cache.functions(for: factors.map(Self.kernel))
    #expect(functions.count == factors.count)
    for (factor, function) in zip(factors, functions) {
      var input: [Float] = [1, 2, 3, 4]
      var output = [Float](repeating: 0, count: 4)
      input.withUnsafeMutableBytes { input in
        output.withUnsafeMutableBytes { output in
          [output.baseAddress, input.baseAddress].withUnsafeBufferPointer {
            function($0.baseAddress, nil, 0)
          }
        }
      }
      #expect(output == [1, 2, 3, 4].map { $0 * Float(factor) })
    }
    return Outcome(statistics: statistics, remarks: remarks.all, keepsKernels: cache.keepsKernels)
  }

  /// What was said.
  final class Remarks: Sendable {
    private let texts = Mutex<[String]>([])
    var all: [String] { texts.withLock { $0 } }
    func add(_ text: String) { texts.withLock { $0.append(text) } }
  }
}
