import Glibc
package import KeyFacts

/// Which file it is, whatever path leads to it.
package struct FileIdentity: Hashable, Sendable {
  let device: UInt64
  let inode: UInt64

  init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
  }

  /// Nil when there is no such file.
  package init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }
}

/// A regular file's content, read whole. Never mapped: a file that shrinks would end the process.
package struct SourceFile: Sendable {
  package let bytes: [UInt8]
  /// The permission bits.
  package let permissions: UInt16
  package let identity: FileIdentity

  /// The largest file of a kind, in bytes.
  package static func limit(for kind: SourceKind) -> Int {
    switch kind {
    case .environment, .dotenv, .file, .store: 512 << 20
    case .yaml, .json: 64 << 20
    case .python: 16 << 20
    }
  }

  /// Follows links. Tries once more when the file changes meanwhile.
  ///
  /// - Parameter whileReading: called between reading and looking whether the file is still the same; for tests.
  package static func read(
    _ path: [UInt8], limit: Int, whileReading: () -> Void = {}
  ) throws(SourceError) -> SourceFile {
    var descriptor = try FileDescriptor(opening: path)
    defer { descriptor.close() }
    for _ in 0..<2 {
      let before = descriptor.status
      guard before.st_size <= limit else { throw .tooLarge(limit: limit) }
      let bytes = try descriptor.readAll(expecting: Int(before.st_size), limit: limit)
      whileReading()
      let after = try descriptor.currentStatus()
      if isUnchanged(before, after), before.st_size == 0 || bytes.count == Int(before.st_size) {
        return SourceFile(
          bytes: bytes, permissions: UInt16(truncatingIfNeeded: after.st_mode & 0o7777), identity: FileIdentity(after))
      }
      try descriptor.rewind()
    }
    throw .changedWhileRead
  }

  /// Standard input to its end.
  package static func readStandardInput(limit: Int) throws(SourceError) -> [UInt8] {
    try FileDescriptor.standardInput.readAll(expecting: 0, limit: limit)
  }

  private static func isUnchanged(_ a: stat, _ b: stat) -> Bool {
    a.st_size == b.st_size && a.st_ino == b.st_ino && a.st_mtim.tv_sec == b.st_mtim.tv_sec
      && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec
  }
}

extension SourceError {
  /// The case for a system call's `errno`.
  init(errno code: Int32) {
    switch code {
    case ENOENT, ENOTDIR: self = .missing
    case EACCES, EPERM: self = .permissionDenied
    case ELOOP: self = .linkLoop
    case EISDIR: self = .isDirectory
    case ENXIO, ENODEV: self = .notRegularFile("a socket or device")
    default: self = .system(errno: code)
    }
  }

  /// The case for what is no regular file; nil for one.
  init?(mode: mode_t) {
    switch mode & S_IFMT {
    case S_IFREG: return nil
    case S_IFDIR: self = .isDirectory
    case S_IFIFO: self = .notRegularFile("a FIFO")
    case S_IFSOCK: self = .notRegularFile("a socket")
    case S_IFCHR, S_IFBLK: self = .notRegularFile("a device")
    default: self = .notRegularFile("of an unknown type")
    }
  }
}
