import Glibc

/// A new file beside a report's, which takes its place when it is whole: `report.json.4711.tmp`.
///
/// Whoever makes one holds a lock on it. One without a lock is a killed run's, and goes.
struct TemporaryFile {
  let path: String
  let descriptor: Int32

  /// - Parameter shown: the path that messages name.
  init(for target: String, shown: String) throws(OutputError) {
    Self.sweep(target)
    let path = "\(target).\(getpid()).tmp"
    while true {
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw .system(step: "create", path: shown, errno: errno) }
      // Before it was locked, another run may have taken it for a killed one's. Some file systems have no locks.
      let isOurs = flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
      guard let isNamed = Self.isNamed(path, descriptor) else {
        let error = OutputError.system(step: "create", path: shown, errno: errno)
        unlink(path)
        close(descriptor)
        throw error
      }
      if isOurs, isNamed {
        self.path = path
        self.descriptor = descriptor
        return
      }
      close(descriptor)
    }
  }

  private static func sweep(_ target: String) {
    let slash = target.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { target[...$0] } ?? "./"
    let prefix =
      Array(target[(slash.map(target.utf8.index(after:)) ?? target.startIndex)...].utf8) + [UInt8(ascii: ".")]
    guard let directory = opendir(String(folder)) else { return }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      let number = name.dropFirst(prefix.count).dropLast(4)
      guard name.starts(with: prefix), name.suffix(4).elementsEqual(".tmp".utf8), !number.isEmpty,
        number.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
        let text = String(validating: name, as: UTF8.self)
      else { continue }
      removeUnlocked(folder + text)
    }
  }

  private static func removeUnlocked(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid() else {
      return
    }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0, isNamed(path, descriptor) == true { unlink(path) }
  }

  /// Nil, and why is in `errno`, when that can't be told.
  private static func isNamed(_ path: String, _ descriptor: Int32) -> Bool? {
    var (named, held) = (stat(), stat())
    guard fstat(descriptor, &held) == 0 else { return nil }
    guard lstat(path, &named) == 0 else { return errno == ENOENT ? false : nil }
    return named.st_dev == held.st_dev && named.st_ino == held.st_ino
  }
}
