import Compiler
import Crypto
import Diagnostics
import Foundation
import Synchronization

/// Kernels as machine code: kept in the user's cache folder across runs, loaded once a process.
///
/// A kernel's key is the SHA-256 of its text, the prelude, the compiler's identity, its flags and the
/// instruction set. `KEY.kernel` names the library that holds it; a library is named by the SHA-256 of its own
/// bytes, which is checked before it is loaded. What is missing or damaged is compiled anew. Several
/// processes may use one folder at once.
public final class KernelCache: Sendable {
  /// What happened to the kernels of one request.
  public struct Statistics: Hashable, Sendable {
    /// Kernels that were compiled.
    public var compiled = 0
    /// Kernels that were in the cache folder, or in this process already.
    public var cached = 0
    /// The time that compiling took.
    public var compileSeconds = 0.0
  }

  let folder: CacheFolder
  let toolchain: CToolchain
  /// What the compiler says of itself.
  public var compilerVersion: String { toolchain.version }
  let instructionSet: InstructionSet
  let limit: Int
  let parallelism: Int
  let context: SHA256
  private let tables = Mutex(Tables())
  /// One request at a time: two programs with a kernel in common compile it once.
  private let loading = NSLock()

  private struct Tables {
    /// By key; libraries are never closed.
    var functions: [String: KernelFunction] = [:]
    /// Libraries by digest.
    var libraries: [String: LoadedLibrary] = [:]
  }

  /// A library stays loaded as long as the process lives.
  private struct LoadedLibrary: @unchecked Sendable {
    let handle: UnsafeMutableRawPointer
  }

  /// - Parameters:
  ///   - folder: the cache's own folder; by default `$XDG_CACHE_HOME/etch` or `~/.cache/etch`.
  ///   - limit: what all libraries may take together, in bytes.
  ///   - parallelism: how many compilers run at once.
  /// - Throws: a diagnostic, where the folder cannot be used safely.
  public init(
    folder: String? = nil, toolchain: CToolchain, instructionSet: InstructionSet,
    limit: Int = 1 << 30, parallelism: Int = ProcessorCount.available
  ) throws {
    self.folder = try CacheFolder(folder ?? CacheFolder.standard())
    self.toolchain = toolchain
    self.instructionSet = instructionSet
    self.limit = limit
    self.parallelism = max(1, parallelism)
    var hash = SHA256()
    let parts =
      [CPrelude.text, toolchain.path, toolchain.version] + toolchain.leadingArguments
      + CToolchain.flags(instructionSet)
    for part in parts {
      hash.update(data: Data("\(part.utf8.count):".utf8))
      hash.update(data: Data(part.utf8))
    }
    context = hash
  }

  /// The machine code of each kernel, in their order.
  ///
  /// - Throws: a diagnostic, where compiling or the disk fails.
  func functions(for kernels: [CompiledKernel]) throws -> ([KernelFunction], Statistics) {
    loading.lock()
    defer { loading.unlock() }
    var statistics = Statistics()
    let named = kernels.map { NamedKernel($0, context: context) }
    var missing: [NamedKernel] = []
    var seen: Set<String> = []
    try folder.locked(exclusively: false) {
      for kernel in named where seen.insert(kernel.key).inserted {
        if try find(kernel) { statistics.cached += 1 } else { missing.append(kernel) }
      }
    }
    if !missing.isEmpty {
      let start = ContinuousClock.now
      try build(missing)
      statistics.compiled = missing.count
      statistics.compileSeconds = (ContinuousClock.now - start) / .seconds(1)
      let inUse = tables.withLock { Set($0.libraries.keys) }
      try folder.removeLeastRecentlyUsed(limit: limit, keeping: inUse)
    }
    let functions = tables.withLock { tables in named.map { tables.functions[$0.key] } }
    return (functions.compactMap { $0 }, statistics)
  }

  /// Loads a kernel from the folder; false where it is not there or damaged.
  private func find(_ kernel: NamedKernel) throws -> Bool {
    if tables.withLock({ $0.functions[kernel.key] != nil }) { return true }
    guard let entry = folder.read(kernel.key + ".kernel", limit: 65),
      let digest = String(data: entry, encoding: .utf8)?.trimmingCharacters(in: .newlines),
      digest.count == 64, digest.utf8.allSatisfy(NamedKernel.isHexadecimal)
    else { return false }
    return try load([kernel], from: digest)
  }

  /// Loads kernels from the library of that digest; false where it is not there or damaged.
  private func load(_ kernels: [NamedKernel], from digest: String) throws -> Bool {
    let name = digest + ".so"
    let handle: UnsafeMutableRawPointer
    if let loaded = tables.withLock({ $0.libraries[digest] }) {
      handle = loaded.handle
    } else {
      guard let bytes = folder.read(name, limit: 1 << 30) else { return false }
      guard CacheFolder.digest(bytes) == digest else {
        folder.remove(name)
        return false
      }
      guard let opened = dlopen(folder.file(name), RTLD_NOW | RTLD_LOCAL) else {
        let reason = dlerror().map { String(cString: $0) } ?? "no reason given"
        throw Diagnostic.machine(
          "compiled kernels cannot be loaded: \(reason)",
          notes: [.init("a disk mounted 'noexec'? set XDG_CACHE_HOME to a folder on another disk")])
      }
      handle = opened
      folder.touch(name)
      let library = LoadedLibrary(handle: opened)
      tables.withLock { $0.libraries[digest] = library }
    }
    for kernel in kernels {
      guard let symbol = dlsym(handle, kernel.function) else { return false }
      let function = unsafeBitCast(symbol, to: KernelFunction.self)
      tables.withLock { $0.functions[kernel.key] = function }
    }
    return true
  }

  /// Compiles kernels and loads them.
  private func build(_ kernels: [NamedKernel]) throws {
    let build = try KernelBuild(kernels, cache: self)
    let units = try build.run()
    // Under the lock, so that no other process removes a library between writing and loading it.
    try folder.locked(exclusively: false) {
      for unit in units {
        let bytes = try Data(contentsOf: URL(filePath: unit.library))
        let digest = CacheFolder.digest(bytes)
        try folder.adopt(unit.library, as: digest + ".so")
        for kernel in unit.kernels { try folder.write(kernel.key + ".kernel", digest + "\n") }
        guard try load(unit.kernels, from: digest) else {
          throw Diagnostic.machine(
            "the kernel cache '\(folder.path)' changed while it was written",
            notes: [.init("run the command again")])
        }
      }
    }
    build.clean()
  }
}

/// A kernel with the names it has on disk and in its library.
struct NamedKernel: Sendable {
  let key: String
  /// The function's name, made from the text alone.
  let function: String
  /// The text under that name.
  let source: String

  init(_ kernel: CompiledKernel, context: SHA256) {
    let text = Data(kernel.source.utf8)
    function = "etch_" + SHA256.hash(data: text).hexadecimal.prefix(32)
    source = kernel.source.replacingOccurrences(of: CompiledKernel.functionName, with: function)
    var hash = context
    hash.update(data: text)
    key = hash.finalize().hexadecimal
  }

  static func isHexadecimal(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }
}

extension CacheFolder {
  /// What names a library: the SHA-256 of its bytes.
  static func digest(_ bytes: Data) -> String { SHA256.hash(data: bytes).hexadecimal }
}

extension SHA256.Digest {
  /// The digest in lower-case hexadecimal digits.
  var hexadecimal: String {
    let digits = Array("0123456789abcdef")
    return String(flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
