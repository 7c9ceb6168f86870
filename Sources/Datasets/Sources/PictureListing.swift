import Artifacts
import Diagnostics
import Tensors

/// The picture files of a set, with what their headers say.
struct PictureListing: ExampleDecoder {
  struct Example: Sendable {
    /// The name of the file in each folder of its part.
    var names: [String]
    var infos: [PictureInfo]
    let part: Int
    /// The number of its class, where folders are classes, or what a table says.
    let label: Double?
  }

  let parts: [[PictureFolder]]
  private let isHalved: Bool
  private let skipsBad: Bool
  private(set) var examples: [Example] = []
  /// The channels of each file of an example: 3 where any of the set has colour.
  private let channels: [Int]
  /// What the classes are called, of folders or of a table; empty where there are none.
  let classes: [String]
  /// Of the labels; `nil` where there are none.
  private let labelElement: ElementType?
  /// Whether labels are numbers of classes.
  private let isOfClasses: Bool
  /// The tables that list the pictures, one a part; empty where the folders do.
  private let tables: [PictureTable.Rows]
  /// What was left out.
  private(set) var warnings: [Diagnostic] = []

  /// Lists the folders and reads the headers, of at most `limit` examples of each part.
  ///
  /// - Parameter tables: those that list the pictures of each part, where the folders do not.
  /// - Throws: a folder without pictures; a missing partner; files that are no pictures, unless they are skipped; a class of the
  ///   test part alone.
  init(
    _ parts: [[PictureFolder]], isHalved: Bool, isLabelled: Bool, skipsBad: Bool, limit: Int?,
    tables: [PictureTable] = []
  ) throws {
    self.parts = parts
    self.isHalved = isHalved
    self.skipsBad = skipsBad
    let rows = try tables.map { try $0.read(limit: limit, skipsMissing: skipsBad) }
    let told = try PictureTable.labels(of: rows, tables)
    self.tables = rows
    let labelled =
      isLabelled ? try parts.map { try $0.map { try ClassFolders(of: $0) } } : []
    classes = told?.field.classes ?? labelled.first?.first?.classes ?? []
    labelElement = told?.field.element ?? (isLabelled ? .int32 : nil)
    isOfClasses = told.map { !$0.field.labels.isEmpty } ?? isLabelled
    var problems = DiagnosticList()
    for (part, folders) in parts.enumerated() {
      let names =
        isLabelled
        ? labelled[part].map(\.names)
        : rows.isEmpty ? try folders.map { try $0.names() } : [rows[part].names]
      let labels: [Double] =
        isLabelled
        ? try Self.labels(labelled[part][0], among: classes, of: folders[0])
        : told?.labels[part] ?? []
      for (place, names) in try Self.pairs(folders, names).prefix(limit ?? .max).enumerated() {
        do {
          let infos = try zip(folders, names).map { try $0.describe($1) }
          if isHalved, infos[0].width % 2 != 0 {
            throw folders[0].file(names[0]).malformed(
              "is \(infos[0].width) pixels wide, which are no two halves")
          }
          examples.append(
            Example(
              names: names, infos: infos, part: part,
              label: labels.isEmpty ? nil : labels[place]))
        } catch let problem as Diagnostic where problem.fault == .input {
          problems.add(problem)
          guard skipsBad || problems.diagnostics.count < PictureFolder.mostProblems else {
            throw Self.advised(problems)
          }
        }
      }
      guard !skipsBad || examples.contains(where: { $0.part == part }) else { throw problems }
    }
    if skipsBad {
      let missing = rows.reduce(0) { $0 + $1.missingCount - $1.missing.count }
      warnings = Self.leftOut(
        rows.flatMap(\.missing) + problems.diagnostics, besides: missing)
    } else {
      try Self.advised(problems).throwIfErrors()
    }
    if let shared = PictureTable.shared(rows, tables) { warnings.append(shared) }
    for (folder, own) in zip(parts.joined(), labelled.joined()) where !own.strays.isEmpty {
      warnings.append(Self.beside(own.strays, in: folder.folder))
    }
    // A table says itself which pictures are read.
    for (index, folder) in parts.joined().enumerated() where tables.isEmpty {
      let unread =
        try isLabelled
        ? labelled.joined().map(\.unread)[index]
        : PictureFolder.sorted(folder.unread(among: folder.all()))
      if !unread.isEmpty { warnings.append(Self.unread(unread, in: folder.folder)) }
    }
    let examples = examples
    channels = parts[0].indices.map { file in
      examples.map { $0.infos[file].channels }.max() ?? 3
    }
  }

