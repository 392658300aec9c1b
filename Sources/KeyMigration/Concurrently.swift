import Dispatch
import Synchronization

/// Two stages that don't need each other, side by side where there is much to do.
enum Concurrently {
  /// From here on a second thread is worth its start.
  private static let many = 10_000

  /// - Parameter count: settings or keys to go through.
  static func both<A: Sendable, B: Sendable>(
    ofMany count: Int, _ first: @Sendable () -> A, _ second: @Sendable () -> B
  ) -> (A, B) {
    guard count >= many else { return (first(), second()) }
    let results = Mutex<(A?, B?)>((nil, nil))
    DispatchQueue.concurrentPerform(iterations: 2) { index in
      if index == 0 {
        let result = first()
        results.withLock { $0.0 = result }
      } else {
        let result = second()
        results.withLock { $0.1 = result }
      }
    }
    guard case (let a?, let b?) = results.withLock({ $0 }) else {
      preconditionFailure("concurrentPerform returns when both iterations have run")
    }
    return (a, b)
  }
}
