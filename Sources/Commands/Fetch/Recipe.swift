import Artifacts
import Config
import Diagnostics
import OrderedCollections
import YAML

/// How a public data set or network is had: where its files are, what they must be, where they go.
public struct Recipe: Sendable {
  struct Licence: Sendable {
    let name: String
    let url: String
    /// Whether it must be agreed to first.
    let isAsked: Bool
  }

  struct File: Sendable {
    enum Form: String, Sendable, CaseIterable {
      case zip, tar
      case compressedTar = "tar.gz"
    }

    /// How many bytes a file may have.
    static let sizes = 0...(1 << 50)

    /// Where it goes; of an archive, its name.
    let path: String
    let size: Int?
    let digest: String?
    var urls: [String]
    let unpack: Form?
    /// The folder of what an archive holds.
    let into: String?
    /// How many folders of the archive's paths are left out.
    let strip: Int
    /// Patterns of the paths that are kept; all where there are none.
    let keep: [String]
    /// Tables that its texts are gathered into, in the place of all else.
    var tables: [TextGathering.Table] = []
    /// Whether another file of the recipe has its name, in another folder.
    var isNameShared = false
    /// Whether files of the recipe have one name in `data/` and in `weights/`.
    var isSourceShared = false

    /// What is there when it has been had.
    var result: String { into ?? path }
    var name: String { Folder.name(of: path) }
    /// What no other file of the recipe is called.
    var title: String {
      guard isNameShared else { return name }
      return into.map { "\($0)/\(name)" } ?? path
    }
    /// Where it stands in a folder or mirror of the recipe's files.
    var source: String {
      guard isNameShared, !isSourceShared else { return title }
      return Folder.parts(of: title).dropFirst().joined(separator: "/")
    }
    /// What its unfinished bytes are called.
    var partName: String { Folder.parts(of: title).joined(separator: "+") }
  }

  public let name: String
  public let about: String
  let licence: Licence
  /// How a person gets it, where no program may.
  let byHand: String?
  /// The page that states sizes and digests.
  let stated: String?
  let files: [File]

  static let schema = Schema(
    "recipe", "How a public data set or network is had.",
    fields: [
      Field("fetch", .integer(1...1), .required, "The version of this form."),
      Field("name", .text, .required, "What it is called."),
      Field("about", .text, .standard("''"), "What it is."),
      Field("licence", .map(licence), .required, "Under which terms."),
      Field("by_hand", .text, .optional, "How a person gets it, where no program may."),
      Field("stated", .text, .optional, "The page that states the sizes and SHA-256 of its files."),
      Field("files", .list(.map(file), count: 1...1000), .required, "Its files."),
    ])

  private static let licence = Schema(
    "licence", "Terms of use.",
    fields: [
      Field("name", .text, .required, "In a few words."),
      Field("url", .text, .required, "Where they stand."),
      Field("ask", .boolean, .standard("false"), "Whether they must be agreed to first."),
    ])

  private static let file = Schema(
    "file", "One file to download.",
    fields: [
      Field("path", .text, .required, "Where it goes, under data/ or weights/; an archive's name."),
      Field("size", .integer(File.sizes), .optional, "Its bytes."),
      Field("sha256", .text, .optional, "Its SHA-256."),
      Field("urls", .list(.text, count: 1...16), .optional, "Where it is, the first choice first."),
      Field(
        "unpack", .choice(File.Form.allCases.map(\.rawValue)), .optional, "What archive it is."),
      Field("into", .text, .optional, "The folder of what the archive holds."),
      Field("strip", .integer(0...8), .standard("0"), "How many outer folders are left out."),
      Field("keep", .list(.text, count: 1...100), .optional, "Patterns of what is kept."),
      Field(
        "tables", .mapping(.list(.text, count: 1...100)), .optional,
        """
        Tables that texts of the archive are gathered into, and nothing else is kept: by name, the patterns of their paths, one for each \
        label from 0. A line is label, rating, path and text, with tabs between.
        """),
    ])

