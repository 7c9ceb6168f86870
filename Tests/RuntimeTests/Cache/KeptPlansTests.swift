import Compiler
import Foundation
import Graph
import Processes
import Synchronization
import Tensors
import Testing

@testable import Runtime

@Suite("Compiled graphs are kept beside their kernels")
struct KeptPlansTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func device(describes: Bool = false) throws -> Device {
    try Device(threads: 1, cache: .folder(folder.file("cache")), describes: describes)
  }

  private func graph(_ factor: Double) throws -> Graph {
    let builder = GraphBuilder()
    let x = try builder.apply(Input(.batch("x"), TensorType([4])))
    let f = try builder.apply(Constant(HostArray(shape: [4], repeating: Float(factor))))
    builder.result(.output("y"), try builder.apply(Multiply(), x, f))
    return builder.graph
  }

  /// What a program of a device that has loaded nothing yet computes, and whether its kernels were compiled.
  private func run(_ factor: Double, describes: Bool = false) throws -> (
    numbers: [Float], compiled: Int, titles: Set<String>
  ) {
    let device = try device(describes: describes)
    let program = try device.load(graph(factor), state: State([]))
    try program.setInput(.batch("x"), HostArray(shape: [4], floats: [1, 2, 3, 4]))
    try program.run()
    return (
      program.output("y").floats, program.report.kernelsCompiled,
      Set(program.compiled?.launches.map(\.title) ?? [])
    )
  }

  private func files(_ suffix: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.file("cache")).sorted()
      .filter { $0.hasSuffix(suffix) }.map { folder.file("cache/" + $0) }
  }

  @Test("The second time the graph is read, and computes the same")
  func again() throws {
    let first = try run(3)
    #expect(first.numbers == [3, 6, 9, 12] && first.compiled == 1 && first.titles != [""])
    #expect(try files(".plan").count == 1)
    let second = try run(3)
    #expect(second.numbers == first.numbers && second.compiled == 0 && second.titles == [""])
    #expect(try run(5).numbers == [5, 10, 15, 20])
    #expect(try files(".plan").count == 2)
  }

  @Test("Who wants to know what kernels are for has them compiled anew")
  func described() throws {
    _ = try run(3)
    #expect(try run(3, describes: true).titles != [""])
  }

  @Test(
    "One that is damaged, empty or of something else is made again",
    arguments: [Data(), Data("x".utf8), Data(repeating: 48, count: 300), nil] as [Data?])
  func damaged(contents: Data?) throws {
    _ = try run(3)
    let file = try #require(try files(".plan").first)
    let whole = try Data(contentsOf: URL(filePath: file))
    var changed = contents ?? whole
    if contents == nil { changed[whole.count / 2] ^= 1 }
    try changed.write(to: URL(filePath: file))
    let end = try run(3)
    #expect(end.numbers == [3, 6, 9, 12] && end.compiled == 0 && end.titles != [""])
    #expect(try Data(contentsOf: URL(filePath: file)) == whole)
  }

  @Test("A process makes a graph once, with a cache folder or without", arguments: [false, true])
  func once(hasFolder: Bool) throws {
    let device = try Device(
      threads: 1, cache: hasFolder ? .folder(folder.file("cache")) : .none)
    _ = try device.load(graph(3), state: State([]))
    if hasFolder {
      for file in try files(".plan") { try FileManager.default.removeItem(atPath: file) }
    }
    let known = try device.outlines(of: graph(3))
    #expect(known.map(\.kernels.count) == [1])
    let cache = try #require(device.cache)
    let count = cache.plans.withLock { $0.count }
    #expect(count == 1)
    if hasFolder { #expect(try files(".plan").isEmpty, "it was not made again") }
  }

  @Test(
    "Steps that come later are planned while kernels are compiled, and not where there are none to compile",
    arguments: [false, true])
  func later(isCompiled: Bool) throws {
    if isCompiled { _ = try run(3) }
    let device = try device()
    let step = try graph(5)
    let fixed = Fixed(updated: [])
    var planning: BackgroundThread?
    _ = try device.load([("first", graph(3))], state: State([])) { progress in
      guard progress.seconds == 0 else { return }
      planning = device.plan(Device.LaterSteps([step], fixed: fixed))
    }
    planning?.join()
    let cache = try #require(device.cache)
    let key = PlanKey(
      step, fixed: fixed, options: CompilerOptions(level: try #require(device.instructionSet)),
      build: ProgramImage.identity ?? "this process")
    #expect((cache.plan(key) == nil) == isCompiled)
  }

  @Test("Where the kernels are gone, they are compiled from what was kept")
  func withoutKernels() throws {
    _ = try run(3)
    for file in try files(".so") + files(".kernel") {
      try FileManager.default.removeItem(atPath: file)
    }
    let end = try run(3)
    #expect(end.numbers == [3, 6, 9, 12] && end.compiled == 1 && end.titles == [""])
  }
}

@Suite("The file that the program is in")
struct ProgramImageTests {
  private static let maps = """
    55e000000000-55e000001000 r--p 00000000 08:01 1234                       /usr/bin/a program
    55e000001000-55e000002000 rw-p 00000000 00:00 0                          [heap]
    7f0000000000-7f0000001000 r-xp 00000000 08:01 99                         /lib/libc.so.6
    7f0000002000-7f0000003000 rw-p 00000000 00:00 0 
    nonsense
    """

  @Test(
    "is found by an address",
    arguments: [
      (0x55e0_0000_0000, "/usr/bin/a program"), (0x55e0_0000_0fff, "/usr/bin/a program"),
      (0x55e0_0000_1000, nil), (0x7f00_0000_0800, "/lib/libc.so.6"), (0x7f00_0000_1000, nil),
      (0x7f00_0000_2000, nil), (0, nil),
    ] as [(UInt, String?)])
  func path(address: UInt, path: String?) {
    #expect(ProgramImage.path(of: address, in: Self.maps) == path)
  }

  @Test("is known here, and stays the same")
  func here() throws {
    let identity = try #require(ProgramImage.identity)
    #expect(identity.split(separator: " ").count == 7)
  }
}
