import Glibc
import KeyFacts
import KeyStores

/// Why a report did not arrive.
enum OutputError: Error {
  case system(step: String, path: String, errno: Int32)
  /// In a message's words.
  case refused(String)

  var reason: String {
    switch self {
    case .system(let step, let path, let errno):
      "cannot \(step) \(path.printable): \(String(errorNumber: errno))"
    case .refused(let words): words
    }
  }
}

/// A descriptor that reports are written to, whole or with an error.
struct Output {
  let descriptor: Int32
  let path: String

  static let standard = Output(descriptor: STDOUT_FILENO, path: "standard output")
  static let errors = Output(descriptor: STDERR_FILENO, path: "standard error")

  /// Standard output and standard error go to the same place, such as one terminal.
  static var outputsAreOne: Bool {
    var (output, errors) = (stat(), stat())
    return fstat(STDOUT_FILENO, &output) == 0 && fstat(STDERR_FILENO, &errors) == 0
      && output.st_dev == errors.st_dev && output.st_ino == errors.st_ino
  }

  func write(_ text: String) throws(OutputError) { try write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) throws(OutputError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
      }
      if count >= 0 {
        written += count
      } else if errno != EINTR {
        throw .system(step: "write to", path: path, errno: errno)
      }
    }
  }

  /// Writes a report into a file that only its owner may read, in place of what is there, or leaves that as it is.
  ///
  /// - Parameter mode: for a file that others may read, too.
  static func replaceFile(
    _ path: String, mode: mode_t = 0o600, _ body: (Output) throws(OutputError) -> Void
  ) throws(OutputError) {
    guard let target = try replaced(path) else { return try writeDirectly(path, body) }
    try HeldSignals.during { () throws(OutputError) in
      let file = try TemporaryFile(for: target, shown: path)
      do throws(OutputError) {
        try body(Output(descriptor: file.descriptor, path: path))
        guard mode == 0o600 || fchmod(file.descriptor, mode) == 0 else {
          throw .system(step: "create", path: path, errno: errno)
        }
        guard fsync(file.descriptor) == 0 else { throw .system(step: "sync", path: path, errno: errno) }
        guard rename(file.path, target) == 0 else { throw .system(step: "rename", path: path, errno: errno) }
        close(file.descriptor)
      } catch {
        unlink(file.path)
        close(file.descriptor)
        throw error
      }
    }
  }

  /// Refuses a report's file that could not be written where it would go, before there is a report.
  static func checkPlace(of path: String) throws(OutputError) {
    guard let target = try replaced(path) else { return try checkDirectly(path) }
    let folder = target.lastIndex(of: "/").map { String(target[...$0]) } ?? "."
    guard access(folder, W_OK | X_OK) == 0 else { throw .system(step: "create", path: path, errno: errno) }
  }

  /// What is there must take a report as it is: a directory takes none.
  private static func checkDirectly(_ path: String) throws(OutputError) {
    if [STDOUT_FILENO, STDERR_FILENO].contains(where: { isSameFile(path, $0) }) { return }
    var status = stat()
    let isDirectory = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    guard !isDirectory else { throw .system(step: "open", path: path, errno: EISDIR) }
    guard access(path, W_OK) == 0 else { throw .system(step: "open", path: path, errno: errno) }
  }

  /// The file that is replaced by one for `path`; nil for what is written to as it is.
  private static func replaced(_ path: String) throws(OutputError) -> String? {
    // Not even where they lead to a file: /dev/stdout may be a log that others append to.
    if path.hasPrefix("/dev/") || path.hasPrefix("/proc/") { return nil }
    // A link's target is replaced, not the link.
    var status = stat()
    let isLink = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    guard let target = path.realPath ?? (isLink ? nil : path) else {
      throw .system(step: "create", path: path, errno: ENOENT)
    }
    return stat(target, &status) == 0 && status.st_mode & S_IFMT != S_IFREG ? nil : target
  }

  private static func writeDirectly(
    _ path: String, _ body: (Output) throws(OutputError) -> Void
  ) throws(OutputError) {
    for inherited in [STDOUT_FILENO, STDERR_FILENO] where isSameFile(path, inherited) {
      return try body(Output(descriptor: inherited, path: path))
    }
    // Not to hang on a FIFO that nobody reads; then to wait for a slow reader.
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard descriptor >= 0 else { throw .system(step: "open", path: path, errno: errno) }
    defer { close(descriptor) }
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
    try body(Output(descriptor: descriptor, path: path))
  }

  /// Whether a path leads to what a descriptor that was handed to us is open on.
  private static func isSameFile(_ path: String, _ descriptor: Int32) -> Bool {
    var (named, open) = (stat(), stat())
    return stat(path, &named) == 0 && fstat(descriptor, &open) == 0 && named.st_dev == open.st_dev
      && named.st_ino == open.st_ino
  }
}

/// Messages to the person at the terminal, on standard error.
enum Messages {
  static func write(_ text: String) {
    // Where even standard error is gone there is nobody to tell; the exit status still says it.
    try? Output.errors.write(text + "\n")
  }
}
