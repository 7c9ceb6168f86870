/// What runs when a program runs: kernels, or the interpreter.
protocol ProgramBody: AnyObject {
  /// Computes all results from the inputs and the state, leaves the outputs in their memory, and commits
  /// the state's next values, all at once, at the end.
  ///
  /// - Throws: a diagnostic, where memory for it is lacking.
  func run() throws
}
