import CFuzzer
import Diagnostics
import Foundation

/// One reader of what others have written, given bytes that nobody has.
protocol FuzzedReader: Sendable {
  /// Reads the bytes.
  ///
  /// - Throws: what the reader throws, which may be diagnostics only; anything else, and a trap, is a mistake of ours.
  static func read(_ bytes: [UInt8]) throws
}

/// `fuzzers READER [OPTION OF LIBFUZZER…] [CORPUS…]`
@main
enum Fuzzers {
  private static let readers: [String: any FuzzedReader.Type] = [
    "csv": CSVFuzzing.self, "expression": ExpressionFuzzing.self, "idx": IDXFuzzing.self,
    "jpeg": JPEGFuzzing.self, "npy": NumpyFuzzing.self, "pack": PackFuzzing.self,
    "png": PNGFuzzing.self, "safetensors": SafetensorsFuzzing.self, "yaml": YAMLFuzzing.self,
    "zstd": ZstdFuzzing.self,
  ]
  /// Set once, before the first input.
  nonisolated(unsafe) private static var reader: any FuzzedReader.Type = YAMLFuzzing.self

  static func main() {
    let words = CommandLine.arguments
    guard words.count > 1, let named = readers[words[1]] else {
      print("usage: fuzzers \(readers.keys.sorted().joined(separator: "|")) [OPTION…] [CORPUS…]")
      exit(2)
    }
    reader = named
    var count = Int32(words.count - 1)
    var arguments: [UnsafeMutablePointer<CChar>?] = ([words[0]] + words[2...]).map { strdup($0) }
    arguments.append(nil)
    let status = arguments.withUnsafeMutableBufferPointer { buffer in
      var start = buffer.baseAddress
      return LLVMFuzzerRunDriver(&count, &start) { Fuzzers.tryOne($0, $1) }
    }
    exit(status)
  }

  private static func tryOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    do {
      try reader.read(Array(UnsafeBufferPointer(start: start, count: count)))
    } catch is Diagnostic {
    } catch is DiagnosticList {
    } catch {
      preconditionFailure("\(error) is no diagnostic")
    }
    return 0
  }
}

/// A file in memory, for readers that open one.
enum FuzzedFile {
  static let path = "/dev/shm/etch-fuzz-\(getpid())"

  static func write(_ bytes: [UInt8]) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    precondition(descriptor >= 0 && Foundation.write(descriptor, bytes, bytes.count) == bytes.count)
    close(descriptor)
    atexit { unlink(FuzzedFile.path) }
  }
}
