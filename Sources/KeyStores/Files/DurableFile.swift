import Glibc
import KeyFacts
import KeyPlanning

/// Files that are there whole, and still there after a power cut, or not at all; nobody else may ever read them.
enum DurableFile {
  static let mode: mode_t = 0o600

  /// Makes a new file, filled by `fill`. A failure leaves none.
  ///
  /// The file's name lasts only after ``syncDirectory(_:)``.
  /// - Parameter owner: the file whose owner the new one gets.
  /// - Parameter shown: the path that messages name.
  static func create(
    _ path: String, owner: stat?, shown: String, _ fill: (Int32) throws(StoreError) -> Void
  ) throws(StoreError) {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = retried { open(path, flags, mode) }
    guard descriptor >= 0 else { throw systemError("create", shown) }
    var isOpen = true
    do throws(StoreError) {
      try fill(descriptor)
      try adopt(owner, descriptor, shown)
      guard fchmod(descriptor, mode) == 0 else { throw systemError("create", shown) }
      guard fsync(descriptor) == 0 else { throw systemError("sync", shown) }
      isOpen = false
      guard close(descriptor) == 0 || errno == EINTR else { throw systemError("close", shown) }
    } catch {
      if isOpen { close(descriptor) }
      unlink(path)
      throw error
    }
  }

  /// Puts `bytes` in the place of the store's file, in one step: a reader sees the old or the new ones.
  ///
  /// Only the holder of the store's lock may, so that a temporary file that is there is a killed run's.
  static func replace(_ place: StorePlace, old: stat?, with bytes: [UInt8]) throws(StoreError) {
    try replace(place, old: old) { descriptor throws(StoreError) in
      try bytes.withUnsafeBufferPointer { all throws(StoreError) in
        try writeAll(all, to: descriptor, path: place.given)
      }
    }
  }

  /// The same with what `fill` writes, for what is too long to be held at once.
  static func replace(
    _ place: StorePlace, old: stat?, _ fill: (Int32) throws(StoreError) -> Void
  ) throws(StoreError) {
    let temporary = temporary(place)
    if unlink(temporary) != 0, errno != ENOENT { throw systemError("create", place.given) }
    try create(temporary, owner: old, shown: place.given, fill)
    do throws(StoreError) {
      try HeldSignals.check(place.given)
      guard rename(temporary, place.path) == 0 else { throw systemError("rename", place.given) }
    } catch {
      unlink(temporary)
      throw error
    }
    try syncDirectory(place.directory)
  }

  /// Removes what a killed run left beside a store that needs no write; nothing when there is nothing, or no right to.
  static func sweep(_ place: StorePlace) {
    let leftovers = [StoreLock.path(place), temporary(place)]
    guard leftovers.contains(where: { access($0, F_OK) == 0 }) else { return }
    _ = try? StoreLock.withLock(place, timeout: 0) { () throws(StoreError) in unlink(temporary(place)) }
  }

  private static func temporary(_ place: StorePlace) -> String { place.sibling(".\(place.name).new") }

  /// Root writing for a user leaves the file the user's. One who may not give a file away is refused; a group that
  /// can't be kept is let go, since no group may read the file anyway.
  private static func adopt(_ owner: stat?, _ descriptor: Int32, _ shown: String) throws(StoreError) {
    guard let owner else { return }
    var own = stat()
    guard fstat(descriptor, &own) == 0 else { throw systemError("create", shown) }
    if own.st_uid == owner.st_uid && own.st_gid == owner.st_gid { return }
    if fchown(descriptor, owner.st_uid, owner.st_gid) == 0 { return }
    if own.st_uid == owner.st_uid && errno == EPERM { return }
    throw systemError("keep the owner", shown)
  }

  /// A copy of the database beside it, named for the moment: `keys.json.backup-20261123T070000Z`, with `-2` and so on
  /// when there is one already.
  ///
  /// - Parameter ending: behind all that, for a copy of the keys alone.
  /// - Returns: its path, in the directory that the user named.
  static func backUp(
    _ place: StorePlace, owner: stat?, at now: Timestamp, ending: String = "",
    _ fill: (Int32) throws(StoreError) -> Void
  ) throws(StoreError) -> StoreBackup {
    let stem = ".backup-" + now.compact
    return try firstFree { number throws(StoreError) in
      let suffix = (number == 1 ? stem : "\(stem)-\(number)") + ending
      let path = place.sibling(place.name + suffix)
      try create(path, owner: owner, shown: place.given + suffix, fill)
      try syncDirectory(place.directory)
      return StoreBackup(path: path, shown: place.given + suffix, isOfKeysAlone: !ending.isEmpty)
    }
  }

  /// A copy of a database that is no file, as a JSON key database: `keyferry-backup-20261123T070000Z.json`.
  static func backUp(
    in directory: String, at now: Timestamp, _ fill: (Int32) throws(StoreError) -> Void
  ) throws(StoreError) -> StoreBackup {
    let stem = "keyferry-backup-" + now.compact
    return try firstFree { number throws(StoreError) in
      let name = (number == 1 ? stem : "\(stem)-\(number)") + ".json"
      let path = directory == "." ? name : directory + "/" + name
      try create(path, owner: nil, shown: path, fill)
      try syncDirectory(directory)
      return StoreBackup(path: path, shown: path, isOfKeysAlone: true)
    }
  }

  /// - Parameter body: fails with `EEXIST` where a number is taken.
  private static func firstFree(
    _ body: (Int) throws(StoreError) -> StoreBackup
  ) throws(StoreError) -> StoreBackup {
    for number in 1..<1000 {
      do throws(StoreError) { return try body(number) } catch .system(step: "create", _, errno: EEXIST) { continue }
    }
    return try body(1000)
  }
}

/// A copy of a database, which goes again when the write it was made for fails.
struct StoreBackup {
  let path: String
  /// As receipts and messages name it.
  let shown: String
  /// Of the keys alone, and not of the file.
  let isOfKeysAlone: Bool

  var fact: Backup { Backup(path: shown, isOfKeysAlone: isOfKeysAlone) }

  func discard() { unlink(path) }
}
