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
  /// - Returns: nil when there is no terminal, or at its end.
  static func secretLine(prompt: String) -> [UInt8]? {
    let descriptor = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var before = termios()
    guard tcgetattr(descriptor, &before) == 0 else { return nil }
    var silent = before
    silent.c_lflag &= ~tcflag_t(ECHO)
    try? Output(descriptor: descriptor, path: "the terminal").write(prompt)
    guard tcsetattr(descriptor, TCSAFLUSH, &silent) == 0 else { return nil }
    defer {
      tcsetattr(descriptor, TCSAFLUSH, &before)
      try? Output(descriptor: descriptor, path: "the terminal").write("\n")
    }
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while read(descriptor, &byte, 1) == 1, byte != UInt8(ascii: "\n"), line.count < 4096 { line.append(byte) }
    return line.isEmpty ? nil : line
  }
}
