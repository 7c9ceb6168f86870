import Compiler
import Diagnostics
import Digests
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

  /// How far the kernels of one request are compiled.
  public struct Progress: Hashable, Sendable {
    /// Those that are done, and all.
    public var compiled: Int
    public var all: Int
    /// Since compiling began; 0 where it is about to.
    public var seconds: Double
  }

  /// `nil` where each run compiles for itself.
  let folder: CacheFolder?
  let toolchain: CToolchain
  /// What the compiler says of itself.
  public var compilerVersion: String { toolchain.version }
  let instructionSet: InstructionSet
  let limit: Int
  private let kernelLimits: KernelLimits?
  let parallelism: Int
  let context: SHA256
  let stopping: @Sendable () -> Bool
  private let remark: @Sendable (String) -> Void
  private let patience: CacheFolder.Patience
  private let tables = Mutex(Tables())
  /// The graphs that this process compiled or read: a plan asks for those of the steps that a run compiles too.
  let plans = Mutex<[PlanKey: [CompiledGraph]]>([:])
  /// One request at a time: two programs with a kernel in common compile it once.
  private let loading = NSLock()
  /// Of each folder that this process has looked through, which takes a while where it has many thousands of files, the bytes
  /// that were added to it since.
  private static let looked = Mutex<[String: Int]>([:])
  private static let tidied = Mutex<Set<String>>([])

  private struct Tables {
    /// By key; libraries are never closed.
    var functions: [String: KernelFunction] = [:]
    /// Libraries by digest.
    var libraries: [String: LoadedLibrary] = [:]
    /// Whether the folder is used no longer: it is locked, or cannot be written.
    var isAbandoned = false
    /// What this process had compiled, and the time it took.
    var spent = KernelLimits.Spent()
    var compileSeconds = 0.0
  }

  /// - Parameters:
  ///   - folder: the cache's own folder; `nil` keeps nothing.
  ///   - toolchain: the C compiler; by default the first that works, which the folder remembers.
  ///   - limit: what all libraries may take together, in bytes.
  ///   - kernelLimits: how much C is compiled at most; `nil` for any amount.
  ///   - parallelism: how many compilers run at once.
  ///   - remark: is told what the user is to know, in whole sentences.
  ///   - stopping: where it says so, compilers are ended.
  /// - Throws: a diagnostic, where the folder cannot be used safely, or there is no compiler.
  init(
    folder: CacheFolder?, toolchain: CToolchain?, instructionSet: InstructionSet,
    limit: Int = 1 << 30, kernelLimits: KernelLimits? = nil,
    parallelism: Int = ProcessorCount.available,
    patience: CacheFolder.Patience = .init(), remark: @escaping @Sendable (String) -> Void,
    stopping: @escaping @Sendable () -> Bool
  ) throws {
    self.folder = folder
    self.instructionSet = instructionSet
    self.limit = limit
    self.kernelLimits = kernelLimits
    self.parallelism = max(1, parallelism)
    self.patience = patience
    self.remark = remark
    self.stopping = stopping
    self.toolchain =
      try toolchain
      ?? CToolchain.find(remark: remark, stopping: stopping) { toolchain in
        let name = Self.context(toolchain, instructionSet).hexadecimal
        if folder?.remembersCompiler(name) == true { return }
        try toolchain.probe(
          for: instructionSet, in: folder?.isWritable == true ? folder : nil, stopping: stopping)
        folder?.rememberCompiler(name)
      }
    context = Self.context(self.toolchain, instructionSet)
  }

  /// What all keys have in common.
  private static func context(_ toolchain: CToolchain, _ instructionSet: InstructionSet) -> SHA256 {
    var hash = SHA256()
    let parts =
      [CPrelude.text, toolchain.path, toolchain.version] + toolchain.leadingArguments
      + toolchain.flags(for: instructionSet)
    for part in parts {
      hash.update("\(part.utf8.count):")
      hash.update(part)
    }
    return hash
  }

  /// The machine code of each kernel, in their order.
  ///
  /// - Parameter building: is told how many kernels are about to be compiled, unless there are none, and while they are, how
  ///   many are done.
  /// - Throws: a diagnostic, where compiling or the disk fails; `Interruption`.
  func functions(
    for kernels: [CompiledKernel], building: (Progress) -> Void = { _ in }
  ) throws -> ([KernelFunction], Statistics) {
    loading.lock()
    defer { loading.unlock() }
    var statistics = Statistics()
    let named = kernels.map { NamedKernel($0, context: context) }
    var seen: Set<String> = []
    let unique = named.filter { seen.insert($0.key).inserted }
    var missing = unique.filter { kernel in
      tables.withLock { $0.functions[kernel.key] == nil }
    }
    if let folder = usableFolder, !missing.isEmpty {
      tidy(folder)
      let wanted = missing
      let left = try locked(folder) { wanted.filter { !find($0, in: folder) } }
      missing = left ?? missing
    }
    statistics.cached = unique.count - missing.count
    if !missing.isEmpty {
      let start = ContinuousClock.now
      try charge(missing)
      let count = missing.count
      building(Progress(compiled: 0, all: count, seconds: 0))
      defer {
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        tables.withLock { $0.compileSeconds += seconds }
        statistics.compileSeconds = seconds
      }
      try build(missing) { compiled in
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        building(Progress(compiled: compiled, all: count, seconds: seconds))
      }
      statistics.compiled = count
    }
    let functions = tables.withLock { tables in named.map { tables.functions[$0.key] } }
    return (functions.compactMap { $0 }, statistics)
  }

  /// The time that compiling took in this process.
  public var compileSeconds: Double { tables.withLock { $0.compileSeconds } }

  /// Counts what is to be compiled.
  ///
  /// - Throws: where it is more than is allowed.
  private func charge(_ kernels: [NamedKernel]) throws {
    let spent = tables.withLock { tables in
      tables.spent.kernels += kernels.count
      tables.spent.bytes += kernels.reduce(0) { $0 + $1.source.utf8.count }
      return tables.spent
    }
    try kernelLimits?.check(spent)
  }

  /// Whether what is compiled now is there for later runs.
  public var keepsKernels: Bool { usableFolder != nil }

  var usableFolder: CacheFolder? { tables.withLock { $0.isAbandoned } ? nil : folder }

  /// Under a lock, so that no other process removes a library meanwhile. Where the lock is not to be had, the folder
  /// is used no longer.
  private func locked<R>(_ folder: CacheFolder, _ body: () throws -> R) throws -> R? {
    let result = try folder.lockedShared(
      patience: patience, remark: remark, stopping: stopping, body)
    if result == nil { abandon(folder, "is still locked by another process") }
    return result
  }

  private func abandon(_ folder: CacheFolder, _ why: String) {
    let wasAbandoned = tables.withLock { tables in
      defer { tables.isAbandoned = true }
      return tables.isAbandoned
    }
    if !wasAbandoned {
      remark("the kernel cache '\(folder.path)' \(why); kernels are compiled for this run alone")
    }
  }

  /// Removes what builds that were killed have left, once a process.
  private func tidy(_ folder: CacheFolder) {
    guard folder.isWritable, Self.tidied.withLock({ $0.insert(folder.path).inserted }) else {
      return
    }
    folder.removeLeftovers()
  }

  /// Whether it is to be looked how large a folder is, to which bytes were added: the first time in a process, and after every
  /// sixty-fourth of what it may hold.
  private func mayBeFull(_ folder: CacheFolder, with added: Int) -> Bool {
    Self.looked.withLock { looked in
      let bytes = looked[folder.path].map { $0 + added } ?? limit
      let isDue = bytes >= limit / 64
      looked[folder.path] = isDue ? 0 : bytes
      return isDue
    }
  }

  /// Loads a kernel from the folder; false where it is not there or damaged, or is no library that can be loaded.
  private func find(_ kernel: NamedKernel, in folder: CacheFolder) -> Bool {
    guard let entry = folder.read(kernel.key + ".kernel", limit: 65),
      let digest = String(data: entry, encoding: .utf8)?.trimmingCharacters(in: .newlines),
      digest.count == 64, digest.utf8.allSatisfy(NamedKernel.isHexadecimal)
    else { return false }
    if let loaded = tables.withLock({ $0.libraries[digest] }) {
      return take([kernel], from: loaded, digest: digest)
    }
    let name = digest + ".so"
    guard let bytes = folder.read(name, limit: 1 << 30) else { return false }
    guard CacheFolder.digest(bytes) == digest else {
      folder.remove(name)
      return false
    }
    guard let library = LoadedLibrary(folder.file(name)) else { return false }
    folder.touch(name)
    return take([kernel], from: library, digest: digest)
  }

  /// Enters kernels of a library; false where it does not have all of them.
  private func take(_ kernels: [NamedKernel], from library: LoadedLibrary, digest: String) -> Bool {
    guard let functions = library.functions(of: kernels) else { return false }
    tables.withLock { tables in
      tables.libraries[digest] = library
      for (kernel, function) in zip(kernels, functions) { tables.functions[kernel.key] = function }
    }
    return true
  }

  /// Compiles kernels and loads them; what can be loaded is kept, also where a later one fails or all are stopped.
  ///
  /// - Parameter working: is told how many are done, while they are compiled and when all are.
  private func build(_ kernels: [NamedKernel], working: (Int) -> Void) throws {
    if let folder = usableFolder, !folder.isWritable { abandon(folder, "cannot be written") }
    var added = 0
    try KernelBuild(kernels, cache: self, in: usableFolder).run(working: working) { unit in
      let bytes = try CacheFolder.contents(unit.library)
      let digest = CacheFolder.digest(bytes)
      added += bytes.count
      guard let library = LoadedLibrary(unit.library) else {
        throw LoadedLibrary.failure("compiled kernels cannot be loaded")
      }
      guard take(unit.kernels, from: library, digest: digest) else {
        throw Diagnostic.machine(
          "\(CToolchain.title(toolchain.path)) leaves out kernels that it is to compile")
      }
      guard let folder = usableFolder else { return }
      try locked(folder) {
        try folder.adopt(unit.library, as: digest + ".so")
        for kernel in unit.kernels { try folder.write(kernel.key + ".kernel", digest + "\n") }
      }
    }
    working(kernels.count)
    if let folder = usableFolder, mayBeFull(folder, with: added) {
      let inUse = tables.withLock { Set($0.libraries.keys) }
      try folder.removeLeastRecentlyUsed(limit: limit, keeping: inUse)
    }
  }
}

