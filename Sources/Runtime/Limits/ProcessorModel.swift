import Foundation

/// Which processor this is, in the system's words.
enum ProcessorModel {
  /// Its name; of an ARM processor under Linux the numbers of its maker and of its kinds of cores. "unknown" where the system
  /// does not say.
  static var name: String {
    #if os(macOS)
      var bytes = [CChar](repeating: 0, count: 256)
      var size = bytes.count
      guard sysctlbyname("machdep.cpu.brand_string", &bytes, &size, nil, 0) == 0 else {
        return unknown
      }
      return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    #else
      return name(in: (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "")
    #endif
  }

  private static let unknown = "unknown"

  /// - Parameter text: `/proc/cpuinfo`: lines `model name : AMD EPYC`, for each processor again.
  static func name(in text: String) -> String {
    var parts: [String] = []
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 1).map {
        $0.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      }
      guard fields.count == 2 else { continue }
      switch fields[0] {
      case "model name": return fields[1]
      case "CPU implementer", "CPU part": if !parts.contains(fields[1]) { parts.append(fields[1]) }
      default: break
      }
    }
    return parts.isEmpty ? unknown : parts.joined(separator: " ")
  }
}
