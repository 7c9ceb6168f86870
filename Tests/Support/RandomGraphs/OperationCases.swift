/// At least one case for every operation; what the tests of three rooms run over.
public enum OperationCases {
  public static let all: [OperationCase] =
    elementwise + movement + reductions + contractions + windows + tiles + indexed + composed
}
