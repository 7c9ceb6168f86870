/// How a network is called: with dropout and the batch's own statistics, or without.
public enum Mode: String, Hashable, Sendable, CaseIterable {
  case training, inference
}
