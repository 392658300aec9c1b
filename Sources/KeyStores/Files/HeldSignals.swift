import Glibc

/// The signals by which people and supervisors end a run, held back while something is begun that must be ended or undone.
///
/// Held back rather than caught: what they do, they do by themselves once the mask is as it was, and by then nothing is
/// half done. A process-wide signal goes to any thread that does not hold it back; Dispatch's always do.
package enum HeldSignals {
  /// But for those that somebody had ignored, as `nohup` does.
  package static let all = [SIGINT, SIGTERM, SIGHUP].filter { number in
    var action = sigaction()
    return sigaction(number, nil, &action) == 0
      && unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static var set: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in all { sigaddset(&set, number) }
    return set
  }

  /// Whether one came, and waits for `body` of ``during(_:)`` to end.
  package static var isPending: Bool {
    var pending = sigset_t()
    guard sigpending(&pending) == 0 else { return false }
    return all.contains { sigismember(&pending, $0) == 1 }
  }

  package static func during<Result, Failure>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    var (held, mask) = (set, sigset_t())
    pthread_sigmask(SIG_BLOCK, &held, &mask)
    defer { pthread_sigmask(SIG_SETMASK, &mask, nil) }
    return try body()
  }

  /// From here on they end the run no more, one that waits among them: what they would end is done, and is told whole.
  package static func disregard() {
    for number in all { signal(number, SIG_IGN) }
  }

  /// Forgets one that came too late: what it would have stopped is done, and is told as done.
  package static func forget() {
    var (held, now) = (set, timespec())
    while sigtimedwait(&held, nil, &now) > 0 {}
  }
}

extension HeldSignals {
  /// Runs a write of a store, which ``check(_:)`` cuts short. Whatever else it ends with stands, and is reported.
  static func duringWrite<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
    try during { () throws(StoreError) in
      do throws(StoreError) {
        let result = try body()
        forget()
        return result
      } catch {
        if case .interrupted = error { throw error }
        forget()
        throw error
      }
    }
  }

  /// Called before what can't be undone, and in what takes long.
  static func check(_ path: String) throws(StoreError) {
    if isPending { throw .interrupted(path: path) }
  }
}
