/// The text of a token of several lines, its lines after the first indented anew.
enum MovedLines {
  /// A plain or quoted scalar, in which the blanks around a line break mean nothing.
  ///
  /// - Parameters:
  ///   - shift: how far the lines move to the right.
  ///   - least: the smallest indentation of a line.
  static func scalar(_ text: ArraySlice<UInt8>, by shift: Int, least: Int, isDoubleQuoted: Bool)
    -> [UInt8]
  {
    var moved: [UInt8] = []
    let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      var content = line
      if index > 0 {
        content = line.drop { $0.isBlank }
        moved.append(0x0A)
        let width = max(least, line.count - content.count + shift)
        if !content.isEmpty { moved.append(contentsOf: repeatElement(0x20, count: width)) }
      }
      if index + 1 < lines.count {
        let bare = content.trimmedEnd
        // A blank after a backslash is text.
        if !(isDoubleQuoted && bare.last == UInt8(ascii: "\\")) { content = bare }
      }
      moved.append(contentsOf: content)
    }
    return moved
  }

  /// The lines under `|` or `>`, whose indentation becomes another.
  static func block(_ lines: ArraySlice<UInt8>, from old: Int, to new: Int) -> [UInt8] {
    var moved: [UInt8] = []
    for (index, line) in lines.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    {
      if index > 0 { moved.append(0x0A) }
      let width = line.prefix { $0 == 0x20 }.count
      if width == line.count, width <= old { continue }
      moved.append(contentsOf: repeatElement(0x20, count: new))
      moved.append(contentsOf: line.dropFirst(min(old, width)))
    }
    return moved
  }
}

extension ArraySlice<UInt8> {
  /// Without the blanks at its end.
  var trimmedEnd: ArraySlice<UInt8> {
    var end = endIndex
    while end > startIndex, self[end - 1].isBlank { end -= 1 }
    return self[..<end]
  }
}
