import Datasets
import Diagnostics
import Experiment

extension ExperimentPlan {
  /// How many names of classes are written out.
  private static let mostClasses = 20

  /// - Parameter trained: the sets that training reads, where that is known.
  static func data(_ model: Model, trained: Set<String>?) -> [String] {
    let lines = sets(model, trained: trained)
    return lines.isEmpty ? [] : ["data"] + lines + [""]
  }

  static func dataJSON(_ model: Model) -> JSON {
    var sets: [JSON] = []
    for name in model.definition.data.keys {
      guard let set = model.descriptions[name] else { continue }
      let fields = set.fields.map { field in
        JSON.object([
          JSON.Member("name", .string(field.name)),
          JSON.Member("shape", shape(field.type.shape.extents)),
        ])
      }
      var members = [JSON.Member("name", .string(name)), JSON.Member("fields", .array(fields))]
      if let count = set.trainCount { members.append(JSON.Member("train", .integer(count))) }
      if let count = set.testCount { members.append(JSON.Member("test", .integer(count))) }
      sets.append(.object(members))
    }
    return .array(sets)
  }

  static func shape(_ extents: [Int]) -> JSON { .array(extents.map { JSON.integer($0) }) }

  /// The sets of an experiment, what their examples are, and what the numbers of labels stand for that are texts in the file.
  ///
  /// - Parameter trained: those that training reads, where that is known.
  static func sets(_ model: Model, trained: Set<String>?) -> [String] {
    model.definition.data.keys.flatMap { name -> [String] in
      guard let set = model.descriptions[name] else { return [] }
      let fields = set.fields.map {
        "\($0.name)" + ($0.type.shape.rank == 0 ? "" : " \($0.type.shape)")
      }.joined(separator: ", ")
      let isTrained = trained?.contains(name) ?? true
      let part = isTrained ? "to train on" : "that nothing trains on"
      var counts = set.trainCount.map { "\($0) \(part)" } ?? "as many as are left"
      if let test = set.testCount { counts += ", \(test) for testing" }
      if set.isConstant { counts = "one example, always the same" }
      return ["  \(name): \(fields); \(counts)"]
        + set.fields.filter { !$0.classes.isEmpty }.map { field in
          let names = field.classes.prefix(mostClasses).enumerated().map { "\($0) \($1.excerpt)" }
          return "  \(name).\(field.name): " + names.joined(separator: ", ")
            + (field.classes.count > mostClasses ? ", … (\(field.classes.count) classes)" : "")
        }
    }
  }
}
