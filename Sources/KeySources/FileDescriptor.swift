import Glibc
import KeyFacts

/// An open regular file, or standard input.
struct FileDescriptor {
  private let number: Int32
  private(set) var status: stat

  static let standardInput = FileDescriptor(number: 0, status: stat())

  private init(number: Int32, status: stat) {
    self.number = number
    self.status = status
  }

  /// Opens what `path` (without a terminating zero) leads to, which must be a regular file.
  ///
  /// Looks before it opens, since opening alone does something to some devices, and again afterwards.
  init(opening path: [UInt8]) throws(SourceError) {
    var status = try Self.status(of: path)
    let number = try Self.open(path, flags: 0)
    guard fstat(number, &status) == 0 else {
      let code = errno
      Glibc.close(number)
      throw SourceError(errno: code)
    }
    if let error = SourceError(mode: status.st_mode) {
      Glibc.close(number)
      throw error
    }
    self.init(number: number, status: status)
  }

  /// Of what `path` leads to.
  ///
  /// - Throws: when that is no regular file, too.
  static func status(of path: [UInt8]) throws(SourceError) -> stat {
    var status = stat()
    let code = SourcePath.withCString(path) { stat($0, &status) == 0 ? 0 : errno }
    guard code == 0 else { throw SourceError(errno: code) }
    if let error = SourceError(mode: status.st_mode) { throw error }
    return status
  }

  /// Never waits, as for the other end of a FIFO, and takes no terminal.
  ///
  /// - Parameter flags: more of them, such as `O_NOFOLLOW`.
  static func open(_ path: [UInt8], flags: Int32) throws(SourceError) -> Int32 {
    var code: Int32 = 0
    let number = SourcePath.withCString(path) { path in
      while true {
        let number = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | flags)
        code = number < 0 ? errno : 0
        if code != EINTR { return number }
      }
    }
    guard code == 0 else { throw SourceError(errno: code) }
    return number
  }

  func close() { _ = Glibc.close(number) }

  func currentStatus() throws(SourceError) -> stat {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw SourceError(errno: errno) }
    return status
  }

  mutating func rewind() throws(SourceError) {
    guard lseek(number, 0, SEEK_SET) == 0 else { throw SourceError(errno: errno) }
    status = try currentStatus()
  }

  /// All bytes to the end, in one buffer.
  ///
  /// - Parameter size: what is expected; files of `/proc` and streams do not tell, and 0 stands for that.
  func readAll(expecting size: Int, limit: Int) throws(SourceError) -> [UInt8] {
    guard size > 0 else { return try readStream(limit: limit) }
    var code: Int32 = 0
    // One byte more than expected shows that the file grew.
    let bytes = [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, count in
      while count < buffer.count {
        let n = Self.read(number, buffer.baseAddress.map { $0 + count }, buffer.count - count)
        if n < 0 { code = errno }
        if n <= 0 { return }
        count += n
      }
    }
    guard code == 0 else { throw SourceError(errno: code) }
    return bytes
  }

  private func readStream(limit: Int) throws(SourceError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let n = Self.read(number, &chunk, chunk.count)
      if n < 0 { throw SourceError(errno: errno) }
      if n == 0 { return bytes }
      guard bytes.count + n <= limit else { throw .tooLarge(limit: limit) }
      bytes.append(contentsOf: chunk[..<n])
    }
  }

  /// `read`, tried again after a signal, and waiting where a stream that others set non-blocking has nothing yet.
  static func read(_ number: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    while true {
      let n = Glibc.read(number, buffer, count)
      if n >= 0 { return n }
      if errno == EAGAIN, number == 0 {
        var poll = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        Glibc.poll(&poll, 1, -1)
        continue
      }
      if errno != EINTR { return n }
    }
  }
}
