import Diagnostics
import OrderedCollections

/// Lays one tree over another: maps merge, lists and scalars replace, `null` removes.
struct ConfigMerge {
  let choices: [Catalogue]
  /// What a place takes in short form too; files say a value anew, and only overrides set a field of one.
  let shortForm: @Sendable (_ place: [String]) -> Schema?
  var diagnostics = DiagnosticList()

  init(
    choices: [Catalogue], shortForm: @escaping @Sendable ([String]) -> Schema? = { _ in nil }
  ) {
    (self.choices, self.shortForm) = (choices, shortForm)
  }

  /// `over` laid over `base`, both standing at `path`.
  mutating func merged(_ base: ConfigNode, _ over: ConfigNode, _ path: [String]) -> ConfigNode {
    // What a profile holds follows the rules of the place where it will be applied.
    let place = path.first == "profiles" ? Array(path.dropFirst(2)) : path
    switch (base.content, over.content) {
    case (.map(let below), .map(let above)):
      if Self.takesKind(place) || Self.isParam(place), isOtherKind(below, above) {
        return replacing(base, over)
      }
      if Self.takesKind(place), let wrong = misspelt(below, besides: above) {
        return respelled(base, wrong, over, above, path)
      }
      if place.count == 2, place[0] == "data", isOtherSource(below, above) {
        return replacing(
          base, over, keeping: Self.shared(below, with: above),
          withNulls: Self.isInProfile(path) || Self.isLike(below, above))
      }
      if place.count == 2, place[0] == "networks", isOtherForm(below, above) {
        return replacing(base, over, keeping: [:], withNulls: Self.isInProfile(path))
      }
      if place.count == 3, place[0] == "networks", place[2] == "weights" {
        return mergedMap(base, Self.lasting(below, under: above), over, above, path)
      }
      return mergedMap(base, below, over, above, path)
    case (.list(let stages), .map(let updates)) where place == ["train", "step"]:
      return addressed(base, stages, updates, path)
    case (.list(let below), .list(let above)) where place == ["allow"]:
      return added(base, below, over, above)
    case (.list(let items), .map(let above)) where over.origin.isOverride:
      return indexed(base, items, above, path)
    default: return replacing(base, over)
    }
  }

  /// What the base has, and what `over` has besides.
  private func added(
    _ base: ConfigNode, _ below: [ConfigNode], _ over: ConfigNode, _ above: [ConfigNode]
  ) -> ConfigNode {
    var result = replacing(base, over)
    let known = Set(below.compactMap(\.text))
    result.content = .list(below + above.filter { $0.text.map { !known.contains($0) } ?? true })
    return result
  }

  private func replacing(_ base: ConfigNode, _ over: ConfigNode) -> ConfigNode {
    var copy = over
    copy.replaced = [base] + base.replaced
    return copy
  }

  /// As `replacing`, with some of the base's entries.
  ///
  /// - Parameter withNulls: whether what is null in `over` is still to remove something.
  private func replacing(
    _ base: ConfigNode, _ over: ConfigNode, keeping kept: OrderedDictionary<String, Entry>,
    withNulls: Bool
  ) -> ConfigNode {
    var result = replacing(base, over)
    let own = (over.entries ?? [:]).filter { withNulls || !$0.value.value.isNull }
    result.content = .map(own.merging(kept) { own, _ in own })
    return result
  }

  private typealias Entry = ConfigNode.Entry

  private func isOtherSource(
    _ below: OrderedDictionary<String, Entry>, _ above: OrderedDictionary<String, Entry>
  ) -> Bool {
    guard let new = above["source"]?.value.text else { return false }
    // A set that is like another has its source from there.
    guard let old = below["source"]?.value.text else { return below["like"] != nil }
    return old != new
  }

  /// The fields that all sources have, which outlive a change of source.
  private static let sharedFields: Set<String> = [
    "count", "holdout", "like", "preprocess", "scale", "shuffle", "split", "transforms",
  ]

