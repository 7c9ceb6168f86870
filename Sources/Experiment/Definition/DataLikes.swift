import Config
import Datasets
import Diagnostics
import OrderedCollections

/// `like:` of data: `zebra: {like: horse, splits: …}` copies what it does not write itself.
enum DataLikes {
  /// Ways of writing transforms, of which a set has one.
  private static let transforms = ["scale", "preprocess", "transforms"]

  /// The experiment with every `like` of its data written out, without the sets whose `like` is wrong. Where a set writes
  /// another source, it takes what all sources share.
  static func resolved(_ root: ConfigNode, _ problems: inout DiagnosticList) -> ConfigNode {
    guard case .map(var sections) = root.content, let data = sections["data"]?.value,
      case .map(var sets) = data.content, sets.values.contains(where: { $0.value["like"] != nil })
    else { return root }
    for (name, entry) in sets {
      guard case .map(var fields) = entry.value.content, let like = fields["like"] else { continue }
      fields["like"] = nil
      if let other = like.value.text, other != name, let copied = data[other]?.entries,
        copied["like"] == nil
      {
        copy(copied, into: &fields)
      } else {
        let names = sets.keys.filter { $0 != name && sets[$0]?.value["like"] == nil }
        problems.add(
          Diagnostic(
            "'like' names another data set of this file, which is written out"
              + Suggestion.phrase(for: like.value.text ?? "", among: names), at: like.value.range))
        // What it would have copied is not known, so that nothing more can be said of it.
        sets[name] = nil
        continue
      }
      sets[name]?.value.content = .map(fields)
    }
    sections["data"]?.value.content = .map(sets)
    var resolved = root
    resolved.content = .map(sections)
    return resolved
  }

  /// Without what is wrong with a set as a whole that is like another with mistakes, which it has copied, or like none, whose
  /// fields it lacks.
  static func withoutCopies(_ problems: DiagnosticList, in root: ConfigNode) -> DiagnosticList {
    guard problems.hasErrors, let sets = root["data"]?.entries else { return problems }
    let places = problems.diagnostics.filter { $0.severity == .error }.compactMap(\.range)
    let copies = sets.values.filter { set in
      guard let like = set.value["like"] else { return false }
      guard let other = like.text.flatMap({ sets[$0]?.value }), other["like"] == nil else {
        return true
      }
      guard let range = other.range else { return false }
      return places.contains { range.contains($0) }
    }.compactMap(\.value.range)
    return DiagnosticList(
      problems.diagnostics.filter { problem in
        problem.severity != .error || !copies.contains { $0 == problem.range }
      })
  }

  private static func copy(
    _ copied: OrderedDictionary<String, ConfigNode.Entry>,
    into fields: inout OrderedDictionary<String, ConfigNode.Entry>
  ) {
    let source = fields["source"]?.value.text
    let isOtherSource = source != nil && source != copied["source"]?.value.text
    let writesTransforms = transforms.contains { fields[$0] != nil }
    for (key, value) in copied where fields[key] == nil {
      // 'train_where' names fields, which another source has not.
      if key == CommonFields.pin { continue }
      if isOtherSource, key == "train_where" || !CommonFields.names.contains(key) { continue }
      if writesTransforms, transforms.contains(key) { continue }
      fields[key] = value
    }
  }
}
