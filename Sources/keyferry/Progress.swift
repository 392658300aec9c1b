import Glibc
import Synchronization

/// A line on the terminal for what takes over a second; nothing where nobody looks.
final class Progress: Sendable {
  private struct State {
    var lastShown: Double
    var isShown = false
  }

  private let isEnabled: Bool
  private let state: Mutex<State>

  init(isQuiet: Bool) {
    isEnabled = !isQuiet && Terminal.isTerminal(STDERR_FILENO)
    state = Mutex(State(lastShown: Process.elapsed()))
  }

  /// Called from any thread, as often as it likes.
  func show(_ text: @autoclosure () -> String) {
    guard isEnabled else { return }
    let now = Process.elapsed()
    let isDue = state.withLock { state in
      guard now - state.lastShown >= (state.isShown ? 0.2 : 1) else { return false }
      state.lastShown = now
      state.isShown = true
      return true
    }
    if isDue { try? Output(descriptor: STDERR_FILENO, path: "standard error").write("\r\u{1B}[K" + text()) }
  }

  /// Takes the line away.
  func finish() {
    let wasShown = state.withLock { state in
      defer { state.isShown = false }
      return state.isShown
    }
    if wasShown { try? Output(descriptor: STDERR_FILENO, path: "standard error").write("\r\u{1B}[K") }
  }
}
