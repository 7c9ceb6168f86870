import Config
import Diagnostics
import Tensors

/// Texts as numbers of their words: `tokens: [length]`, int32, and `label` where a column is one.
///
/// A text is cut at white space after capital letters and punctuation are gone; 0 is padding, 1 a word without a number, then come the most
/// frequent words of the training file. `tokens` says with its classes which number is which word.
struct Text: Source {
  static let schema = CommonFields.schema(
    "text", "Texts in the lines or a column of a file, as indices of their words.",
    discussion:
      "`tokens` is int32 [length]: 0 is padding, 1 is [UNK], then the most frequent words; `label` as in csv.",
    fields: SourceParts.fields + [
      Field(
        "column", CSV.column, .optional,
        "The column of the text, by number from 1 or by name; without it each line is a text."),
      CSV.labelField,
      Field(
        "header", .boolean, .optional,
        "Whether the first row names the columns; by default where one is asked for by its name."),
      CSV.delimiterField,
    ] + WordFields.fields(vocabulary: .required, length: .required))

  /// The largest file read, in bytes of text.
  static let maximumSize = 1 << 31

  private let parts: SourceParts
  private let layout: TextTable.Layout
  private let words: WordFields
  private let read = Once<Corpus>()

  /// All texts of the files.
  private struct Corpus {
    let examples: WordFields.Examples
    let digests: [FileDigest]
    let warnings: [Diagnostic]
    /// The most that reading them took at once.
    let readingBytes: Int
  }

  init(_ fields: Fields, location: DataLocation) throws {
    parts = try SourceParts(fields, location: location)
    words = try WordFields(fields)
    var columns: CSVLayout?
    if fields.has("column") {
      var table = try CSV.layout(of: "text", fields, parts.files)
      let isNamed = table.references.contains(where: \.isNamed)
      table.header =
        fields.has("header")
        ? (fields.boolean("header") ? .present : .absent)
        : isNamed ? .present : .absent
      try table.checkNames()
      columns = table
    } else if let other = ["label", "header", "delimiter"].first(where: { fields.has($0) }) {
      throw Diagnostic(
        "'\(other)' is of a table; 'column' says which of its columns is the text",
        at: fields.range(of: other))
    }
    layout = TextTable.Layout(columns: columns, standardization: words.standardization)
  }

  var files: [DataFile] { parts.files }
  var standardization: Standardization? { words.standardization }

  private func corpus(_ limit: Int?) throws -> Corpus {
    try read.value {
      var tables: [TextTable] = []
      var digests: [FileDigest] = []
      var warnings: [Diagnostic] = []
      var (held, most) = (0, 0)
      for file in parts.files {
        let (text, digest) = try file.readText(
          limit: Self.maximumSize, memory: parts.memory)
        let table = try TextTable(text, of: file, layout, limit: limit)
        // What was unpacked is there twice until all of it is.
        let unpacked = file.path.hasSuffix(".gz") ? 2 * text.count : text.count
        most = max(most, held + unpacked)
        held += table.texts.byteCount
        most = max(most, held + text.count)
        tables.append(table)
        if limit != 1, let warning = cut(table.texts, of: file) { warnings.append(warning) }
        digests.append(digest)
      }
      let examples = try words.examples(
        tables.map(\.texts), labels: tables.compactMap(\.labels), files: parts.files)
      let made = examples.arrays.reduce(0) { $0 + $1.type.byteCount }
      return Corpus(
        examples: examples, digests: digests, warnings: warnings,
        readingBytes: max(most, held + made))
    }
  }

  /// Tells of a file that is one line of which only the beginning is read; `nil` of all others.
  private func cut(_ texts: NumberedTexts, of file: DataFile) -> Diagnostic? {
    guard layout.columns == nil, texts.count == 1, texts.wordCount > words.length else {
      return nil
    }
    return Diagnostic(
      .textCut,
      "\(file.shown): is one line, and so one text, of whose \(texts.wordCount) \(words.standardization.tokens.rawValue) 'length' keeps \(words.length)",
      at: file.range,
      notes: [.init("each line is a text: break it into many, as 'fold -s -w 400' does")])
  }

  func describe(limit: Int?) throws -> SourceDescription {
    let corpus = try corpus(limit)
    return SourceDescription(
      fields: corpus.examples.fields, counts: parts.counts(corpus.examples.counts),
      readingBytes: corpus.readingBytes, warnings: corpus.warnings)
  }

  /// All texts were read when it was described.
  func examine(_ described: SourceDescription, limit: Int?, most: Int) -> String? { nil }

  func load(limit: Int?) throws -> SourceContents {
    let corpus = try corpus(limit)
    return SourceContents(
      arrays: corpus.examples.arrays, counts: parts.counts(corpus.examples.counts),
      digests: corpus.digests)
  }
}