  /// - Parameter allowsLoopback: whether URLs may name this machine without encryption.
  /// - Throws: everything that is wrong with it.
  init(_ source: SourceFile, allowsLoopback: Bool = false) throws {
    var problems = DiagnosticList()
    let yaml = YAMLReader.read(source, diagnostics: &problems)
    try problems.throwIfErrors()
    guard let yaml else { throw Diagnostic("'\(source.name)' is empty", at: nil) }
    let node = ConfigNode(yaml, origin: .file(source.name))
    guard
      let fields = Fields(
        checking: node, schema: Self.schema, scope: Scope(), diagnostics: &problems)
    else { throw problems }
    name = fields.text("name")
    about = fields.text("about")
    let terms = fields.fields("licence")
    licence = Licence(
      name: terms.text("name"), url: terms.text("url"), isAsked: terms.boolean("ask"))
    byHand = fields.has("by_hand") ? fields.text("by_hand") : nil
    stated = fields.has("stated") ? fields.text("stated") : nil
    if !isName(name) {
      problems.add(
        Diagnostic(
          "the name '\(name.excerpt)' is a letter, then letters, digits and _",
          at: fields.range(of: "name")))
    }
    var files: [File] = []
    for value in fields.list("files") {
      files.append(
        Self.file(
          value.fields(), isByHand: byHand != nil, allowsLoopback: allowsLoopback, &problems))
    }
    let names = Dictionary(grouping: files, by: \.name)
    for index in files.indices { files[index].isNameShared = names[files[index].name]?.count != 1 }
    if Set(files.map(\.source)).count < files.count {
      for index in files.indices { files[index].isSourceShared = true }
    }
    self.files = files
    for (index, value) in fields.list("files").enumerated() {
      guard let problem = Self.problem(of: files[index].result, beside: files[..<index]) else {
        continue
      }
      problems.add(Diagnostic(problem, at: value.range))
    }
    try problems.throwIfErrors()
  }

  /// Why a file cannot go to a place beside those before it: each place is whole, and of one file.
  private static func problem(of place: String, beside others: ArraySlice<File>) -> String? {
    for other in others.lazy.map(\.result) {
      if other == place { return "another file of this recipe goes to '\(place.excerpt)' too" }
      let (outer, inner) = other.utf8.count < place.utf8.count ? (other, place) : (place, other)
      if inner.hasPrefix(outer + "/") {
        return
          "'\(inner.excerpt)' lies in '\(outer.excerpt)', where another file of this recipe goes"
      }
    }
    return nil
  }

  private static func file(
    _ fields: Fields, isByHand: Bool, allowsLoopback: Bool, _ problems: inout DiagnosticList
  ) -> File {
    func fail(_ message: String, _ field: String) {
      problems.add(Diagnostic(message, at: fields.range(of: field)))
    }
    let urls = fields.has("urls") ? fields.list("urls").map { $0.text() } : []
    for value in fields.has("urls") ? fields.list("urls") : [] {
      let isLoopback = allowsLoopback && value.text().hasPrefix("http://127.0.0.1:")
      if !value.text().hasPrefix("https://"), !isLoopback {
        problems.add(
          Diagnostic(
            "'\(value.text().excerpt)' does not begin with https://", at: value.range))
      }
    }
    if urls.isEmpty, !isByHand {
      problems.add(Diagnostic("this file has no 'urls'", at: fields.range))
    }
    let form = fields.has("unpack") ? File.Form(rawValue: fields.text("unpack")) : nil
    let into = fields.has("into") ? fields.text("into") : nil
    if (form == nil) != (into == nil) {
      problems.add(Diagnostic("'unpack' and 'into' belong together", at: fields.range))
    }
    let path = fields.text("path")
    let goal = into ?? path
    if let problem = problem(of: goal) {
      fail("'\(goal.excerpt)' \(problem)", into == nil ? "path" : "into")
    }
    if into != nil, !Folder.isName(path) || path.hasPrefix(".") {
      fail("an archive's path is a name, without folders", "path")
    }
    if fields.has("sha256") {
      let digest = fields.text("sha256")
      if digest.utf8.count != 64 || !digest.allSatisfy({ "0123456789abcdef".contains($0) }) {
        fail("a SHA-256 has 64 digits, 0 to 9 and a to f", "sha256")
      }
    }
    let tables = fields.has("tables") ? fields.mapping("tables") : [:]
    if !tables.isEmpty, form == nil { fail("'tables' are of an archive", "tables") }
    for (name, value) in tables
    where !Folder.isName(name) || name.hasPrefix(".") {
      problems.add(Diagnostic("a table's name is one, without folders", at: value.keyRange))
    }
    return File(
      path: path, size: fields.has("size") ? fields.integer("size") : nil,
      digest: fields.has("sha256") ? fields.text("sha256") : nil, urls: urls, unpack: form,
      into: into, strip: fields.integer("strip"),
      keep: fields.has("keep") ? fields.list("keep").map { $0.text() } : [],
      tables: tables.map { name, value in
        TextGathering.Table(name: name, patterns: value.list().map { $0.text() })
      })
  }