/// A kernel with the names it has on disk and in its library.
struct NamedKernel: Sendable {
  let key: String
  /// The function's name, made from the text alone.
  let function: String
  private let text: String
  /// The length of the text in bytes.
  var length: Int { text.utf8.count }
  /// The text under that name.
  var source: String {
    text.replacingOccurrences(of: CompiledKernel.functionName, with: function)
  }

  init(_ kernel: CompiledKernel, context: SHA256) {
    text = kernel.source
    let bytes = Data(text.utf8)
    function = "etch_" + SHA256.hexadecimal(of: bytes).prefix(32)
    var hash = context
    hash.update(bytes)
    key = hash.hexadecimal
  }

  static func isHexadecimal(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }
}

extension CacheFolder {
  /// What names a library: the SHA-256 of its bytes.
  static func digest(_ bytes: Data) -> String { SHA256.hexadecimal(of: bytes) }

  /// What names the note that a compiler works.
  static let compilerSuffix = ".compiler"

  /// Whether it is noted that a compiler works.
  func remembersCompiler(_ name: String) -> Bool { size(of: name + Self.compilerSuffix) != nil }

  /// Notes that a compiler works; where that cannot be noted, it is tried again the next time.
  func rememberCompiler(_ name: String) {
    if isWritable { try? write(name + Self.compilerSuffix, "works\n") }
  }
}