  /// The keys that say in another way what one of these says, of which there is one: how long training is, what an
  /// update does, by what training stops.
  private static func alternatives(
    at path: [String], to above: OrderedDictionary<String, Entry>
  ) -> Set<String> {
    let place = path.first == "profiles" ? Array(path.dropFirst(2)) : path
    let keys: [String] =
      switch place {
      case ["train"]: ["epochs", "steps"]
      case ["train", "stop"], ["outputs", "checkpoints", "best"]: ["minimize", "maximize"]
      case _ where place.count >= 3 && place.starts(with: ["train", "step"]):
        ["minimize", "maximize", "assign"]
      default: []
      }
    let given = keys.filter { above[$0].map { !$0.value.isNull } ?? false }
    return given.isEmpty ? [] : Set(keys).subtracting(given)
  }

  /// Whether a data set is like another, from which it does not copy what is null in it.
  private static func isLike(
    _ below: OrderedDictionary<String, Entry>, _ above: OrderedDictionary<String, Entry>
  ) -> Bool {
    (above["like"] ?? below["like"]).map { !$0.value.isNull } ?? false
  }

  /// Ways of writing transforms, of which a data set has one.
  private static let transforms = ["preprocess", "scale", "transforms"]

  /// What a data set keeps where its source changes: the shared fields that are not given anew. 'scale', 'preprocess' and
  /// 'transforms' are one thing.
  private static func shared(
    _ below: OrderedDictionary<String, Entry>, with above: OrderedDictionary<String, Entry>
  ) -> OrderedDictionary<String, Entry> {
    let isTransformedAnew = transforms.contains { above[$0] != nil }
    return below.filter { key, _ in
      sharedFields.contains(key) && above[key] == nil
        && !(isTransformedAnew && transforms.contains(key))
    }
  }

  /// What weights keep where they come from elsewhere: of a file and a run they have one, and the digest was of the old bytes.
  private static func lasting(
    _ below: OrderedDictionary<String, Entry>, under above: OrderedDictionary<String, Entry>
  ) -> OrderedDictionary<String, Entry> {
    let sources = ["file", "run"]
    let new = sources.first { above[$0].map { !$0.value.isNull } ?? false }
    guard let new, above[new]?.value.text != below[new]?.value.text else { return below }
    return below.filter { key, _ in key == new || key != "sha256" && !sources.contains(key) }
  }

  /// Whether both maps say what a network is, and not in the same way.
  private func isOtherForm(
    _ below: OrderedDictionary<String, Entry>, _ above: OrderedDictionary<String, Entry>
  ) -> Bool {
    func form(_ entries: OrderedDictionary<String, Entry>) -> String? {
      ["layers", "use", "like", "ema"].first { entries[$0].map { !$0.value.isNull } ?? false }
    }
    guard let old = form(below), let new = form(above) else { return false }
    return old != new
  }

  /// Whether both maps choose one of the same family, and not the same one: `{adam: …}` and `{sgd: …}`. A misspelt one
  /// is meant to be another too, and is told by its name.
  private func isOtherKind(
    _ below: OrderedDictionary<String, ConfigNode.Entry>,
    _ above: OrderedDictionary<String, ConfigNode.Entry>
  ) -> Bool {
    guard below.count == 1, above.count == 1, let old = below.keys.first,
      let new = above.keys.first, old != new
    else { return false }
    return choices.contains { catalogue in
      let names = catalogue.schemas.map(\.name)
      return names.contains(old)
        && Suggestion.sameOrNearest(to: new, among: names) != nil
    }
  }

  /// Whether a kind stands at a place, and no map of names.
  static func takesKind(_ place: [String]) -> Bool {
    guard place.count >= 2, let last = place.last else { return false }
    return ["activation", "optimizer", "learning_rate", "then"].contains(last)
      || last.hasSuffix("initializer")
  }

  /// Whether a param's value stands at a place, which may be put where a kind does.
  private static func isParam(_ place: [String]) -> Bool {
    place.dropLast().last == "params"
  }

  /// Whether null stays, until the profile is applied.
  private static func isInProfile(_ path: [String]) -> Bool {
    path.first == "profiles" && path.count >= 2
  }

