import Glibc

/// Where a store's file really lies: a symbolic link at the path that the user gave is followed, once and for all.
struct StorePlace: Sendable {
  /// As the user gave it: what messages say.
  let given: String
  /// Absolute and free of links.
  let directory: String
  let name: String

  var path: String { sibling(name) }

  /// The path of a file beside the store's.
  func sibling(_ name: String) -> String { directory == "/" ? "/" + name : directory + "/" + name }

  init(_ given: String) throws(StoreError) {
    self.given = given
    let (parent, last) = Self.split(given)
    guard !last.isEmpty, last != ".", last != ".." else { throw .unsuitable(path: given, why: "is a directory") }
    guard let status = try linkStatus(given, reportedAs: given), status.isLink else {
      directory = try Self.realPath(parent, given)
      name = last
      return
    }
    try Self.checkLink(status, in: parent, given)
    (directory, name) = Self.split(try Self.realPath(given, given))
  }

  private static func split(_ path: String) -> (parent: String, last: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let last = String(path[path.utf8.index(after: slash)...])
    return (slash == path.utf8.startIndex ? "/" : String(path[..<slash]), last)
  }

  private static func realPath(_ path: String, _ given: String) throws(StoreError) -> String {
    guard let resolved = realpath(path, nil) else {
      if errno == ELOOP { throw .unsuitable(path: given, why: "symbolic links loop") }
      if errno == ENOENT, path == given { throw .unsuitable(path: given, why: "is a symbolic link to nothing") }
      throw systemError("open", given)
    }
    defer { free(resolved) }
    guard let text = String(validatingCString: resolved) else {
      throw .unsuitable(path: given, why: "lies in a directory whose name is not UTF-8")
    }
    return text
  }

  /// In `/tmp` and its like anybody may have put the link there.
  private static func checkLink(_ link: stat, in parent: String, _ given: String) throws(StoreError) {
    var directory = stat()
    guard retried({ stat(parent, &directory) }) == 0 else { throw systemError("open", given) }
    guard !directory.isOpenToAll || link.st_uid == geteuid() || link.st_uid == directory.st_uid else {
      throw .unsuitable(path: given, why: "is another user's symbolic link in a directory that all may write")
    }
  }

  /// The store's file; nil before the first sync.
  ///
  /// - Throws: ``StoreError/unsuitable(path:why:)`` for what is no regular file with one name of its own.
  func file() throws(StoreError) -> stat? {
    guard let status = try linkStatus(path, reportedAs: given) else { return nil }
    guard status.isRegular else { throw .unsuitable(path: given, why: "is \(status.kindInWords), not a file") }
    guard status.st_nlink <= 1 else {
      throw .unsuitable(path: given, why: "has \(status.st_nlink) hard links, and only one would be updated")
    }
    let directory = try directoryStatus()
    guard status.st_uid == geteuid() || !directory.isOpenToAll else {
      throw .unsuitable(path: given, why: "belongs to another user, in a directory that all may write")
    }
    return status
  }

  /// Checks that a new version of the store may be written here.
  func checkWritable(_ file: stat?) throws(StoreError) {
    let status = try directoryStatus()
    guard !status.isOpenToAll || status.isSticky else {
      throw .unsuitable(path: given, why: "lies in a directory that all may write")
    }
    guard retried({ access(directory, W_OK | X_OK) }) == 0 else { throw systemError("create", given) }
    if let file, file.st_mode & S_IWUSR == 0 { throw .system(step: "write", path: given, errno: EACCES) }
  }

  /// Every user of the machine may make files beside the store's.
  func isOpenToAll() throws(StoreError) -> Bool { try directoryStatus().isOpenToAll }

  private func directoryStatus() throws(StoreError) -> stat {
    var status = stat()
    guard retried({ stat(directory, &status) }) == 0 else { throw systemError("open", given) }
    return status
  }
}
