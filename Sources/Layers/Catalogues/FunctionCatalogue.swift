import Config

/// The functions and losses that expressions call, alphabetical: one line each.
public enum FunctionCatalogue {
  public static let functions: [any Function.Type] = [
    AbsFunction.self,
    ArgmaxFunction.self,
    BernoulliFunction.self,
    ClipFunction.self,
    ConcatFunction.self,
    CosFunction.self,
    ExpFunction.self,
    FloorFunction.self,
    GradientFunction.self,
    InterpolateFunction.self,
    LatticeFunction.self,
    LogFunction.self,
    MaximumFunction.self,
    MeanFunction.self,
    MinimumFunction.self,
    NormalFunction.self,
    NormalQuantileFunction.self,
    OneHotFunction.self,
    OnesFunction.self,
    RandintFunction.self,
    ReLUFunction.self,
    SigmoidFunction.self,
    SignFunction.self,
    SinFunction.self,
    SoftmaxFunction.self,
    SoftplusFunction.self,
    SqrtFunction.self,
    SquareFunction.self,
    StdFunction.self,
    StopGradientFunction.self,
    SumFunction.self,
    TanhFunction.self,
    UniformFunction.self,
    ZerosFunction.self,
  ]

  public static let losses: [any Function.Type] = [
    BCELoss.self,
    ContentLoss.self,
    CrossEntropyLoss.self,
    CycleLoss.self,
    HingeLoss.self,
    HuberLoss.self,
    IdentityLoss.self,
    KLLoss.self,
    L1Loss.self,
    L2Loss.self,
    LogNormalPDFLoss.self,
    MSELoss.self,
    TotalVariationLoss.self,
    WassersteinLoss.self,
  ]

  /// Names that the language has and this version does not.
  static let planned = ["blur", "gram", "resize", "shift", "tiles"]
  static let plannedLosses = ["gram_style"]

  public static let functionSchemas = Catalogue(
    "function", functions.map { $0.schema }, planned: planned)
  public static let lossSchemas = Catalogue(
    "loss", losses.map { $0.schema }, planned: plannedLosses)

  /// Whether a name is a loss's: a function with a reduction.
  public static func isLoss(_ name: String) -> Bool {
    losses.contains { $0.schema.name == name }
  }
}