  /// The one key that is no kind but is meant for one, as PyTorch's 'Adam', where what is laid over it has one that is.
  private func misspelt(
    _ below: OrderedDictionary<String, Entry>, besides above: OrderedDictionary<String, Entry>
  ) -> (old: String, meant: String)? {
    guard below.count == 1, above.count == 1, let old = below.keys.first, let new = above.keys.first
    else { return nil }
    for catalogue in choices {
      let names = catalogue.schemas.map(\.name)
      guard names.contains(new), !names.contains(old),
        let meant = ForeignNames.meant(by: old, among: names)
          ?? Suggestion.nearest(to: old, among: names)
      else { continue }
      return (old, meant)
    }
    return nil
  }

  /// What both say of a kind under the word that is none, so that it is told once, and not also that two were chosen.
  private mutating func respelled(
    _ base: ConfigNode, _ wrong: (old: String, meant: String), _ over: ConfigNode,
    _ above: OrderedDictionary<String, Entry>, _ path: [String]
  ) -> ConfigNode {
    guard above.keys.first == wrong.meant, let old = base.entries?[wrong.old],
      let new = above.values.first
    else { return replacing(base, over) }
    var result = base
    result.content = .map([
      wrong.old: Entry(
        keyRange: old.keyRange, value: merged(old.value, new.value, path + [wrong.old]))
    ])
    return result
  }

  private mutating func mergedMap(
    _ base: ConfigNode, _ below: OrderedDictionary<String, ConfigNode.Entry>, _ over: ConfigNode,
    _ above: OrderedDictionary<String, ConfigNode.Entry>, _ path: [String]
  ) -> ConfigNode {
    var entries = below
    let others = Self.alternatives(at: path, to: above)
    entries.removeAll { others.contains($0.key) }
    let place = path.first == "profiles" ? path.dropFirst(2) : path[...]
    let keepsNulls =
      Self.isInProfile(path)
      || place.count == 2 && place.first == "data" && Self.isLike(below, above)
    for (key, entry) in above {
      guard let old = entries[key] else {
        // Here null removes what is not there.
        if !entry.value.isNull || keepsNulls { entries[key] = entry }
        continue
      }
      if entry.value.isNull, !keepsNulls {
        entries.removeValue(forKey: key)
        continue
      }
      let below = spelledOut(old.value, under: entry.value, at: path + [key])
      let value = merged(below, entry.value, path + [key])
      let isReplaced = value.origin == entry.value.origin
      entries[key] = .init(keyRange: isReplaced ? entry.keyRange : old.keyRange, value: value)
    }
    // Of two files, the one that extends the other is where a reader looks.
    var result = base
    if case .file = over.origin { result = over }
    result.content = .map(entries)
    return result
  }

  /// Updates of a list of stages, addressed by name, in all stages that have one of it; or a stage by its number.
  private mutating func addressed(
    _ base: ConfigNode, _ stages: [ConfigNode],
    _ updates: OrderedDictionary<String, ConfigNode.Entry>, _ path: [String]
  ) -> ConfigNode {
    let numbered = updates.filter { Int($0.key) != nil }
    var stages = indexed(base, stages, numbered, path).items ?? stages
    for (name, entry) in updates where numbered[name] == nil {
      let places = stages.indices.filter { stages[$0][name] != nil }
      if places.isEmpty {
        let names = stages.flatMap { Array($0.entries?.keys ?? []) }
        let hint = Suggestion.phrase(for: name, among: names)
        diagnostics.add(
          Diagnostic(
            "no update is called '\(name.excerpt)'\(hint)", at: entry.keyRange,
            notes: [.init("the updates are \(names.joined(separator: ", "))", at: base.range)]))
      }
      for place in places {
        guard var stage = stages[place].entries, let old = stage[name] else { continue }
        if entry.value.isNull {
          stage.removeValue(forKey: name)
        } else {
          stage[name] = .init(
            keyRange: old.keyRange, value: merged(old.value, entry.value, path + [name]))
        }
        stages[place].content = .map(stage)
      }
    }
    var result = base
    result.content = .list(stages.filter { $0.entries?.isEmpty != true })
    return result
  }

