/// What names of Keras and PyTorch are called here: one table, which every message about an unknown word asks.
public enum ForeignNames {
  /// What to say of a word, as the end of a message; `nil` where the table does not know it.
  ///
  /// - Parameter words: what may stand there: an entry that leads to none of them is passed over.
  public static func hint(for word: String, among words: some Sequence<String>) -> String? {
    if let call = call(word, among: words) ?? spaced(word, among: words) { return call }
    guard let entry = entry(for: word, among: words) else {
      return respelled(word, words).map { "; here it is '\($0)'" }
    }
    guard let meant = entry.word, words.contains(meant) else { return "; " + entry.advice }
    let end = entry.advice.isEmpty ? "" : ": " + entry.advice
    return "; here it is '\(meant)'" + end
  }

  /// What is to be known of the word here that one of there means, beside its name: "a kernel of …"; `nil` where that is nothing.
  ///
  /// - Parameter meant: the word here, of which nothing is told where the table leads to another.
  public static func advice(
    for word: String, meaning meant: String, among words: some Sequence<String>
  ) -> String? {
    guard let entry = entry(for: word, among: words), entry.word == meant, !entry.advice.isEmpty
    else { return nil }
    return entry.advice
  }

  private static func entry(for word: String, among words: some Sequence<String>) -> Entry? {
    let key = normalized(word)
    return entries.first { $0.names.contains(key) && $0.leads(to: words) }
  }

  /// What to say of a word that is called as in Python: `Conv2D(4, 3)`, `nn.ReLU()`.
  private static func call(_ word: String, among words: some Sequence<String>) -> String? {
    guard word.hasSuffix(")"), let open = word.firstIndex(of: "(") else { return nil }
    let name = String(word[..<open])
    guard let meant = words.contains(name) ? name : meant(by: name, among: words) else {
      return nil
    }
    let inside = word[word.index(after: open)...].dropLast()
    // Nothing is computed in place here.
    let isBare = inside.isEmpty || inside.lowercased() == "inplace=true"
    if Double(inside) != nil, ofOneNumber.contains(meant) {
      return "; YAML has no calls: write '\(meant): \(inside)'"
    }
    if Double(inside) != nil, optimizers.contains(meant) {
      return "; YAML has no calls: write '{\(meant): {learning_rate: \(inside)}}'"
    }
    return isBare
      ? "; YAML has no calls: write '\(meant)'"
      : "; YAML has no calls; fields have names: '\(meant): {…: …}'"
  }

  /// What to say of a word with what it takes behind a blank: `dense 10`.
  private static func spaced(_ word: String, among words: some Sequence<String>) -> String? {
    let parts = word.split(separator: " ", maxSplits: 1).map(String.init)
    guard parts.count == 2, words.contains(parts[0]) else { return nil }
    return "; a ':' is missing: '\(parts[0]): \(parts[1].excerpt)'"
  }

  /// Layers whose one number stands behind their names.
  private static let ofOneNumber = [
    "average_pool", "dense", "dropout", "leaky_relu", "max_pool", "pad", "upsample",
  ]

  /// Optimizers, whose one number is the learning rate.
  private static let optimizers = ["adagrad", "adam", "adamw", "rmsprop", "sgd"]

  /// The same word, written as it is written here: `tf.keras.layers.Dropout` is `dropout`.
  private static func respelled(_ word: String, _ words: some Sequence<String>) -> String? {
    let key = normalized(word)
    guard !key.isEmpty, word.contains(where: { $0 == "." || $0.isUppercase }) else { return nil }
    return words.prefix(500).first { $0 != word && normalized($0) == key }
  }

  /// What to say of a field that is one list there and several fields here: `betas: [0.5, 0.999]`.
  public static func fields(
    for word: String, _ value: ConfigNode, among words: some Sequence<String>
  ) -> String? {
    let items = value.items?.compactMap(\.written) ?? value.text.flatMap(pair) ?? []
    guard let fields = lists[normalized(word)], fields.count == items.count,
      fields.allSatisfy({ words.contains($0) })
    else { return nil }
    let parts = zip(fields, items).map { "'\($0): \($1)'" }
    return "; here they are fields of their own: \(parts.joined(separator: " and "))"
  }

  /// The items of what is written as Python writes tuples, `(3, 3)`.
  static func pair(_ text: String) -> [String]? {
    guard text.hasPrefix("("), text.hasSuffix(")"), text.contains(",") else { return nil }
    return text.dropFirst().dropLast().split(separator: ",").map {
      $0.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
  }

  /// What to say of a method that is called on a value, `x.mean(1)`: what stands here in its place.
  ///
  /// - Parameter isAlone: whether nothing is in its brackets.
  static func method(_ name: String, of value: String, isAlone: Bool) -> String {
    let key = normalized(name)
    let entry = functions.first { $0.names.contains(key) }
    if let entry, entry.word == nil { return "; " + entry.advice }
    guard let function = entry?.word ?? methods.first(where: { $0 == name }) else {
      return
        "; values have no methods: what a function takes stands in its brackets, 'mean(\(value))'"
    }
    let hint = entry.map {
      "; here it is '\(function)'" + ($0.advice.isEmpty ? "" : ": \($0.advice)")
    }
    return (hint ?? "")
      + "; what is called comes first: '\(function)(\(value)\(isAlone ? "" : ", …"))'"
  }

  /// The word here for one of there, where that is one of these.
  public static func meant(by word: String, among words: some Sequence<String>) -> String? {
    entry(for: word, among: words)?.word.flatMap { meant in
      words.contains(meant) ? meant : nil
    } ?? respelled(word, words)
  }

  /// Words that other libraries have where a field here is true: PyTorch's `gelu(approximate='tanh')`.
  private static let truths = ["approximate": "tanh"]

  /// What to say of such a word; `nil` of others.
  static func truth(_ word: String, of field: String) -> String? {
    truths[field] == word ? "; here it is 'true'" : nil
  }

  /// What the table leads to: all must be words of the language.
  public static var words: [String] { entries.compactMap(\.word) }

  /// What is called in expressions, of what the table leads to.
  static var calledWords: [String] { functions.compactMap(\.word) + methods }

  /// All names that the table knows.
  static var names: [String] { entries.flatMap(\.names) }

  /// `nn.MaxPool2d`, `max_pool_2d` and `tf.keras.layers.MaxPool2D` are one.
  static func normalized(_ word: String) -> String {
    let last = word.split(separator: ".").last ?? ""
    return last.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }
  }

  /// Some names, the word here, and what to do with it.
  struct Entry: Sendable {
    /// Normalized.
    let names: [String]
    /// `nil` where there is no such word, and the advice says all.
    let word: String?
    let advice: String
    /// Where the advice alone is meant for: the fields, of which one must be there.
    let among: [String]

    init(_ names: String, _ word: String? = nil, _ advice: String = "", among: [String] = []) {
      self.names = names.split(separator: " ").map(String.init)
      self.word = word
      self.advice = advice
      self.among = among
    }

    func leads(to words: some Sequence<String>) -> Bool {
      if let word { return words.contains(word) }
      return among.isEmpty || words.contains { among.contains($0) }
    }
  }

  static let entries = layers + recipes + fields + functions + arguments + kinds + keys + sections
}
