import Foundation

/// The file that this code was loaded from.
enum ProgramImage {
  /// What tells this build of the program from every other one: the file's place, size and times. `nil` where the system
  /// does not say.
  static let identity: String? = {
    guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8),
      let path = path(of: UInt(bitPattern: #dsohandle), in: maps)
    else { return nil }
    var information = stat()
    guard stat(path, &information) == 0 else { return nil }
    return [
      Int64(information.st_dev), Int64(information.st_ino), Int64(information.st_size),
      Int64(information.st_mtim.tv_sec), Int64(information.st_mtim.tv_nsec),
      Int64(information.st_ctim.tv_sec), Int64(information.st_ctim.tv_nsec),
    ].map(String.init).joined(separator: " ")
  }()

  /// The file that an address is of, in what `/proc/self/maps` has (proc(5)): `55e0-55e1 r--p 0000 08:01 12 /usr/bin/etch`.
  static func path(of address: UInt, in maps: String) -> String? {
    for line in maps.split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
      let ends = parts.first?.split(separator: "-").compactMap { UInt($0, radix: 16) } ?? []
      guard parts.count == 6, ends.count == 2, ends[0] <= address, address < ends[1] else {
        continue
      }
      let path = parts[5].drop { $0 == " " }
      return path.hasPrefix("/") ? String(path) : nil
    }
    return nil
  }
}
