import Glibc
import KeyFacts
import KeyPlanning
import TestSupport
import Testing

@testable import KeyStores

@Suite("Files of stores") struct StoreFileTests {
  let scratch = Scratch()

  private func expectRefused(_ kind: Kind, _ why: String, path: String = "keys", _ comment: Comment? = nil) {
    let store = scratch.store(kind, path)
    let text = Result { try store.write([.create(.sample(9))]) }
    guard case .failure(let error as StoreError) = text, case .unsuitable(_, let reason) = error else {
      Issue.record("\(text)")
      return
    }
    #expect(reason.contains(why), comment)
  }

  @Test("a wide mode is narrowed by a write, and left by a look", arguments: Kind.own)
  func mode(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1))
    #expect(scratch.mode() == 0o600)
    chmod(scratch["keys"], 0o664)
    #expect(try store.snapshot().permissions == 0o664)
    #expect(scratch.mode() == 0o664)
    try store.create(.sample(2))
    #expect(scratch.mode() == 0o600)
  }

  @Test("another's file stays theirs when root writes it", .enabled(if: geteuid() == 0), arguments: Kind.files)
  func owner(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1))
    chown(scratch["keys"], 1234, 2345)
    try store.write([.create(.sample(2))], keepsBackup: true)
    for name in scratch.entries {
      #expect(scratch.status(name).st_uid == 1234)
      #expect(scratch.status(name).st_gid == 2345)
      #expect(scratch.mode(name) == 0o600)
    }
  }

  @Test("a file without the owner's write permission is not written", arguments: Kind.files)
  func readOnlyFile(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1))
    chmod(scratch["keys"], 0o400)
    let path = scratch["keys"]
    #expect(throws: StoreError.system(step: "write", path: path, errno: EACCES)) { try store.create(.sample(2)) }
    #expect(try store.snapshot().keys.count == 1)
  }

  @Test("a read-only directory is named", .disabled(if: geteuid() == 0), arguments: Kind.files)
  func readOnlyDirectory(kind: Kind) throws {
    chmod(scratch.path, 0o500)
    defer { chmod(scratch.path, 0o700) }
    let path = scratch["keys"]
    #expect(throws: StoreError.system(step: "create", path: path, errno: EACCES)) {
      try scratch.store(kind).create(.sample(1))
    }
  }

  @Test("a missing directory is an error, for a look too", arguments: Kind.files)
  func missingDirectory(kind: Kind) throws {
    let path = scratch["none/keys"]
    #expect(throws: StoreError.system(step: "open", path: path, errno: ENOENT)) {
      try scratch.store(kind, "none/keys").snapshot()
    }
  }

  @Test("a symbolic link stays one, and its target is updated", arguments: Kind.files)
  func symbolicLink(kind: Kind) throws {
    mkdir(scratch["real"], 0o700)
    defer {
      unlink(scratch["real/target"])
      rmdir(scratch["real"])
    }
    try scratch.store(kind, "real/target").create(.sample(1))
    symlink("real/target", scratch["keys"])
    let store = scratch.store(kind)
    try store.write([.create(.sample(2))])
    #expect(scratch.status().isLink)
    #expect(try scratch.store(kind, "real/target").snapshot().keys.count == 2)
    #expect(scratch.entries == ["keys", "real"])
    #expect(Scratch.entries(of: scratch["real"]) == ["target"])
  }

  @Test("links to nothing and in a circle are refused", arguments: Kind.files)
  func brokenLinks(kind: Kind) {
    symlink("nowhere", scratch["keys"])
    expectRefused(kind, "to nothing")
    symlink("loop", scratch["loop"])
    expectRefused(kind, "loop", path: "loop")
  }

  @Test("a file with two names is refused and left alone", arguments: Kind.files)
  func hardLink(kind: Kind) throws {
    try scratch.store(kind).create(.sample(1))
    let before = scratch.bytes()
    link(scratch["keys"], scratch["second"])
    expectRefused(kind, "hard links")
    #expect(scratch.bytes() == before)
  }

  @Test("what is no file is refused at once", arguments: Kind.files)
  func notFiles(kind: Kind) {
    mkdir(scratch["directory"], 0o700)
    mkfifo(scratch["fifo"], 0o600)
    expectRefused(kind, "a directory", path: "directory")
    expectRefused(kind, "a FIFO", path: "fifo")
    symlink("/dev/null", scratch["device"])
    expectRefused(kind, "a device", path: "device")
    expectRefused(kind, "a directory", path: "")
    expectRefused(kind, "a directory", path: "..")
  }

  @Test("nothing is written into a directory that all may write", arguments: Kind.files)
  func openDirectory(kind: Kind) throws {
    try scratch.store(kind).create(.sample(1))
    chmod(scratch.path, 0o777)
    defer { chmod(scratch.path, 0o700) }
    expectRefused(kind, "all may write")
    #expect(try scratch.store(kind).snapshot().keys.count == 1)
    chmod(scratch.path, 0o1777)
    try scratch.store(kind).create(.sample(2))
    chown(scratch["keys"], 1234, 1234)
    if geteuid() == 0 { expectRefused(kind, "another user") }
  }

  /// What a planted link does to a write.
  enum Planted {
    /// Removed, as a killed run's, or never looked at.
    case harmless
    case unsuitable
    case namedInMessage
  }

  @Test(
    "a planted link beside the store is not written through",
    arguments: [
      (Kind.sqlite, "keys-journal", Planted.unsuitable), (.sqlite, "keys-wal", .unsuitable),
      (.sqlite, "keys-shm", .unsuitable), (.sqlite, ".keys.lock", .harmless), (.json, ".keys.new", .harmless),
      (.json, ".keys.lock", .namedInMessage), (.json, "keys-journal", .harmless),
    ])
  func planted(kind: Kind, name: String, expected: Planted) throws {
    scratch.write("victim", "untouched")
    symlink("victim", scratch[name])
    let store = scratch.store(kind)
    let path = scratch[name]
    switch expected {
    case .harmless:
      try store.create(.sample(1))
      #expect(try store.snapshot().keys.count == 1)
    case .unsuitable:
      #expect(throws: StoreError.unsuitable(path: path, why: "is not keyferry's or SQLite's own file")) {
        try store.create(.sample(1))
      }
    case .namedInMessage:
      #expect(throws: StoreError.system(step: "lock", path: path, errno: ELOOP)) { try store.create(.sample(1)) }
    }
    #expect(scratch.text("victim") == "untouched")
  }

  @Test("a backup is the old file, for its owner alone, under a name of its own", arguments: Kind.own)
  func backup(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1), .sample(2))
    let before = scratch.bytes()
    let keys = try store.snapshot().keys
    let first = try store.write([.remove(keys[0])], keepsBackup: true)
    let second = try store.write([.remove(keys[1])], keepsBackup: true)
    #expect(first.backup == Backup(path: scratch["keys.backup-20261123T070000Z"], isOfKeysAlone: false))
    #expect(second.backup?.path == scratch["keys.backup-20261123T070000Z-2"])
    #expect(scratch.bytes("keys.backup-20261123T070000Z") == before)
    #expect(scratch.mode("keys.backup-20261123T070000Z") == 0o600)
    let restored = try scratch.store(kind, "keys.backup-20261123T070000Z").snapshot().keys
    #expect(restored.map(\.id) == keys.map(\.id))
    #expect(scratch.entries.count == 3)
  }

  @Test("a write that did not arrive is no write done")
  func lost() throws {
    let store = scratch.store(.sqlite)
    try store.create(.sample(1))
    let old = scratch.bytes()
    let real = try #require(realpath(scratch["keys"], nil))
    defer { free(real) }
    let path = String(cString: real)
    try StatementWatch.afterCommit(to: path) { Scratch.write(path, old) }
    #expect(throws: StoreError.readBackDiffers(path: scratch["keys"])) { try store.create(.sample(2)) }
    #expect(try store.snapshot().keys.count == 1)
  }

  @Test("a refused write leaves no backup", arguments: Kind.files)
  func noBackup(kind: Kind) throws {
    let store = scratch.store(kind)
    try store.create(.sample(1))
    #expect(throws: StoreError.self) { try store.write([.create(.sample(1))], keepsBackup: true) }
    #expect(scratch.entries == ["keys"])
  }
}
