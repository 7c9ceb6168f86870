import Config

/// The optimizers, alphabetical: one line each.
public enum OptimizerCatalogue {
  public static let all: [any Optimizer.Type] = [
    Adagrad.self,
    Adam.self,
    AdamW.self,
    RMSProp.self,
    SGD.self,
  ]
  public static let catalogue = Catalogue("optimizer", all.map { $0.schema })

  /// The optimizer that a checked kind describes.
  public static func make(_ fields: Fields) throws -> any Optimizer {
    guard let type = all.first(where: { $0.schema.name == fields.schema.name }) else {
      preconditionFailure("no optimizer '\(fields.schema.name)'")
    }
    return try type.init(fields)
  }
}
