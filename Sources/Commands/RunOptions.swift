/// How `etch run` was asked to run.
public struct RunOptions: Sendable {
  public var outFolder: String
  /// Stop after so many steps.
  public var steps: Int?
  /// Stop after so many epochs.
  public var epochs: Int?
  public var fresh: Bool
  public var acceptChanges: Bool
  /// The run or checkpoint that is trained further.
  public var continues: String?
  /// As it was typed, for the record.
  public var commandLine: [String]

  public init(
    outFolder: String = "outputs", steps: Int? = nil, fresh: Bool = false,
    acceptChanges: Bool = false, continues: String? = nil,
    commandLine: [String] = []
  ) {
    self.outFolder = outFolder
    self.steps = steps
    self.fresh = fresh
    self.acceptChanges = acceptChanges
    self.continues = continues
    self.commandLine = commandLine
  }
}
