import Compiler
import Diagnostics
import Foundation
import Processes
import Testing

@testable import Runtime

@Suite("The C compiler is found, and what goes wrong with it is said")
struct CToolchainTests {
  private func found(_ environment: [String: String]) throws -> CToolchain {
    try CToolchain.find(in: environment)
  }

  /// A folder with compilers that say who they are.
  private func folder(_ names: [String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in names { _ = try folder.script(name, "echo \(name) version 1 $*") }
    return folder
  }

  @Test(
    "the order is the Swift toolchain's clang, clang, gcc, cc",
    arguments: [
      (["cc"], "cc"), (["gcc", "cc"], "gcc"), (["clang", "gcc", "cc"], "clang"),
    ])
  func order(installed: [String], expected: String) throws {
    let folder = try folder(installed)
    let toolchain = try found(["PATH": "relative:/nowhere:\(folder.path)"])
    #expect(toolchain.path == folder.file(expected))
    #expect(toolchain.version == "\(expected) version 1 --version\n")
  }

  @Test("the Swift toolchain's clang stands beside swift, behind links")
  func swiftToolchain() throws {
    let toolchain = try folder(["swift", "clang"])
    let path = try folder(["clang", "gcc"])
    try FileManager.default.createSymbolicLink(
      atPath: path.file("swift"), withDestinationPath: toolchain.file("swift"))
    let expected = URL(filePath: toolchain.file("clang")).resolvingSymlinksInPath()
    #expect(try found(["PATH": path.path]).path == expected.path(percentEncoded: false))
  }

  @Test("CC comes first, by name or path, with its arguments")
  func wish() throws {
    let folder = try folder(["clang", "my cc", "ccache"])
    #expect(try found(["PATH": folder.path, "CC": "ccache gcc"]).leadingArguments == ["gcc"])
    #expect(
      try found(["PATH": "", "CC": folder.file("ccache")]).version == "ccache version 1 --version\n"
    )
    #expect(try found(["PATH": folder.path, "CC": ""]).path == folder.file("clang"))
  }

  @Test("none is an error that says what to install")
  func missing() {
    let error = #expect(throws: Diagnostic.self) { try found(["PATH": "/nowhere"]) }
    #expect(error?.message == "no C compiler is found, and kernels are compiled by one")
    let notes = error?.notes.map(\.message).joined() ?? ""
    for advice in ["apt install clang", "dnf install clang", "xcode-select --install"] {
      #expect(notes.contains(advice))
    }
  }

