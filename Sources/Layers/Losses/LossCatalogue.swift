import Config

/// The losses, alphabetical: one line each.
public enum LossCatalogue {
  public static let all: [any Function.Type] = [
    BCELoss.self,
    ContentLoss.self,
    CrossEntropyLoss.self,
    CycleLoss.self,
    GramStyleLoss.self,
    HingeLoss.self,
    HuberLoss.self,
    IdentityLoss.self,
    InfoNCELoss.self,
    KIDLoss.self,
    KLLoss.self,
    L1Loss.self,
    L2Loss.self,
    LogNormalPDFLoss.self,
    MSELoss.self,
    TotalVariationLoss.self,
    WassersteinLoss.self,
  ]

  public static let catalogue = Catalogue("loss", all.map { $0.schema })

  /// What a loss of this name takes; `nil` where there is none.
  public static func schema(of name: String) -> Schema? {
    catalogue.schemas.first { $0.name == name }
  }

  /// Whether a name is a loss's: a function with a reduction.
  public static func has(_ name: String) -> Bool { schema(of: name) != nil }
}
