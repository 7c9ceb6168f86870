/// How much memory decoded examples may take.
public enum DecodedBudget {
  /// 2 GB.
  public static let standard = 2 << 30

  /// What is kept where a process may take `limit` bytes: 2 GB, but at most a quarter.
  public static func bytes(ofLimit limit: Int) -> Int { min(standard, limit / 4) }
}
