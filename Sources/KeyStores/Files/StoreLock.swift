import Glibc

/// A second writer's turn: `flock` on a file beside the store, which is there only while somebody writes.
///
/// The kernel frees the lock of a process that was killed; the file it leaves is taken over and removed by the next.
enum StoreLock {
  /// Runs `body` while no other process, and no other thread, writes this store.
  ///
  /// - Throws: ``StoreError/locked(path:seconds:)`` when that was not to be had within `timeout` seconds.
  static func withLock<Result>(
    _ place: StorePlace, timeout: Double, _ body: () throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    let path = path(place)
    let deadline = monotonicSeconds() + max(0, timeout)
    while true {
      let descriptor = try open(path, place)
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
        // The one who held it before removed the file: whoever locks the removed one is alone with it.
        if isNamed(path, descriptor) {
          defer {
            unlink(path)
            close(descriptor)
          }
          return try body()
        }
        close(descriptor)
        continue
      }
      let code = errno
      close(descriptor)
      guard code == EWOULDBLOCK || code == EINTR else { throw .system(step: "lock", path: path, errno: code) }
      try HeldSignals.check(place.given)
      guard monotonicSeconds() < deadline else { throw .locked(path: place.given, seconds: timeout) }
      pause()
    }
  }

  static func path(_ place: StorePlace) -> String { place.sibling(".\(place.name).lock") }

  private static func open(_ path: String, _ place: StorePlace) throws(StoreError) -> Int32 {
    let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    let descriptor = retried { Glibc.open(path, flags, 0o600) }
    guard descriptor >= 0 else { throw systemError("lock", path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let error = systemError("lock", path)
      close(descriptor)
      throw error
    }
    guard status.isRegular else {
      close(descriptor)
      throw .unsuitable(path: place.given, why: "has a lock beside it that is no file")
    }
    return descriptor
  }

  private static func isNamed(_ path: String, _ descriptor: Int32) -> Bool {
    var held = stat()
    var named = stat()
    return fstat(descriptor, &held) == 0 && lstat(path, &named) == 0 && held.isSameFile(as: named)
  }

  static func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// A signal may cut this short, which only makes the next try come sooner.
  static func pause(milliseconds: Int = 5) {
    var time = timespec(tv_sec: 0, tv_nsec: milliseconds * 1_000_000)
    nanosleep(&time, nil)
  }
}
