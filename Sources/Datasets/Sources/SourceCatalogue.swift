import Config
import Diagnostics

/// All sources, in the alphabetical order of their names.
public enum SourceCatalogue {
  static let all: [any Source.Type] = [
    BuiltinDigits.self,
    BuiltinECG.self,
    BuiltinFacades.self,
    BuiltinFaces.self,
    BuiltinHorses.self,
    BuiltinPainting.self,
    BuiltinPhoto.self,
    BuiltinSentences.self,
    BuiltinShapes.self,
    BuiltinTextures.self,
    BuiltinZebras.self,
    CSV.self,
    FashionMNIST.self,
    SingleImage.self,
    ImageTable.self,
    Images.self,
    MNIST.self,
    PairedImages.self,
    TensorFiles.self,
    Text.self,
  ]

  public static let catalogue = Catalogue(
    "source", all.map { $0.schema }, copying: CommonFields.like)

  static func make(_ fields: Fields, location: DataLocation) throws -> any Source {
    guard let type = all.first(where: { $0.schema.name == fields.schema.name }) else {
      preconditionFailure("'\(fields.schema.name)' is no source")
    }
    return try type.init(fields, location: location)
  }
}
