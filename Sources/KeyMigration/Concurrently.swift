import Dispatch
import Synchronization

/// Two stages that don't need each other, side by side.
enum Concurrently {
  /// `first` on this thread and `second` on another; one after the other where that is not worth a thread.
  ///
  /// Both have run when it returns or throws: the process must not end below one.
  static func both<A, B: Sendable, Failure>(
    worthIt: Bool, _ first: () throws(Failure) -> A, _ second: @escaping @Sendable () -> B
  ) throws(Failure) -> (A, B) {
    guard worthIt else { return (try first(), second()) }
    let box = Box<B>()
    let group = DispatchGroup()
    DispatchQueue.global().async(group: group) {
      let value = second()
      box.value.withLock { $0 = value }
    }
    defer { group.wait() }
    let value = try first()
    group.wait()
    guard let other = box.value.withLock({ $0 }) else {
      preconditionFailure("a group has waited for all that is in it")
    }
    return (value, other)
  }

  private final class Box<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
  }
}
