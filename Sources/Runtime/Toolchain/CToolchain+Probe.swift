import Compiler
import Diagnostics
import Foundation
import Processes

extension CToolchain {
  /// A translation unit that holds what all kernels need.
  private static func probe(_ instructionSet: InstructionSet) -> String {
    let vector = "etch_v\(instructionSet.vectorWidth)"
    return CPrelude.text + """

      int32_t etch_probe(const float *x);
      int32_t etch_probe(const float *x) {
        const \(vector) v = etch_splat\(instructionSet.vectorWidth)(x[0]);
        const float sum = etch_sum\(instructionSet.vectorWidth)(etch_fma\(instructionSet.vectorWidth)(v, v, v));
        return (int32_t)(sum + etch_exp(x[1]));
      }

      """
  }

  /// Compiles a small library, loads it and calls it.
  ///
  /// - Throws: a diagnostic with what is wrong; an `UnusablePlace`, where that is not the compiler; `Interruption`.
  func probe(
    for instructionSet: InstructionSet, in folder: CacheFolder?, seconds: Double = 180,
    stopping: () -> Bool
  ) throws {
    let build = try UnusablePlace.told { try BuildFolder(in: folder) }
    defer { build.remove() }
    let (source, library) = (build.file("probe.c"), build.file("probe.so"))
    try UnusablePlace.told {
      try CacheFolder.create(source, Data(Self.probe(instructionSet).utf8), in: build.place)
    }
    let ending = try Subprocess.run(
      command(
        source: source, library: library, folder: build.path, for: instructionSet,
        seconds: seconds), stopping: stopping)
    if let problem = Self.lackOfRoom(ending, source: source, in: build.place) {
      throw UnusablePlace(problem: problem)
    }
    guard ending.cause != .outOfTime else {
      throw Self.slow(path, "compiled no kernel for \(instructionSet.rawValue)", within: seconds)
    }
    guard ending.succeeded else {
      let first = ending.text.split(separator: "\n").first { $0.contains("error") }
      throw Diagnostic.machine(
        "\(Self.title(path)) does not make kernels for \(instructionSet.rawValue): it \(ending.sentence)",
        notes: (first ?? ending.text.split(separator: "\n").first).map { [.init(String($0))] } ?? []
      )
    }
    guard let handle = dlopen(library, RTLD_NOW | RTLD_LOCAL) else {
      throw LoadedLibrary.failure(Self.title(path) + " does not make kernels that can be loaded")
    }
    defer { dlclose(handle) }
    guard let symbol = dlsym(handle, "etch_probe") else {
      throw Diagnostic.machine("\(Self.title(path)) leaves out what it is to compile")
    }
    typealias Function = @convention(c) (UnsafePointer<Float>) -> Int32
    let answer = unsafeBitCast(symbol, to: Function.self)([1.5, 0])
    let expected = Int32(instructionSet.vectorWidth) * 15 / 4 + 1
    guard answer == expected else {
      throw Diagnostic.machine(
        "\(Self.title(path)) makes kernels that compute \(answer) in the place of \(expected)")
    }
  }
}
