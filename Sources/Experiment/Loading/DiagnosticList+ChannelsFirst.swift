import Diagnostics
import Layers

extension DiagnosticList {
  /// Of the calls of one network whose input is declared with the channels first, the first alone: the mistake is the declaration's.
  var withChannelsFirstOnce: DiagnosticList {
    var told: Set<String> = []
    return DiagnosticList(
      diagnostics.filter { problem in
        guard problem.notes.contains(where: { $0.message == Network.axes }) else { return true }
        return told.insert(problem.message).inserted
      })
  }
}
