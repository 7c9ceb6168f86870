import Config
import Diagnostics

/// All sources, in alphabetical order.
public enum SourceCatalogue {
  static let all: [any Source.Type] = [
    BuiltinDigits.self,
    BuiltinECG.self,
    BuiltinFacades.self,
    BuiltinFaces.self,
    BuiltinHorses.self,
    BuiltinPainting.self,
    BuiltinPhoto.self,
    BuiltinZebras.self,
    CSV.self,
    Images.self,
    MNIST.self,
    PairedImages.self,
    SingleImage.self,
    TensorFiles.self,
  ]

  public static let catalogue = Catalogue(
    "source", all.map { $0.schema }, planned: ["text"])

  static func make(_ fields: Fields, location: DataLocation) throws -> any Source {
    guard let type = all.first(where: { $0.schema.name == fields.schema.name }) else {
      preconditionFailure("'\(fields.schema.name)' is no source")
    }
    return try type.init(fields, location: location)
  }
}
