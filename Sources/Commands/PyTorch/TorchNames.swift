/// Names of variables in a function of Python, each given once.
struct TorchNames {
  private var taken: Set<String>

  /// Python's words, and what the functions of a module read.
  private static let reserved: Set<String> = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield", "self", "F", "math", "nn", "torch",
  ]

  init(taken: [String]) { self.taken = Self.reserved.union(taken) }

  mutating func take(_ name: String) { taken.insert(name) }

  /// `down1.conv2d_1` → `down1_conv2d_1`, with a number behind it where that is taken.
  mutating func add(_ path: String) -> String {
    let plain = path.replacing(".", with: "_")
    var name = plain
    var number = 1
    while !taken.insert(name).inserted {
      number += 1
      name = "\(plain)_\(number)"
    }
    return name
  }
}
