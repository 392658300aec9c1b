import Glibc

/// Does independent pieces of work on several threads, as they come in.
///
/// Threads start only after ``sequentialLimit`` pieces: a small set is done before they would be up. The one who adds
/// lends a hand when the queue is full, so that it stays short whatever is added.
///
/// `@unchecked`: `mutex` guards what is mutable, and each `Worker` stays with one thread.
final class WorkQueue<Work: Sendable, Worker, Result: Sendable>: @unchecked Sendable {
  private let makeWorker: @Sendable () -> Worker
  private let perform: @Sendable (Work, Worker) -> Result?
  private let ownWorker: Worker

  private var mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private var changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var waiting: [Work] = []
  private var results: [Result] = []
  private var isClosed = false
  private var idle = 0
  private var threads: [pthread_t] = []
  private let mostThreads: Int
  /// Threads were to start, even if none did.
  private var isStarted = false

  private static var sequentialLimit: Int { 16 }
  private static var longestQueue: Int { 256 }

  /// - Parameter mostThreads: 0 leaves all work to the one who adds it.
  init(
    mostThreads: Int = 7, makeWorker: @escaping @Sendable () -> Worker,
    perform: @escaping @Sendable (Work, Worker) -> Result?
  ) {
    self.mostThreads = mostThreads
    self.makeWorker = makeWorker
    self.perform = perform
    ownWorker = makeWorker()
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(changed)
    mutex.deallocate()
    changed.deallocate()
  }

  func add(_ work: Work) {
    let isFull = locked {
      waiting.append(work)
      if idle > 0 { pthread_cond_signal(changed) }
      return waiting.count > (threads.isEmpty ? Self.sequentialLimit : Self.longestQueue)
    }
    guard isFull else { return }
    if !isStarted { startThreads() }
    // Where no thread could be started, the queue must not grow either.
    if threads.isEmpty || locked({ waiting.count > Self.longestQueue }) { performOne(with: ownWorker) }
  }

  /// Waits for all that was added.
  ///
  /// - Returns: the results in no order.
  func finish() -> [Result] {
    while performOne(with: ownWorker) {}
    locked {
      isClosed = true
      pthread_cond_broadcast(changed)
    }
    for thread in threads { pthread_join(thread, nil) }
    threads = []
    return results
  }

  @discardableResult
  private func performOne(with worker: Worker) -> Bool {
    guard let work = locked({ waiting.popLast() }) else { return false }
    run(work, worker)
    return true
  }

  private func run(_ work: Work, _ worker: Worker) {
    guard let result = perform(work, worker) else { return }
    locked { results.append(result) }
  }

  private func startThreads() {
    isStarted = true
    let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    for _ in 0..<min(mostThreads, max(1, processors - 1)) {
      var thread = pthread_t()
      let reference = Unmanaged.passRetained(Body { [self] in serve() })
      let code = pthread_create(
        &thread, nil,
        { context in
          if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
          return nil
        }, reference.toOpaque())
      guard code == 0 else {
        // Without threads the adding one does it all.
        reference.release()
        return
      }
      threads.append(thread)
    }
  }

  private func serve() {
    let worker = makeWorker()
    while let work = nextWork() { run(work, worker) }
  }

  private func nextWork() -> Work? {
    locked {
      while waiting.isEmpty && !isClosed {
        idle += 1
        pthread_cond_wait(changed, mutex)
        idle -= 1
      }
      return waiting.popLast()
    }
  }

  private func locked<R>(_ body: () -> R) -> R {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }
}

/// What a thread runs: C takes no closure with a context.
private final class Body {
  let run: () -> Void

  init(_ run: @escaping () -> Void) { self.run = run }
}
