import Artifacts
import Diagnostics
import OrderedCollections

/// What whole numbers of the data stand for, as a checkpoint keeps it: the names of classes or words of each field.
package struct TrainedClasses: Hashable, Sendable {
  struct Field: Hashable, Sendable {
    let count: Int
    /// The first of them, for people.
    let first: [String]
    /// The SHA-256 of all, each behind its length.
    let digest: String

    init(_ names: [String]) {
      count = names.count
      first = names.prefix(TrainedClasses.shown).map { $0.excerpt }
      digest = ContentDigest.of(names.map { "\($0.utf8.count):\($0)" }.joined())
    }

    var phrase: String {
      let named = first.enumerated().map { "\($0) \($1)" }.joined(separator: ", ")
      return count > first.count ? named + ", …" : named
    }
  }

  private static let shown = 6
  /// By data and field, as `pic.label`; those without names are not among them.
  let fields: OrderedDictionary<String, Field>

  package init(_ model: Model) {
    var fields: OrderedDictionary<String, Field> = [:]
    for (name, data) in model.descriptions.sorted(by: { $0.key < $1.key }) {
      for field in data.fields where !field.classes.isEmpty {
        fields["\(name).\(field.name)"] = Field(field.classes)
      }
    }
    self.fields = fields
  }

  /// As a checkpoint has it; `nil` where no field has names.
  package var metadata: String? {
    guard !fields.isEmpty else { return nil }
    return JSON.object(
      fields.map { name, field in
        .init(
          name,
          .object([
            .init("count", .integer(field.count)),
            .init("first", .array(field.first.map(JSON.string))),
            .init("sha256", .string(field.digest)),
          ]))
      }
    ).description
  }
}

extension TrainedClasses.Field {
  fileprivate init?(_ json: JSON) {
    guard case .integer(let count)? = json["count"], case .string(let digest)? = json["sha256"],
      case .array(let names)? = json["first"]
    else { return nil }
    self.count = count
    self.digest = digest
    first = names.compactMap { if case .string(let name) = $0 { name.excerpt } else { nil } }
  }
}

extension TrainedClasses {
  /// What the classes of each field are called by a checkpoint: all of them where the data is there and has the same, else the
  /// first ones.
  package static func names(
    saved metadata: String?, _ model: Model
  ) -> [(field: String, names: [String], count: Int)] {
    guard let metadata, case .object(let known)? = try? JSON(parsing: metadata) else { return [] }
    return known.compactMap { entry in
      guard let field = Field(entry.value) else { return nil }
      let parts = entry.key.split(separator: ".", maxSplits: 1).map(String.init)
      let data = parts.first.flatMap { model.descriptions[$0] }
      let names = parts.count == 2 ? data?.field(parts[1])?.classes ?? [] : []
      return (
        entry.key, Field(names).digest == field.digest ? names : field.first, field.count
      )
    }
  }
}

extension TrainedClasses {
  /// The field that words stand in, as numbers.
  private static let ofWords = ".tokens"

  static func areWords(_ name: String) -> Bool { name.hasSuffix(ofWords) }

  /// What is told where a run goes on with classes or words that have other numbers than when it was trained.
  ///
  /// - Parameters:
  ///   - metadata: those of the run's checkpoint.
  ///   - file: the checkpoint.
  package static func renumbered(
    since metadata: String?, in model: Model, file: String
  ) -> Diagnostic? {
    guard let metadata, case .object(let known)? = try? JSON(parsing: metadata) else { return nil }
    for (name, field) in TrainedClasses(model).fields {
      let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
      guard parts.count == 2, let written = known.first(where: { $0.key == name }),
        let then = Field(written.value)
      else { continue }
      let classes = model.descriptions[parts[0]]?.field(parts[1])?.classes ?? []
      // Others behind those that there were change no number.
      let first = Field(Array(classes.prefix(max(0, then.count))))
      guard first.digest != then.digest else { continue }
      return Diagnostic(
        .otherClasses,
        "'\(file.escapedForDisplay)' was trained with \(then.phrase) as the numbers of '\(name)', which are \(field.phrase) here: "
          + "what it has learnt of each is taken for another",
        at: model.definition.places[parts[0]] ?? nil)
    }
    return nil
  }
}

extension WeightsFit {
  /// What is told where nothing is trained, and the data's classes are called otherwise than those that a run trained the
  /// network on: what it takes for one of those would be called by another's name. Of words it is told wherever they have other
  /// numbers, and the network has to do with words.
  static func otherClasses(
    of needs: Needs, in model: Model, weights: WeightsDefinition, header: SafetensorsHeader
  ) -> Diagnostic? {
    guard let text = header.metadata("classes"),
      case .object(let known)? = try? JSON(parsing: text)
    else { return nil }
    // Where training goes on, classes may be learnt anew.
    func isMeant(_ name: String) -> Bool {
      model.definition.train == nil || TrainedClasses.areWords(name)
    }
    let trained = known.filter { isMeant($0.key) }.compactMap { entry in
      TrainedClasses.Field(entry.value).map { (name: entry.key, field: $0) }
    }
    for (name, field) in TrainedClasses(model).fields where isMeant(name) {
      let isOfWords = TrainedClasses.areWords(name)
      let alike = trained.filter { TrainedClasses.areWords($0.name) == isOfWords }
      guard let then = alike.first,
        !alike.contains(where: { $0.field.digest == field.digest }),
        !isOfWords || needs.hasPlaces(forWords: then.field.count)
      else { continue }
      return Diagnostic(
        .otherClasses,
        "'\(needs.network)' was trained on the \(isOfWords ? "words" : "classes") \(then.field.phrase) of '\(then.name.excerpt)', and '\(name)' has \(field.phrase) here: "
          + "what it takes for one of those is called by the name of another",
        at: weights.range,
        notes: [
          .init(
            isOfWords
              ? "words are numbered by how often they stand in the training part of the data"
              : "folders of the same names give the same classes; 'labels: FILE' of a grid names those that it was trained on, one a line"
          )
        ])
    }
    return nil
  }
}
