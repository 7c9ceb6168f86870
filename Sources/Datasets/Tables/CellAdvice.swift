/// What to do about a cell that holds no number, by what people write there.
///
/// `0,956` of a table with a decimal comma, `12 m` and `20%` with a unit, `NA` where nothing was measured, the file of a picture.
enum CellAdvice {
  /// `nil` where nothing is known of such a text.
  static func note(on text: String) -> String? {
    if text.isEmpty || DecimalNumber.isMissing(text) {
      return "every cell is a number: put one there, or take the row or the column out of the file"
    }
    if [".png", ".jpg", ".jpeg"].contains(where: text.lowercased().hasSuffix) {
      return
        "pictures that a table lists are read by 'source: image_table', those of folders by 'source: images'"
    }
    let pointed = text.split(separator: ",", omittingEmptySubsequences: false)
    if pointed.count == 2, DecimalNumber.isOne(pointed.joined(separator: ".")) {
      return "the decimal sign is a point: \(pointed.joined(separator: "."))"
    }
    let end = text.lastIndex { $0.isASCII && $0.isNumber }
    guard let end else { return nil }
    let number = text[...end]
    let unit = text[text.index(after: end)...].drop { $0 == " " }
    guard !unit.isEmpty, DecimalNumber.isOne(String(number)) else { return nil }
    return "a number stands without its unit: \(number)"
  }
}
