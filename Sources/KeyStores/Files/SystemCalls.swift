import Glibc

/// A call that a signal interrupts is made again.
func retried<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}

/// `errno` of the last call, as an error about `path`.
func systemError(_ step: String, _ path: String) -> StoreError {
  .system(step: step, path: path, errno: errno)
}

extension stat {
  var isRegular: Bool { st_mode & S_IFMT == S_IFREG }
  var isLink: Bool { st_mode & S_IFMT == S_IFLNK }
  var permissions: UInt16 { UInt16(truncatingIfNeeded: st_mode & 0o7777) }
  /// Any user may make files here.
  var isOpenToAll: Bool { st_mode & S_IWOTH != 0 }
  var isSticky: Bool { st_mode & mode_t(S_ISVTX) != 0 }

  func isSameFile(as other: stat) -> Bool { st_dev == other.st_dev && st_ino == other.st_ino }

  /// In a message: what a path is that should be a file.
  var kindInWords: String {
    switch st_mode & S_IFMT {
    case S_IFDIR: "a directory"
    case S_IFIFO: "a FIFO"
    case S_IFSOCK: "a socket"
    case S_IFCHR, S_IFBLK: "a device"
    case S_IFLNK: "a symbolic link"
    default: "a file"
    }
  }
}

/// The file at `path` itself, a link not followed; nil when there is none.
func linkStatus(_ path: String, reportedAs shown: String) throws(StoreError) -> stat? {
  var status = stat()
  if retried({ lstat(path, &status) }) == 0 { return status }
  if errno == ENOENT { return nil }
  throw systemError("open", shown)
}

/// Writes all of `bytes`, in as many calls as it takes, and looks in between for a signal that ends the run.
func writeAll(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32, path: String) throws(StoreError) {
  guard let base = bytes.baseAddress else { return }
  var done = 0
  while done < bytes.count {
    try HeldSignals.check(path)
    let count = retried { write(descriptor, base + done, min(bytes.count - done, 1 << 24)) }
    guard count > 0 else {
      if count == 0 { throw .system(step: "write", path: path, errno: EIO) }
      throw systemError("write", path)
    }
    done += count
  }
}

/// Makes the names in a directory last: what was renamed, made or removed in it.
func syncDirectory(_ path: String) throws(StoreError) {
  let descriptor = retried { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
  guard descriptor >= 0 else { throw systemError("sync", path) }
  defer { close(descriptor) }
  guard fsync(descriptor) == 0 else { throw systemError("sync", path) }
}
