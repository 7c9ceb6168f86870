import Testing

@testable import Runtime

@Suite("A wave runs every chunk of every part once")
struct PoolWaveTests {
  private static let count: KernelFunction = { operands, _, chunk in
    guard let marks = operands?.pointee else { return }
    marks.assumingMemoryBound(to: UInt8.self)[Int(chunk)] += 1
  }

  @Test(
    "parts of several sizes, on any number of threads", arguments: [1, 2, 5],
    [[1], [64], [1, 1], [3, 1, 17, 64, 2]])
  func parts(threads: Int, chunks: [Int]) {
    let pool = ThreadPool(threads: threads)
    let size = 70
    let marks = UnsafeMutableRawPointer.allocate(byteCount: size * chunks.count, alignment: 64)
    marks.initializeMemory(as: UInt8.self, repeating: 0, count: size * chunks.count)
    let operands = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: chunks.count)
    for part in chunks.indices { (operands + part).initialize(to: marks + size * part) }
    defer {
      marks.deallocate()
      operands.deallocate()
    }
    let wave = PoolWave(
      chunks.enumerated().map {
        PoolWave.Part(function: Self.count, operands: operands + $0, chunks: $1)
      })
    pool.exclusively { pool.dispatch(wave.job(scratchBase: nil, scratchStride: 0)) }
    for (part, chunks) in chunks.enumerated() {
      for place in 0..<size {
        let found = marks.load(fromByteOffset: size * part + place, as: UInt8.self)
        #expect(found == (place < chunks ? 1 : 0), "part \(part), chunk \(place)")
      }
    }
  }
}
