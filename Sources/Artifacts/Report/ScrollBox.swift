/// A box that scrolls where a page is too narrow for what is in it: with a name, and reached by the keyboard.
enum ScrollBox {
  /// The attributes of an element that scrolls.
  ///
  /// - Parameter label: what it is called, plain text.
  static func attributes(label: String) -> String {
    "tabindex=\"0\" role=\"region\" aria-label=\"\(HTML.text(label))\""
  }

  /// - Parameters:
  ///   - content: markup.
  ///   - label: plain text.
  ///   - style: the class of the box.
  static func html(_ content: String, label: String, style: String = "pan") -> String {
    "<div class=\"\(style)\" \(attributes(label: label))>\(content)</div>"
  }
}