  /// Why nothing may be put at a path: what lies outside of `data/` and `weights/`, whatever `..` it has, what the system
  /// reads as another path, and where the records of what came are.
  private static func problem(of path: String) -> String? {
    let parts = Folder.parts(of: path)
    guard Folder.leadsDown(path), parts.count > 1, ["data", "weights"].contains(parts[0]) else {
      return "does not lie under data/ or weights/"
    }
    if path.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
      return "has a control character"
    }
    let isOurs = parts[1].lowercased() == FetchFolder.name
    return isOurs ? "is where etch fetch keeps what it works with" : nil
  }
}

/// The recipes that are part of the program.
public enum Recipes {
  /// Their texts, by name; each is a file of the folder `Recipes`.
  static let texts: [(name: String, bytes: [UInt8])] = [
    ("celeba", PackageResources.celeba_yaml), ("ecg5000", PackageResources.ecg5000_yaml),
    ("facades", PackageResources.facades_yaml),
    ("fashion_mnist", PackageResources.fashion_mnist_yaml),
    ("horse2zebra", PackageResources.horse2zebra_yaml), ("imdb", PackageResources.imdb_yaml),
    ("inception_v3", PackageResources.inception_v3_yaml), ("mnist", PackageResources.mnist_yaml),
    ("mobilenet_v2", PackageResources.mobilenet_v2_yaml), ("vgg19", PackageResources.vgg19_yaml),
  ]

  /// In alphabetical order.
  public static func all() throws -> [Recipe] {
    try texts.map { name, bytes in
      try Recipe(SourceFile(name: "\(name).yaml", text: String(decoding: bytes, as: UTF8.self)))
    }
  }

  /// - Throws: a name that none has, with the nearest.
  static func named(_ name: String) throws -> Recipe {
    let all = try all()
    if let found = all.first(where: { $0.name == name }) { return found }
    let names = all.map(\.name)
    // Other commands take the name of an experiment that was run; here nothing has been.
    let file = [".yaml", ".yml"].map { name + $0 }.first { Folder.exists($0) }
    let hint =
      file.map {
        "; what an experiment lacks is named by its file: 'etch fetch \($0.shownShellWord)'"
      }
      ?? Suggestion.phrase(for: name, among: names)
    throw Diagnostic(
      "there is no recipe '\(name.excerpt)'\(hint)", at: nil,
      notes: [
        .init(
          "the recipes are \(names.joined(separator: ", ")); a file of one's own is named as FILE.yaml"
        )
      ])
  }

  /// The recipe whose files would be where a path leads: `data/mnist/train-images-idx3-ubyte`.
  static func providing(_ path: String) throws -> Recipe? {
    try all().first { recipe in
      recipe.files.contains { file in
        let folder = file.into ?? file.path.split(separator: "/").dropLast().joined(separator: "/")
        // 'weights' itself is nobody's.
        let isOwn = folder.contains("/") && (path == folder || path.hasPrefix(folder + "/"))
        return isOwn || path == file.path
      }
    }
  }
}
