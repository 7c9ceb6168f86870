import Foundation

/// Goes on with the other files where checking one of them traps: a mistake of ours in one does not hide what is wrong
/// with the rest.
///
/// Where the program is ended by a signal of its own making, it is begun anew, in its place, with what is left to do.
enum TrapGuard {
  /// What is begun, and what is said before. They are set before a signal can come, and read where nothing may be made.
  nonisolated(unsafe) private static var arguments: [UnsafeMutablePointer<CChar>?] = [nil]
  nonisolated(unsafe) private static var argumentsStart:
    UnsafeMutablePointer<
      UnsafeMutablePointer<CChar>?
    >?
  nonisolated(unsafe) private static var message: UnsafeMutablePointer<CChar>?
  nonisolated(unsafe) private static var messageLength = 0
  nonisolated(unsafe) private static var program: UnsafeMutablePointer<CChar>?
  nonisolated(unsafe) private static var isWatching = false

  /// The stack that a signal's handler runs on: the program's own may be what has run out.
  private static let stackSize = 1 << 16

  /// - Parameters:
  ///   - message: what is said of the file that is checked next, should it trap.
  ///   - rest: the arguments of the program that goes on then; `nil` where nothing is left to do.
  static func watch(saying message: String, thenRunning rest: [String]?) {
    guard let path = Bundle.main.executablePath else { return }
    for argument in arguments { free(argument) }
    free(self.message)
    free(program)
    argumentsStart?.deallocate()
    argumentsStart = nil
    arguments = [nil]
    program = strdup(path)
    self.message = strdup(message)
    messageLength = message.utf8.count
    if let rest {
      arguments = ([CommandLine.arguments[0]] + rest).map { strdup($0) } + [nil]
      let start = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
        capacity: arguments.count)
      start.initialize(from: arguments, count: arguments.count)
      argumentsStart = start
    }
    guard !isWatching else { return }
    isWatching = true
    var stack = stack_t()
    stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: stackSize, alignment: 16)
    stack.ss_size = stackSize
    sigaltstack(&stack, nil)
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT] {
      var action = sigaction()
      #if os(Linux)
        action.__sigaction_handler.sa_handler = { _ in TrapGuard.goOn() }
      #else
        action.__sigaction_u.__sa_handler = { _ in TrapGuard.goOn() }
      #endif
      // The signal is not to be held back in what is begun.
      action.sa_flags = Int32(SA_NODEFER) | Int32(SA_ONSTACK)
      sigaction(number, &action, nil)
    }
  }

  /// Calls nothing but what a signal's handler may.
  private static func goOn() {
    if let message { _ = write(STDERR_FILENO, message, messageLength) }
    if let program, let argumentsStart { execv(program, argumentsStart) }
    _exit(ExitStatus.failed.rawValue)
  }
}
