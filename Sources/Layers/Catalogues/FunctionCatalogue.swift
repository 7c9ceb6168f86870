import Config
import Diagnostics

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

  public static let functionSchemas = Catalogue(
    "function", functions.map { $0.schema }, planned: LaterVocabulary.functions)
  public static let lossSchemas = Catalogue(
    "loss", losses.map { $0.schema }, planned: LaterVocabulary.losses)

  /// Whether a name is a loss's: a function with a reduction.
  public static func isLoss(_ name: String) -> Bool {
    losses.contains { $0.schema.name == name }
  }

  static let all: [String: any Function.Type] = Dictionary(
    uniqueKeysWithValues: (functions + losses).map { ($0.schema.name, $0) })
}

extension FunctionCatalogue {
  /// Whether there is a function or loss of that name.
  public static func has(_ name: String) -> Bool { all[name] != nil }

  /// What is wrong with a call of something that is no network: an unknown name, or one of later versions.
  public static func problem(with call: ExpressionTree, networks: [String]) -> Diagnostic? {
    guard case .call(let callee, _, _) = call.kind, all[callee] == nil else { return nil }
    return unknown(callee, at: call.calleeRange, networks: networks)
  }

  static func unknown(_ callee: String, at range: SourceRange?, networks: [String]) -> Diagnostic {
    if LaterVocabulary.functions.contains(callee) || LaterVocabulary.losses.contains(callee) {
      return Diagnostic("'\(callee)' is not available yet", at: range)
    }
    let known =
      networks + all.keys.sorted() + LaterVocabulary.functions + LaterVocabulary.losses
    return Diagnostic(
      "unknown function or network '\(callee)'" + Suggestion.phrase(for: callee, among: known),
      at: range)
  }
}
