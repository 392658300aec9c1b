import Glibc

/// What a descriptor is connected to.
enum Terminal {
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Columns of the terminal; else what COLUMNS says; else 80.
  static func width(of descriptor: Int32) -> Int {
    var size = winsize()
    if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return max(20, Int(size.ws_col)) }
    return Process.environment("COLUMNS").flatMap(Int.init).map { min(max(20, $0), 1000) } ?? 80
  }

  /// A line from the terminal without echo: what a person types or pastes is not shown.
  ///
  /// A signal that ends or stops the program does so with the echo back on; one who comes back is asked anew.
  /// - Returns: nil when there is no terminal, or at its end: what was typed so far is no line.
  static func secretLine(prompt: String) -> [UInt8]? {
    let descriptor = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    while true {
      switch answer(descriptor, prompt) {
      case .line(let line): return line.isEmpty ? nil : line
      case .interrupted: continue
      case .none: return nil
      }
    }
  }

  /// Those that a person at a terminal, or its closing, sends.
  private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]

  private enum Answer {
    /// Without its newline.
    case line([UInt8])
    /// A signal came, and was lived through.
    case interrupted
    case none
  }

  private static func answer(_ descriptor: Int32, _ prompt: String) -> Answer {
    // Held back rather than caught: they act by themselves when the mask is as it was, after the echo is.
    var (held, mask) = (sigset_t(), sigset_t())
    sigemptyset(&held)
    for signal in signals { sigaddset(&held, signal) }
    guard pthread_sigmask(SIG_BLOCK, &held, &mask) == 0 else { return .none }
    defer { pthread_sigmask(SIG_SETMASK, &mask, nil) }

    var before = termios()
    guard tcgetattr(descriptor, &before) == 0 else { return .none }
    var silent = before
    silent.c_lflag &= ~tcflag_t(ECHO)
    guard tcsetattr(descriptor, TCSAFLUSH, &silent) == 0 else { return .none }
    defer {
      tcsetattr(descriptor, TCSAFLUSH, &before)
      try? Output(descriptor: descriptor, path: "the terminal").write("\n")
    }
    try? Output(descriptor: descriptor, path: "the terminal").write(prompt)
    return silentLine(descriptor)
  }

  private static func silentLine(_ descriptor: Int32) -> Answer {
    var line: [UInt8] = []
    while line.count < 4096 {
      if isSignalPending { return .interrupted }
      var input = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let count = poll(&input, 1, 50)
      if count == 0 || (count < 0 && errno == EINTR) { continue }
      var byte: UInt8 = 0
      guard count > 0, read(descriptor, &byte, 1) == 1 else { return isSignalPending ? .interrupted : .none }
      if byte == UInt8(ascii: "\n") { return .line(line) }
      line.append(byte)
    }
    return .none
  }

  private static var isSignalPending: Bool {
    var pending = sigset_t()
    guard sigpending(&pending) == 0 else { return false }
    return signals.contains { sigismember(&pending, $0) == 1 }
  }
}