  /// The number of each picture's class, as the training part numbers them.
  ///
  /// - Throws: a class that the training part does not have.
  private static func labels(
    _ own: ClassFolders, among classes: [String], of folder: PictureFolder
  ) throws -> [Double] {
    let numbers = Dictionary(
      classes.enumerated().map { ($1, Double($0)) }, uniquingKeysWith: { first, _ in first })
    if let other = own.classes.first(where: { numbers[$0] == nil }) {
      throw folder.folder.strangeClass(other, among: classes)
    }
    return own.labels.map { numbers[own.classes[$0]] ?? 0 }
  }

  /// Tells of pictures that stand beside the folders of classes.
  private static func beside(_ names: [String], in folder: DataFile) -> Diagnostic {
    return Diagnostic(
      .picturesLeftOut,
      names.count == 1
        ? "a picture stands in no class's folder, and is left out"
        : "\(names.count) pictures stand in no class's folder, and are left out",
      at: folder.range,
      notes: [.init("in '\(folder.shown)': \(names.quotedList(most: 3))")])
  }

  /// Tells of pictures whose format is not read.
  private static func unread(_ names: [String], in folder: DataFile) -> Diagnostic {
    Diagnostic(
      .picturesLeftOut,
      names.count == 1
        ? "a picture is no JPEG or PNG, and is left out"
        : "\(names.count) pictures are no JPEG or PNG, and are left out",
      at: folder.range,
      notes: [
        .init(
          "in '\(folder.shown)': \(names.quotedList(most: 3)); write pictures as .png or .jpg")
      ])
  }

  /// The names of files that belong together, one a folder.
  ///
  /// - Throws: pictures without a partner; two of one name in a folder.
  private static func pairs(_ folders: [PictureFolder], _ names: [[String]]) throws -> [[String]] {
    guard folders.count > 1 else { return names[0].map { [$0] } }
    let byStem = try zip(folders, names).map { folder, names in
      try Dictionary(names.map { (stem($0), $0) }) { first, second in
        throw folder.folder.malformed(
          "'\(first.excerpt)' and '\(second.excerpt)' differ in their ending only")
      }
    }
    for (folder, stems) in zip(folders, byStem) {
      for (other, others) in zip(folders, byStem) {
        let alone = stems.filter { others[$0.key] == nil }.values.sorted()
        guard let first = alone.first else { continue }
        throw folder.folder.malformed(
          alone.count == 1
            ? "'\(first.excerpt)' has no partner in '\(other.folder.shown)'"
            : "\(alone.count) pictures have no partner in '\(other.folder.shown)': "
              + alone.quotedList(most: 3))
      }
    }
    return names[0].map { name in byStem.compactMap { $0[stem(name)] } }
  }

  private static func stem(_ name: String) -> String {
    name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
  }

  /// - Parameter besides: how many more were left out than are told of.
  private static func leftOut(_ problems: [Diagnostic], besides: Int = 0) -> [Diagnostic] {
    guard let first = problems.first else { return [] }
    let count = problems.count + besides
    return [
      Diagnostic(
        .picturesLeftOut,
        count == 1 ? "a picture is left out" : "\(count) pictures are left out", at: first.range,
        notes: problems.prefix(PictureFolder.mostProblems).map { .init($0.message) })
    ]
  }

  var counts: SourceCounts {
    let train = examples.prefix { $0.part == 0 }.count
    return parts.count == 1 ? .whole(train) : .divided(train: train, test: examples.count - train)
  }

  /// The field of the labels, where there are any.
  ///
  /// - Parameter areKnown: whether all examples that are listed can be read.
  func label(areKnown: Bool) -> SourceField? {
    guard let labelElement else { return nil }
    let labels =
      areKnown && isOfClasses
      ? parts.indices.map { part in
        examples.filter { $0.part == part }.compactMap { $0.label.map { Int32($0) } }
      } : []
    return SourceField(
      "label", TensorType([], labelElement), classes: classes, labels: labels)
  }

  /// The shapes of a field that occur, the first example's first, each with the first file that has it.
  func shapes(ofField field: Int) -> [(shape: Shape, file: String)] {
    var seen: Set<Shape> = []
    return examples.compactMap { example in
      let shape = shapes(of: example)[field]
      guard seen.insert(shape).inserted else { return nil }
      let file = isHalved ? 0 : field
      return (shape, parts[example.part][file].file(example.names[file]).written)
    }
  }

