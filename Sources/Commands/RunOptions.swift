/// How `etch run` was asked to run.
public struct RunOptions: Sendable {
  public var outFolder: String
  /// Stop after so many steps.
  public var steps: Int?
  public var fresh: Bool
  public var acceptChanges: Bool
  /// As it was typed, for the record.
  public var commandLine: [String]

  public init(
    outFolder: String = "outputs", steps: Int? = nil, fresh: Bool = false,
    acceptChanges: Bool = false, commandLine: [String] = []
  ) {
    self.outFolder = outFolder
    self.steps = steps
    self.fresh = fresh
    self.acceptChanges = acceptChanges
    self.commandLine = commandLine
  }
}
