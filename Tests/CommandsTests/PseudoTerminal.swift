import Foundation
import Testing

/// A terminal of its own, for what a program writes only to one.
final class PseudoTerminal {
  /// The file that is the terminal.
  let path: String
  private var near: Int32 = -1
  /// Kept open: what it was sent would be lost with its last writer on some systems.
  private var far: Int32 = -1

  init(columns: Int = 80) throws {
    var size = winsize()
    (size.ws_row, size.ws_col) = (24, UInt16(columns))
    try #require(openpty(&near, &far, nil, nil, &size) == 0)
    path = String(cString: try #require(ttyname(far)))
    _ = fcntl(near, F_SETFL, O_NONBLOCK)
  }

  deinit {
    close(far)
    close(near)
  }

  /// Everything it was sent.
  private(set) lazy var received: String = {
    var all: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(near, &bytes, bytes.count)
      guard count > 0 else { return String(decoding: all, as: UTF8.self) }
      all += bytes[..<count]
    }
  }()
}
