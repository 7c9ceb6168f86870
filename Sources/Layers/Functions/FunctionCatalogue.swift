import Config

/// The functions that expressions call, but for the losses, alphabetical: one line each.
public enum FunctionCatalogue {
  public static let all: [any Function.Type] = [
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

  /// Names that the language has and this version does not.
  static let planned = ["blur", "gram", "resize", "shift", "tiles"]

  public static let catalogue = Catalogue("function", all.map { $0.schema }, planned: planned)
}
