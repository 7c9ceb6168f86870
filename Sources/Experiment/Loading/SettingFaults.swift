import Config
import Diagnostics

/// Finds the mistakes that are those of a param's value which the command line or a sweep set. Such a one is told there, once, and
/// not at each use of the param: as files have them, the uses are right.
struct SettingFaults {
  let scope: Scope
  /// What is wrong where a param is what it was before; `nil` where it was nothing.
  let without: (_ name: String) -> DiagnosticList?

  /// The most settings that are looked at, each of which takes as long as the experiment itself.
  private static let mostSettings = 4
  /// The most uses that are shown of each.
  private static let mostUses = 3

  /// The same mistakes, each of them where it is made.
  func told(_ list: DiagnosticList) -> DiagnosticList {
    // Of what is read again, places are the same by their names only.
    var places: [String: Set<String>] = [:]
    func others(without name: String) -> Set<String>? {
      if let known = places[name] { return known }
      guard places.count < Self.mostSettings, let list = without(name) else { return nil }
      let found = Set(
        list.diagnostics.filter { $0.severity == .error }.compactMap { $0.range?.place })
      places[name] = found
      return found
    }
    func fault(_ mistake: Diagnostic) -> (value: ConfigNode, place: SourceRange)? {
      guard mistake.severity == .error, let use = mistake.range else { return nil }
      for (name, value) in scope.settings(behind: use) {
        guard let place = value.range, !place.contains(use), let left = others(without: name),
          !left.contains(use.place)
        else { continue }
        return (value, place)
      }
      return nil
    }
    var result: [Diagnostic] = []
    var told: [SourceRange: (index: Int, uses: Int)] = [:]
    for mistake in list.diagnostics {
      guard let (value, place) = fault(mistake) else {
        result.append(mistake)
        continue
      }
      let use = Diagnostic.Note("it is used here", at: mistake.range)
      guard let (index, uses) = told[place] else {
        told[place] = (result.count, 1)
        let origin = value.error(mistake.message, file: scope.file)
        result.append(
          mistake.replacing(range: place, notes: origin.notes + [use] + mistake.notes))
        continue
      }
      guard uses < Self.mostUses, !result[index].notes.contains(use) else { continue }
      told[place] = (index, uses + 1)
      result[index] = result[index].replacing(notes: result[index].notes + [use])
    }
    return DiagnosticList(result)
  }
}
