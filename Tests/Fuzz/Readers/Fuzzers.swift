import Diagnostics
import Foundation

/// One reader of what others have written, given bytes that nobody has.
protocol FuzzedReader: Sendable {
  /// Reads the bytes.
  ///
  /// - Throws: what the reader throws, which may be diagnostics only; anything else, and a trap, is a mistake of ours.
  static func read(_ bytes: [UInt8]) throws
}

/// `fuzzers --READER [OPTION OF LIBFUZZER…] [CORPUS…]`
///
/// libFuzzer has main. It leaves arguments of two dashes alone, and gives them to the processes that it starts.
enum Fuzzers {
  private static let readers: [String: any FuzzedReader.Type] = [
    "--csv": CSVFuzzing.self, "--expression": ExpressionFuzzing.self, "--idx": IDXFuzzing.self,
    "--jpeg": JPEGFuzzing.self, "--npy": NumpyFuzzing.self, "--pack": PackFuzzing.self,
    "--png": PNGFuzzing.self, "--safetensors": SafetensorsFuzzing.self, "--yaml": YAMLFuzzing.self,
    "--zstd": ZstdFuzzing.self,
  ]
  /// The reader that the command line names.
  fileprivate static let reader: any FuzzedReader.Type = {
    for word in CommandLine.arguments {
      if let named = readers[word] { return named }
    }
    print("usage: fuzzers \(readers.keys.sorted().joined(separator: "|")) [OPTION…] [CORPUS…]")
    exit(2)
  }()
}

/// libFuzzer's question before the first input.
@_cdecl("LLVMFuzzerInitialize")
func initialize(_ count: UnsafeMutableRawPointer?, _ arguments: UnsafeMutableRawPointer?) -> Int32 {
  _ = Fuzzers.reader
  return 0
}

/// libFuzzer's question for each input; the answer is always 0: every input is worth keeping.
@_cdecl("LLVMFuzzerTestOneInput")
func tryOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  do {
    try Fuzzers.reader.read(Array(UnsafeBufferPointer(start: start, count: count)))
  } catch is Diagnostic {
  } catch is DiagnosticList {
  } catch {
    preconditionFailure("\(error) is no diagnostic")
  }
  return 0
}

/// A file without a name, in memory, for readers that open one.
enum FuzzedFile {
  private static let descriptor: Int32 = {
    var name = Array("/dev/shm/etch-fuzz-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    precondition(descriptor >= 0 && unlink(name) == 0)
    return descriptor
  }()
  static let path = "/dev/fd/\(descriptor)"

  static func write(_ bytes: [UInt8]) {
    precondition(ftruncate(descriptor, 0) == 0)
    precondition(pwrite(descriptor, bytes, bytes.count, 0) == bytes.count)
  }
}
