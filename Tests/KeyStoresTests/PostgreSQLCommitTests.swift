import Foundation
import KeyPlanning
import KeySecrets
import Synchronization
import TestSupport
import Testing

@testable import KeyStores

@Suite(
  "A connection lost at the commit",
  .enabled(if: PostgreSQLServer.isUsable, Comment(rawValue: PostgreSQLServer.missing)))
struct PostgreSQLCommitTests {
  let scratch = Scratch()

  @Test("a commit that took hold is found out, and is a success")
  func committed() throws {
    try scratch.postgreSQL().create(.sample(1))
    let proxy = try CuttingProxy(in: scratch.path, to: scratch.database.server.socket, cut: .afterCommit)
    let store = scratch.postgreSQL(host: scratch.path)
    let receipt = try store.create(.sample(2))
    #expect(proxy.hasCut)
    let snapshot = try scratch.postgreSQL().snapshot()
    #expect(snapshot.keys.count == 2)
    #expect(receipt.revision == snapshot.revision)
  }

  @Test("a commit that did not arrive is found out, and leaves the old state")
  func aborted() throws {
    try scratch.postgreSQL().create(.sample(1))
    let before = scratch.contents(.postgresql)
    let proxy = try CuttingProxy(in: scratch.path, to: scratch.database.server.socket, cut: .beforeCommit)
    let store = scratch.postgreSQL(host: scratch.path)
    #expect(throws: StoreError.connectionLost(path: store.location)) { try store.create(.sample(2)) }
    #expect(proxy.hasCut)
    #expect(scratch.contents(.postgresql) == before)
  }
}

/// Passes bytes on between a client and the server, and cuts the connection of the first COMMIT of a write.
final class CuttingProxy: Sendable {
  enum Cut { case beforeCommit, afterCommit }

  private let listener: Int32
  private let server: String
  private let cut: Cut
  private let done = Mutex(false)

  var hasCut: Bool { done.withLock { $0 } }

  init(in directory: String, to server: String, cut: Cut) throws {
    listener = try UnixSocket.listening(at: directory + "/.s.PGSQL.5432")
    self.server = server + "/.s.PGSQL.5432"
    self.cut = cut
    Thread.detachNewThread { [listener, self] in
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        Thread.detachNewThread { self.serve(client) }
      }
    }
  }

  private func serve(_ client: Int32) {
    guard let upstream = try? UnixSocket.connected(to: server) else {
      close(client)
      return
    }
    defer {
      close(client)
      close(upstream)
    }
    var isWriting = false
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      var ends = [
        pollfd(fd: client, events: Int16(POLLIN), revents: 0), pollfd(fd: upstream, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&ends, 2, 30_000) > 0 else { return }
      if ends[0].revents != 0 {
        let count = read(client, &buffer, buffer.count)
        guard count > 0 else { return }
        let text = String(decoding: buffer[..<count], as: UTF8.self)
        isWriting = isWriting || text.contains("pg_advisory_xact_lock")
        let isCut = isWriting && text.contains("COMMIT\0") && done.withLock { done in !done }
        if isCut, cut == .beforeCommit {
          done.withLock { $0 = true }
          return
        }
        _ = write(upstream, buffer, count)
        if isCut {
          // The answer shows that the commit took hold; nobody gets it.
          _ = read(upstream, &buffer, buffer.count)
          done.withLock { $0 = true }
          return
        }
      }
      if ends[1].revents != 0 {
        let count = read(upstream, &buffer, buffer.count)
        guard count > 0 else { return }
        _ = write(client, buffer, count)
      }
    }
  }
}

enum UnixSocket {
  struct Failure: Error {}

  static func listening(at path: String) throws -> Int32 {
    try make(path) { bind($0, $1, $2) == 0 && listen($0, 10) == 0 }
  }

  static func connected(to path: String) throws -> Int32 { try make(path) { connect($0, $1, $2) == 0 } }

  private static func make(
    _ path: String, _ use: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool
  ) throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
    let isUsed = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        use(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard isUsed else { throw Failure() }
    return descriptor
  }
}