  /// Items of a list, addressed by number from 0 by an override.
  private mutating func indexed(
    _ base: ConfigNode, _ items: [ConfigNode],
    _ above: OrderedDictionary<String, ConfigNode.Entry>, _ path: [String]
  ) -> ConfigNode {
    var items = items
    for (key, entry) in above {
      guard let index = Int(key), items.indices.contains(index) else {
        let numbers = items.isEmpty ? "it is empty" : "its items are 0 to \(items.count - 1)"
        diagnostics.add(
          Diagnostic(
            "'\(path.joined(separator: ".").excerpt)' is a list; \(numbers)", at: entry.keyRange))
        continue
      }
      let item = Self.besideKind(items[index], entry.value, path)
      if let problem = passingThrough(item, entry.value, path + [key]) {
        diagnostics.add(problem)
        continue
      }
      if let other = other(item, entry.value, path) {
        items[index] = other
      } else {
        items[index] = merged(item, entry.value, path + [key])
      }
    }
    var result = base
    result.content = .list(items)
    return result
  }

  /// A layer that is a word alone as a map, where its name or what it reads is set, which stand beside its kind: `relu` as `relu: {}`.
  private static func besideKind(
    _ item: ConfigNode, _ over: ConfigNode, _ path: [String]
  ) -> ConfigNode {
    guard ["networks", "blocks"].contains(path.first), let kind = item.text, isName(kind),
      let keys = over.entries?.keys, !keys.isEmpty, keys.allSatisfy({ $0 == "as" || $0 == "from" })
    else { return item }
    let fields = ConfigNode(.map([:]), range: item.range, origin: item.origin)
    return ConfigNode(
      .map([kind: Entry(keyRange: item.range, value: fields)]), range: item.range,
      origin: item.origin)
  }

  /// A layer or transform of another kind in the place of one, whose name and what it reads stay; `nil` of the same kind.
  private func other(_ item: ConfigNode, _ over: ConfigNode, _ path: [String]) -> ConfigNode? {
    guard let old = Self.kind(of: item, path), let new = Self.kind(of: over, path), new != old,
      let entries = item.entries
    else { return nil }
    return replacing(
      item, over, keeping: entries.filter { $0.key != old && over[$0.key] == nil },
      withNulls: false)
  }

  /// The one key of a layer or transform that says its kind.
  private static func kind(of item: ConfigNode, _ path: [String]) -> String? {
    let isLayer = ["networks", "blocks"].contains(path.first)
    guard isLayer || path.first == "data" && path.last == "transforms" else { return nil }
    let keys = (item.entries?.keys ?? []).filter { !isLayer || $0 != "as" && $0 != "from" }
    return keys.count == 1 ? keys.first : nil
  }

  /// What is wrong where a path leads on through what is of another kind: `layers.2.dense.units` where that is `flatten`,
  /// which would be lost. Whoever means to put another in its place says so: `layers.2={dense: …}`.
  private func passingThrough(_ item: ConfigNode, _ over: ConfigNode, _ path: [String])
    -> Diagnostic?
  {
    // A map that a path makes stands where its key does.
    guard let old = item.text ?? Self.kind(of: item, Array(path.dropLast())),
      let made = over.entries?.elements.first,
      over.range == made.value.keyRange, made.key != old, item[made.key] == nil,
      item.text != nil || Self.kind(of: over, Array(path.dropLast())) != nil
    else { return nil }
    let new = made.key
    let place = path.joined(separator: ".").excerpt
    return Diagnostic(
      "'\(place)' is '\(old)', and has no '\(new)'", at: made.value.keyRange,
      notes: [
        .init("items are counted from 0"),
        .init("to put another in its place: '\(place)={\(new): {…}}'"),
      ])
  }
}

extension ConfigNode {
  /// An experiment whose `train.step` is a list of stages: a map of updates is one stage.
  public var withStagesListed: ConfigNode {
    guard var entries, var train = entries["train"]?.value, var inner = train.entries,
      let stage = inner["step"]?.value, stage.entries != nil
    else { return self }
    var list = stage
    list.content = .list([stage])
    inner["step"]?.value = list
    train.content = .map(inner)
    entries["train"]?.value = train
    var copy = self
    copy.content = .map(entries)
    return copy
  }
}
