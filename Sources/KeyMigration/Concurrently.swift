import Dispatch
import Synchronization

/// Two stages that don't need each other, side by side.
enum Concurrently {
  static func both<A: Sendable, B: Sendable>(
    _ first: @Sendable () -> A, _ second: @Sendable () -> B
  ) -> (A, B) {
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
    let done = results.withLock { $0 }
    guard let a = done.0, let b = done.1 else { return (first(), second()) }
    return (a, b)
  }
}
