import Synchronization

/// How long SQLite waits for another process's lock. Its own way of waiting heeds no signal.
final class SQLiteWait: Sendable {
  private let seconds: Double
  private let heedsSignals: Bool
  private let deadline = Mutex(0.0)

  /// - Parameter heedsSignals: to stop waiting when one of ``HeldSignals`` came.
  init(seconds: Double, heedsSignals: Bool) {
    self.seconds = seconds
    self.heedsSignals = heedsSignals
  }

  /// Whether to try again, after a pause.
  ///
  /// - Parameter tries: how often this was asked for the same lock.
  @Sendable func again(_ tries: Int) -> Bool {
    let now = StoreLock.monotonicSeconds()
    let deadline = deadline.withLock { deadline in
      if tries == 0 { deadline = now + max(0, seconds) }
      return deadline
    }
    guard now < deadline, !(heedsSignals && HeldSignals.isPending) else { return false }
    StoreLock.pause()
    return true
  }
}