  @Test("a CC that is not there is an error that names it")
  func missingWish() throws {
    let folder = try folder(["clang"])
    let error = #expect(throws: Diagnostic.self) {
      try found(["PATH": folder.path, "CC": "tcc -O9"])
    }
    #expect(
      error?.message == "no C compiler 'tcc', which the environment variable CC names")
  }

  @Test(
    "a compiler that does not work is passed over, and with none left told of with what it said",
    arguments: [
      ("echo broken >&2; exit 3", "it ended with status 3"),
      ("kill -9 $$", "it was ended by signal 9"), ("exit 0", "it ended with status 0"),
      ("head -c 3000000 /dev/zero; exit 1", "it ended with status 1"),
    ])
  func broken(script: String, ending: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.script("clang", script)
    let error = #expect(throws: Diagnostic.self) { try found(["PATH": folder.path]) }
    let problem =
      "the C compiler '\(folder.file("clang"))' does not work: with '--version' \(ending)"
    #expect(error?.fault == .machine && error?.notes.first?.message == problem)
    _ = try folder.script("gcc", "echo gcc")
    var remarks: [String] = []
    let toolchain = try CToolchain.find(
      in: ["PATH": folder.path], remark: { remarks.append($0) }, stopping: { false })
    #expect(toolchain.path == folder.file("gcc"))
    #expect(remarks == ["\(problem); '\(folder.file("gcc"))' is used in its place"])
    #expect(throws: Diagnostic.self) {
      try found(["PATH": folder.path, "CC": "clang"])
    }
  }

  @Test(
    "the Swift toolchain's clang that is the first of PATH too is asked once, and never told to be in its own place"
  )
  func once() throws {
    let folder = try TemporaryFolder()
    let resolved = URL(filePath: folder.path).resolvingSymlinksInPath().path(percentEncoded: false)
    _ = try folder.script("swift", "echo swift")
    // It answers at the second call alone, as a compiler may on a busy machine.
    let count = folder.file("asked")
    _ = try folder.script(
      "clang", "test -e '\(count)' || { touch '\(count)'; exit 1; }; echo clang")
    _ = try folder.script("gcc", "echo gcc")
    var remarks: [String] = []
    let toolchain = try CToolchain.find(
      in: ["PATH": resolved], remark: { remarks.append($0) }, stopping: { false })
    #expect(toolchain.path.hasSuffix("/gcc"))
    #expect(remarks.count == 1 && remarks[0].contains("/gcc' is used in its place"))
  }

  @Test("a compiler that takes too long is not told to be broken, but that the machine may be busy")
  func slow() throws {
    let folder = try folder(["clang"])
    let path = try folder.script("gcc", "sleep 60")
    let answer = try CToolchain.ask(path, [], seconds: 1, stopping: { false })
    guard case .failure(let problem) = answer else {
      Issue.record("a compiler that sleeps has answered")
      return
    }
    #expect(problem.fault == .machine)
    #expect(
      problem.message == "the C compiler '\(path)' did not answer '--version' within 1 second")
    #expect(
      problem.notes.map(\.message) == [
        "this machine may be busy with something else: try again when it is less so"
      ])
  }

  @Test("what is no program is passed over")
  func noProgram() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("gcc")
    try Data([0x7F, 0x45, 0x4C, 0x46]).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    #expect(throws: Diagnostic.self) { try found(["PATH": folder.path]) }
    _ = try folder.script("cc", "echo cc")
    #expect(try found(["PATH": folder.path]).path == folder.file("cc"))
  }

  @Test("units are compiled with the flags of the design")
  func flags() {
    #expect(
      CToolchain.flags(.x86v4) == [
        "-O3", "-march=x86-64-v4", "-mprefer-vector-width=512", "-ffp-contract=off",
        "-fno-math-errno", "-fno-trapping-math", "-w", "-x", "c", "-shared", "-fPIC",
      ])
  }

  @Test(
    "clang for x86 is told to leave out what takes time and changes nothing",
    arguments: [
      ("Debian clang version 14.0.6", InstructionSet.x86v3, true),
      ("Debian clang version 14.0.6", .x86v4, true), ("Apple clang version 17.0.0", .armv8, false),
      ("gcc (Debian 12.2.0-14) 12.2.0", .x86v3, false),
    ])
  func clang(version: String, level: InstructionSet, isTuned: Bool) {
    var toolchain = CToolchain(path: "/cc", leadingArguments: [], version: version)
    let own =
      isTuned
      ? ["-mllvm", "-disable-lsr", "-mllvm", "-enable-constraint-elimination=false"] : []
    #expect(toolchain.flags(for: level) == CToolchain.flags(level) + own)
    toolchain.isPlain = true
    #expect(toolchain.flags(for: level) == CToolchain.flags(level))
  }

  @Test("a clang that does not take what clang is told is used without")
  func plain() throws {
    let folder = try folder(["clang"])
    var tried: [Bool] = []
    let toolchain = try CToolchain.find(
      in: ["PATH": folder.path], stopping: { false },
      probe: { toolchain in
        tried.append(toolchain.isPlain)
        if !toolchain.isPlain { throw Diagnostic.machine("unknown argument '-disable-lsr'") }
      })
    #expect(toolchain.isPlain && toolchain.path == folder.file("clang"))
    #expect(tried == [false, true])
  }

  @Test(
    "a 64-bit ARM processor before ARMv8.2 is none that kernels are compiled for",
    arguments: [
      ("Cortex-A53", UInt64(0x8FF), false), ("Cortex-A72 of a Raspberry Pi 4", 0x887, false),
      ("ThunderX, with atomics alone", 0x1FB, false), ("Neoverse N1", 0x10_7FFF, true),
      ("Cortex-A76 of a Raspberry Pi 5", 0x11_9FFF, true),
    ])
  func arm(processor: String, features: UInt64, isKnown: Bool) {
    #expect(InstructionSet.arm(features: features) == (isKnown ? .armv8 : nil))
  }

  @Test("this machine's family is one of the known")
  func detection() throws {
    let detected = try InstructionSet.detect()
    #if arch(x86_64)
      #expect([.x86v3, .x86v4].contains(detected))
    #else
      #expect(detected == .armv8)
    #endif
  }
}