  private func shapes(of example: Example) -> [Shape] {
    let shapes = zip(example.infos, channels).map { info, channels in
      Shape([info.height, isHalved ? info.width / 2 : info.width, channels])
    }
    return isHalved ? [shapes[0], shapes[0]] : shapes
  }

  /// Of all examples, decoded.
  var byteCount: Int { examples.indices.reduce(0) { $0 + byteCount(of: $1) } }

  func byteCount(of example: Int) -> Int {
    zip(examples[example].infos, channels).reduce(labelElement == nil ? 0 : 4) {
      $0 + $1.0.height * $1.0.width * $1.1
    }
  }

  /// The label is known without decoding the picture.
  func scalar(ofField field: Int, of example: Int) -> Float? {
    let pictures = isHalved ? 2 : parts[0].count
    return field == pictures ? examples[example].label.map { Float($0) } : nil
  }

  func decode(_ example: Int) throws -> [HostArray] {
    let files = examples[example]
    let pictures = try files.names.indices.map { file in
      let (folder, name, info) = (parts[files.part][file], files.names[file], files.infos[file])
      let picture: Picture
      do {
        picture = try folder.read(name, expecting: info)
      } catch let problem as Diagnostic where problem.fault == .input && !skipsBad {
        // Where its header is what it was, its pixels are damaged; what changed or is gone is no bad picture.
        throw (try? folder.describe(name)) == info ? Self.advised(problem) : problem
      }
      return channels[file] == 3 ? picture.inColor : picture
    }
    let all =
      isHalved
      ? [pictures[0].half(from: 0), pictures[0].half(from: pictures[0].width / 2)] : pictures
    let arrays = all.map {
      HostArray(shape: [$0.height, $0.width, $0.channels], storage: .uint8($0.pixels))
    }
    guard let label = files.label else { return arrays }
    return arrays + [
      labelElement == .int32
        ? HostArray(shape: [], storage: .int32([Int32(label)]))
        : HostArray(shape: [], floats: [Float(label)])
    ]
  }

  /// What is wrong with files, with what to do about it below the last.
  static func advised(_ problems: DiagnosticList) -> DiagnosticList {
    guard let last = problems.diagnostics.last else { return problems }
    return DiagnosticList(problems.diagnostics.dropLast() + [advised(last)])
  }

  /// What is wrong with a file, with what to do about it.
  private static func advised(_ problem: Diagnostic) -> Diagnostic {
    problem.replacing(notes: problem.notes.filter { $0 != advice } + [advice])
  }

  static let advice = Diagnostic.Note("'skip_bad: true' of the data leaves out such files")

  /// The examples that can be decoded; says what was left out.
  ///
  /// - Throws: a part of which nothing can be; what is the machine's fault.
  func readable(_ warnings: inout [Diagnostic]) throws -> PictureListing {
    var problems: [Diagnostic] = []
    var readable = self
    readable.examples = try examples.enumerated().filter { index, _ in
      do {
        _ = try decode(index)
        return true
      } catch let problem as Diagnostic where problem.fault == .input {
        problems.append(problem)
        return false
      }
    }.map(\.element)
    for part in parts.indices where !readable.examples.contains(where: { $0.part == part }) {
      throw problems.first ?? parts[part][0].folder.malformed("holds no pictures")
    }
    warnings += Self.leftOut(problems)
    return readable
  }

  /// One for each folder; of pictures that tables list those of the tables, then that of the folder.
  func digests() throws -> [FileDigest] {
    guard tables.isEmpty else {
      let names = Set(examples.map { $0.names[0] })
      return tables.map(\.digest) + [try parts[0][0].digest(of: Array(names))]
    }
    return try parts.enumerated().flatMap { part, folders in
      let names = examples.filter { $0.part == part }.map(\.names)
      return try folders.enumerated().map { file, folder in
        try folder.digest(of: names.map { $0[file] })
      }
    }
  }
}

extension Picture {
  /// Half of its columns, beginning at one of them.
  fileprivate func half(from column: Int) -> Picture {
    let count = width / 2 * channels
    var half: [UInt8] = []
    half.reserveCapacity(count * height)
    for y in 0..<height {
      let start = (y * width + column) * channels
      half += pixels[start..<start + count]
    }
    return Picture(height: height, width: width / 2, channels: channels, pixels: half)
  }
}

extension DataFile {
  /// What is wrong with a test part that has a class of its own.
  func strangeClass(_ name: String, among classes: [String]) -> Diagnostic {
    malformed(
      "the class '\(name.excerpt)' is none of the training part"
        + Suggestion.phrase(for: name, among: classes),
      notes: ["that has \(classes.count.counted("class", plural: "classes"))"])
  }
}
