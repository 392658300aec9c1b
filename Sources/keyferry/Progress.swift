import Dispatch
import Glibc
import KeyFacts
import Synchronization

/// A line on the terminal for what takes over a second; nothing where nobody looks.
final class Progress: Sendable {
  private struct State {
    var text = ""
    var isShown = false
    var isOver = false
  }

  private let state = Mutex(State())
  private let isEnabled: Bool

  init(isQuiet: Bool) {
    isEnabled = !isQuiet && Terminal.isTerminal(STDERR_FILENO)
    guard isEnabled else { return }
    DispatchQueue.global(qos: .utility).async { [self] in tick() }
  }

  /// What is being done now. Called from any thread, as often as it likes.
  func say(_ text: @autoclosure () -> String) {
    guard isEnabled else { return }
    let text = text()
    state.withLock { $0.text = text }
  }

  /// Takes the line away, for good.
  func finish() {
    guard isEnabled else { return }
    state.withLock { state in
      if state.isShown { Progress.write("\r\u{1B}[K") }
      state.isShown = false
      state.isOver = true
    }
  }

  /// Shows the text from the second second on, five times a second.
  private func tick() {
    usleep(1_000_000)
    while true {
      let isOver = state.withLock { state in
        guard !state.isOver else { return true }
        if !state.text.isEmpty {
          let text = state.text.printable.prefix(max(10, Terminal.width(of: STDERR_FILENO) - 1))
          Progress.write("\r\u{1B}[K" + text)
          state.isShown = true
        }
        return false
      }
      if isOver { return }
      usleep(200_000)
    }
  }

  private static func write(_ text: String) {
    try? Output(descriptor: STDERR_FILENO, path: "standard error").write(text)
  }
}
