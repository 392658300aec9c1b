import Synchronization
import Testing

@testable import KeySources

@Suite("Work queue") struct WorkQueueTests {
  @Test("does everything once, with and without threads", arguments: [0, 1, 7])
  func all(threads: Int) {
    let queue = WorkQueue<Int, Void, Int>(mostThreads: threads, makeWorker: {}, perform: { work, _ in work })
    for work in 0..<5000 { queue.add(work) }
    #expect(queue.finish().sorted() == Array(0..<5000))
  }

  @Test("stays short where no thread could be started")
  func alone() {
    let done = Atomic(0)
    let queue = WorkQueue<Int, Void, Int>(
      mostThreads: 0, makeWorker: {},
      perform: { work, _ in
        done.add(1, ordering: .relaxed)
        return work
      })
    for work in 0..<1000 { queue.add(work) }
    #expect(done.load(ordering: .relaxed) > 900)
    #expect(queue.finish().count == 1000)
  }
}
