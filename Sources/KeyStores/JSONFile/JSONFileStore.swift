import Glibc
package import KeyPlanning
import KeySecrets

/// Keys in one JSON document, replaced as a whole.
package struct JSONFileStore: KeyStore {
  package let location: String
  private let lockTimeout: Double
  /// A document of 16 million keys; a larger file is a mistake.
  private static let largest = 4 << 30

  /// - Parameter lockTimeout: seconds to wait while another process writes the file.
  package init(path: String, lockTimeout: Double) {
    self.location = path
    self.lockTimeout = lockTimeout
  }

  package func snapshot() throws(StoreError) -> StoreSnapshot {
    let contents = try read(try StorePlace(location))
    return StoreSnapshot(
      location: location, revision: contents.revision, exists: contents.file != nil,
      permissions: contents.file?.permissions, keys: contents.keys)
  }

  package func history() throws(StoreError) -> StoreHistory {
    let contents = try read(try StorePlace(location))
    guard let history = contents.held?.history else { return .absent }
    let undo = history.undo.map { kept in
      KeptUndo(
        revision: kept.revision, made: kept.made, previous: kept.previous,
        isCurrent: kept.revision == contents.revision, damage: kept.damage)
    }
    return StoreHistory(entries: history.entries, undo: undo, hindrance: history.damaged?.why)
  }

  package func apply(_ plan: ApprovedPlan, note: WriteNote, now: Timestamp) throws(StoreError) -> Receipt {
    let place = try StorePlace(location)
    guard plan.writes else {
      DurableFile.sweep(place)
      return Receipt(backup: nil, revision: plan.revision)
    }
    return try HeldSignals.duringWrite { () throws(StoreError) in try write(plan, place, note, now) }
  }

  private func write(
    _ plan: ApprovedPlan, _ place: StorePlace, _ note: WriteNote, _ now: Timestamp
  ) throws(StoreError) -> Receipt {
    try place.checkWritable(try place.file())
    return try StoreLock.withLock(place, timeout: lockTimeout) { () throws(StoreError) in
      let old = try read(place)
      guard old.revision == plan.revision else { throw .stale(path: location) }
      let new = try JSONFileState(after: plan, old.held, at: location, note, now)
      let backup = try backUp(old, place, plan, now)
      do throws(StoreError) {
        let revision = try replace(old, new, place)
        return Receipt(backup: backup?.fact, revision: revision, unrecorded: new.damaged?.why)
      } catch {
        // A copy of what is still there serves nobody; one of what is gone does.
        if (try? read(place).revision) == old.revision { backup?.discard() }
        throw error
      }
    }
  }

  /// A JSON document has no parts that ``snapshot()`` doesn't look at.
  package func checkIntegrity() throws(StoreError) { _ = try snapshot() }

  private func backUp(
    _ old: Contents, _ place: StorePlace, _ plan: ApprovedPlan, _ now: Timestamp
  ) throws(StoreError) -> StoreBackup? {
    guard plan.keepsBackup, let file = old.file else { return nil }
    return try DurableFile.backUp(place, owner: file, at: now) { descriptor throws(StoreError) in
      try old.bytes.withUnsafeBufferPointer { all throws(StoreError) in
        try writeAll(all, to: descriptor, path: location)
      }
    }
  }

  /// - Returns: the new revision, of what was read back.
  private func replace(_ old: Contents, _ new: JSONFileState, _ place: StorePlace) throws(StoreError) -> String {
    let written = JSONDocument.encode(new.keys, new.entries, damaged: new.damaged, undo: new.undo)
    try DurableFile.replace(place, old: old.file, with: written.text)
    let found = try read(place)
    guard found.bytes == written.text, found.keys.elementsEqual(new.keys, by: { $0.isSame(as: $1) }) else {
      throw .readBackDiffers(path: location)
    }
    return written.revision
  }
}

extension JSONFileStore {
  /// The file at one moment.
  private struct Contents {
    let file: stat?
    let bytes: [UInt8]
    let held: JSONDocument.Contents?

    var keys: [StoredKey] { held?.keys ?? [] }
    /// All of the bytes take part in it but those of the history.
    var revision: String {
      guard let held else { return StoreRevision.absent }
      return bytes.withUnsafeBufferPointer { StoreRevision.digest(of: $0, without: held.passedBy) }
    }
  }

  private func read(_ place: StorePlace) throws(StoreError) -> Contents {
    guard try place.file() != nil, let (file, bytes) = try readFile(place) else {
      return Contents(file: nil, bytes: [], held: nil)
    }
    do throws(JSONDocumentError) {
      return Contents(file: file, bytes: bytes, held: try JSONDocument.decode(bytes))
    } catch {
      switch error {
      case .foreign(let why):
        throw .notKeyDatabase(path: location, why: bytes.isEmpty ? "is empty" : why)
      case .newer(let version):
        throw .newerVersion(path: location, version: version, supported: JSONHistory.version)
      case .corrupt(let why): throw .corrupt(path: location, why: why)
      }
    }
  }

  private func readFile(_ place: StorePlace) throws(StoreError) -> (stat, [UInt8])? {
    let descriptor = retried { open(place.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw systemError("open", location)
    }
    defer { close(descriptor) }
    var file = stat()
    guard fstat(descriptor, &file) == 0 else { throw systemError("read", location) }
    guard file.isRegular else { throw .unsuitable(path: location, why: "is \(file.kindInWords), not a file") }
    guard file.st_size <= Self.largest else { throw .unsuitable(path: location, why: "is larger than 4 GiB") }
    let bytes = try readAll(descriptor, expecting: Int(file.st_size))
    return (file, bytes)
  }

  /// - Parameter size: what the file said; it may have grown since.
  private func readAll(_ descriptor: Int32, expecting size: Int) throws(StoreError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: min(size + 1, 1 << 16))
    var done = 0
    while true {
      if done == bytes.count {
        // Gigabytes of something else are turned down by their beginning.
        guard bytes.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "{") else { break }
        bytes.append(contentsOf: repeatElement(0, count: max(size + 1 - done, 1 << 20)))
      }
      let room = bytes.count - done
      let count = bytes.withUnsafeMutableBytes { all in
        retried { Glibc.read(descriptor, all.baseAddress.map { $0 + done }, room) }
      }
      guard count >= 0 else { throw systemError("read", location) }
      if count == 0 { break }
      done += count
      guard done <= Self.largest else { throw .unsuitable(path: location, why: "is larger than 4 GiB") }
    }
    bytes.removeLast(bytes.count - done)
    return bytes
  }
}
