import Foundation
import KeyPlanning
import KeySecrets
import TestSupport
import Testing

@testable import KeyStores

@Suite("PostgreSQL server") struct PostgreSQLServerTests {
  @Test(
    "starts where it is installed",
    .enabled(if: PostgreSQLServer.isInstalled, "no PostgreSQL server is installed here: apt-get install postgresql"))
  func starts() throws { _ = try PostgreSQLServer.shared }
}

@Suite(
  "Access to PostgreSQL", .enabled(if: PostgreSQLServer.isUsable, Comment(rawValue: PostgreSQLServer.missing)))
struct PostgreSQLAccessTests {
  let scratch = Scratch()

  private func store(_ address: String) throws -> PostgreSQLStore {
    let address = try #require(try PostgreSQLAddress(address, mayHoldPassword: true))
    return PostgreSQLStore(address, lockTimeout: 1, backupDirectory: scratch.path)
  }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch let error as StoreError {
      return error.message
    } catch {
      return "\(error)"
    }
  }

  @Test("a password that is wrong, or that nobody gave, is told, and never shown")
  func passwords() throws {
    let database = scratch.database
    let (role, password) = ("r" + database.name, "w0rd-" + database.name)
    try database.psql("CREATE ROLE \(role) LOGIN PASSWORD '\(password)'; GRANT CREATE ON SCHEMA public TO \(role)")
    let right = try store(database.url(user: role, password: password))
    #expect(!right.location.contains("w0rd"))
    try right.create(.sample(1))
    #expect(try right.snapshot().keys.count == 1)
    let wrong = message { _ = try store(database.url(user: role, password: "w0rd")).snapshot() }
    #expect(wrong.hasSuffix("the password was refused (SQLSTATE 28P01)"))
    #expect(!wrong.contains("w0rd:") && !wrong.contains(password))
    let none = message { _ = try store(database.address(user: role) + " passfile=/dev/null").snapshot() }
    #expect(none.contains("it asks for a password: PGPASSWORD"))
    try right.write(right.snapshot().keys.map { .remove($0) })
    try database.psql("DROP OWNED BY \(role); DROP ROLE \(role)")
  }

  @Test(
    "a connection by TLS is made when the server is who it says it is, and refused when not",
    .enabled(if: PostgreSQLServer.openssl != nil, "no openssl is installed here: apt-get install openssl"))
  func tls() throws {
    let server = try PostgreSQLServer.withTLS()
    let there = "postgres:hostaddr=127.0.0.1 port=\(server.port ?? 0) user=keyferry dbname=postgres"
    let trusted = "\(there) host=localhost sslmode=verify-full sslrootcert=\(server.certificate)"
    try store(trusted).create(.sample(1))
    #expect(try store(trusted).snapshot().keys.count == 1)
    let connection = try PostgreSQLConnection(try #require(try PostgreSQLAddress(trusted, mayHoldPassword: true)))
    #expect(try connection.run("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").text() == "t")
    let refusals = [
      "host=localhost sslmode=verify-full sslrootcert=\(server.otherCertificate)",
      "host=elsewhere sslmode=verify-full sslrootcert=\(server.certificate)",
      "host=localhost sslmode=verify-full sslrootcert=/nonexistent",
    ]
    for refusal in refusals {
      let words = message { _ = try store("\(there) \(refusal)").snapshot() }
      #expect(
        words.hasSuffix("a connection by TLS, as sslmode and the certificates ask for, was not to be had"), "\(refusal)"
      )
    }
    // What goes by TLS alone is not had without.
    let plain = message { _ = try store("\(there) host=localhost sslmode=disable").snapshot() }
    #expect(plain.hasSuffix("the server does not let this user in (SQLSTATE 28000)"))
  }

  @Test("a right that is missing is told, for a look and for a write")
  func rights() throws {
    let database = scratch.database
    let role = "r" + database.name
    try scratch.postgreSQL().create(.sample(1))
    try database.psql("CREATE ROLE \(role) LOGIN PASSWORD 'p'")
    let theirs = try store(database.url(user: role, password: "p"))
    #expect(throws: StoreError.postgresql(path: theirs.location, state: "42501")) { try theirs.snapshot() }
    try database.psql("GRANT SELECT ON keyferry_keys, keyferry_store TO \(role)")
    #expect(try theirs.snapshot().keys.count == 1)
    #expect(throws: StoreError.postgresql(path: theirs.location, state: "42501")) { try theirs.create(.sample(2)) }
    try database.psql("GRANT INSERT, UPDATE ON keyferry_keys, keyferry_store TO \(role)")
    try theirs.create(.sample(2))
    #expect(try theirs.snapshot().keys.count == 2)
    // Rows that a policy hides are not absent.
    try database.psql(
      "ALTER TABLE keyferry_keys ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON keyferry_keys USING (livemode)")
    #expect(throws: StoreError.postgresql(path: theirs.location, state: "42501")) { try theirs.snapshot() }
    try database.psql("DROP OWNED BY \(role); DROP ROLE \(role)")
  }

  @Test("a database that is set to be read alone is read, and not written")
  func readOnly() throws {
    let database = scratch.database
    let store = scratch.postgreSQL()
    try store.create(.sample(1))
    try database.psql("ALTER DATABASE \(database.name) SET default_transaction_read_only = on")
    #expect(message { try store.create(.sample(2)) }.contains("the database is read-only: a standby, or set so"))
    #expect(try store.snapshot().keys.count == 1)
  }

  @Test("no server, no database, no host, no service: each is told by its own words")
  func unreachable() throws {
    let database = scratch.database
    let cases = [
      ("postgres:host=/nonexistent-socket dbname=d", "no server answers there: No such file or directory"),
      ("postgres://h@127.0.0.1:1/d", "no server answers there: Connection refused"),
      (
        "postgres:host=\(database.server.socket) user=keyferry dbname=none",
        "there is no database of that name (SQLSTATE 3D000)"
      ),
      ("postgres:service=none-of-these", "no service file defines the service"),
      ("postgres:host=\(database.server.socket) user=keyferry dbname=\(database.name) sslmode=nonsense", ""),
    ]
    for (address, words) in cases where !words.isEmpty {
      #expect(message { _ = try store(address).snapshot() }.hasSuffix(words), "\(address)")
    }
  }

  @Test("a server that answers nothing is given up on after connect_timeout")
  func silent() throws {
    let listener = try SilentServer(scratch.path)
    let start = ContinuousClock.now
    let text = message { _ = try store("postgres:host=\(scratch.path) dbname=d connect_timeout=1").snapshot() }
    #expect(text.hasSuffix("no server answered within 1 s"))
    #expect(ContinuousClock.now - start < .seconds(8))
    withExtendedLifetime(listener) {}
  }

  @Test("no error of the server shows what it quotes")
  func leaks() throws {
    let store = scratch.postgreSQL()
    try store.create(.sample(1))
    let key = TestKeys.text(seed: 1)
    var text = ""
    // PostgreSQL's own message of the first quotes the key.
    let connection = try scratch.connection()
    for sql in [
      "INSERT INTO keyferry_keys SELECT * FROM keyferry_keys", "SELECT secret::int FROM keyferry_keys",
      "DO $$ BEGIN RAISE NOTICE '%', (SELECT secret FROM keyferry_keys); RAISE '%', (SELECT secret FROM keyferry_keys); END $$",
    ] {
      do { try connection.run(sql) } catch { dump(error, to: &text) }
    }
    text += message { try store.create(.sample(1)) }
    #expect(text.contains("23505") && text.contains("22P02") && text.contains("P0001"))
    #expect(!TestKeys.leaks([key], in: text))
  }
}

/// A socket that takes connections and never says a word.
final class SilentServer {
  private let descriptor: Int32

  init(_ directory: String) throws {
    descriptor = try UnixSocket.listening(at: directory + "/.s.PGSQL.5432")
  }

  deinit { close(descriptor) }
}
