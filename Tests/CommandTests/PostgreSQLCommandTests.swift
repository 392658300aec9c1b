import Foundation
import TestSupport
import Testing

@Suite("PostgreSQL on the command line") struct PostgreSQLCommandTests {
  private static let files = [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\nSTRIPE_TEST_SECRET_KEY=«sk_test:2»\n"]

  @Test("a password in an argument is wrong usage, and not repeated")
  func password() throws {
    let project = try Project(Self.files)
    for address in ["postgres://u:s3cr3t@h/d", "postgres:host=h password=s3cr3t"] {
      let outcome = try project.run("check", "--no-env", "--db", address)
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains("PGPASSWORD"))
      #expect(!(outcome.output + outcome.errors).contains("s3cr3t"))
    }
  }

  @Test("a variable that is to name the database and does not is wrong usage")
  func variable() throws {
    let project = try Project(Self.files)
    #expect(try project.run("check", "--no-env", "--db", "env:DATABASE_URL").status == 64)
    #expect(try project.run("check", "--no-env", "--db", "env:").status == 64)
    let mysql = ["DATABASE_URL": "mysql://u:s3cr3t@h/d"]
    let outcome = try project.run(
      ["check", "--no-env", "--db", "env:DATABASE_URL"], environment: mysql)
    #expect(outcome.status == 64)
    #expect(!outcome.errors.contains("s3cr3t"))
  }

  @Test("a server that is not there is a failure, and no drift")
  func unreachable() throws {
    let project = try Project(Self.files)
    let outcome = try project.run("check", "--no-env", "--db", "postgres://u@127.0.0.1:1/d")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("Connection refused") || outcome.output.contains("libpq5"))
  }

  @Test(
    "without its library it is named", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/unshare")))
  func library() throws {
    let project = try Project(Self.files)
    // The library's name leads nowhere in a namespace of this run's own.
    let found = try project.shell("cat /proc/self/maps >/dev/null; ls /usr/lib/*/libpq.so.5 2>/dev/null").output
    let libraries = found.split(separator: "\n")
    guard !libraries.isEmpty else { return }
    let hide = libraries.map { "mount --bind .env \($0)" }.joined(separator: " && ")
    let outcome = try project.shell(
      "unshare -m sh -c '\(hide) && keyferry check --no-env --db postgres://u@h/d' || echo status $?")
    guard !outcome.errors.contains("unshare") && !outcome.errors.contains("mount") else { return }
    #expect(outcome.output.contains("PostgreSQL needs the library libpq5: apt-get install libpq5"))
    #expect(outcome.output.contains("status 1"))
  }

  @Test(
    "a database without keys is told to be just that where keys are asked of it",
    .enabled(if: PostgreSQLServer.isUsable, Comment(rawValue: PostgreSQLServer.missing)))
  func empty() throws {
    let database = try PostgreSQLDatabase()
    let project = try Project(Self.files)
    let plan = try project.run("plan", "--db", database.address(), environment: ["COLUMNS": "200"])
    #expect(plan.output.contains(", which has no table of keys yet"))
    #expect(!plan.output.contains("does not exist"))
    for arguments in [
      ["history", "--db", database.address()], ["undo", "--db", database.address()],
      ["undo", "--forget", "--db", database.address()],
      ["sync", "--from", database.address(), "--db", "k.json"], ["keys", "list", "--db", database.address()],
      ["export", "--db", database.address(), "--format", "json=keys.out"],
    ] {
      let outcome = try project.run(arguments)
      #expect(outcome.status == 1)
      let words = (outcome.output + outcome.errors).split { $0 == " " || $0 == "\n" }.joined(separator: " ")
      #expect(words.contains("is no key database: has no table of keys"), "\(words)")
      #expect(!words.contains("No such file") && !words.contains("does not exist"))
    }
    #expect(project.names == [".env"])
  }

  @Test(
    "plan, sync, check, list, prune: one way through",
    .enabled(if: PostgreSQLServer.isUsable, Comment(rawValue: PostgreSQLServer.missing)))
  func through() throws {
    let database = try PostgreSQLDatabase()
    let project = try Project(Self.files)
    let environment = ["DATABASE_URL": database.url()]
    func run(_ words: String...) throws -> Outcome {
      try project.run(words + ["--db", "env:DATABASE_URL"], environment: environment)
    }
    #expect(try run("plan", "--no-env", "--detailed-exitcode").status == 2)
    #expect(try run("check", "--no-env").status == 2)
    #expect(try database.psql("SELECT to_regclass('keyferry_keys') IS NULL") == "t")
    #expect(try run("sync", "--no-env").status == 0)
    #expect(try run("check", "--no-env", "--strict", "--integrity").status == 0)
    let before = try database.psql("SELECT xmin, * FROM keyferry_keys")
    #expect(try run("sync", "--no-env").status == 0)
    #expect(try database.psql("SELECT xmin, * FROM keyferry_keys") == before)
    #expect(try run("keys", "list").output.contains("STRIPE_LIVE_SECRET_KEY"))
    try project.write(".env", "STRIPE_TEST_SECRET_KEY=«sk_test:2»\n")
    let pruned = try run("sync", "--no-env", "--prune", "--yes")
    #expect(pruned.status == 0)
    let backup = try #require(project.names.first { $0.hasPrefix("keyferry-backup-") })
    #expect(pruned.output.contains(backup))
    #expect(try project.mode(backup) == 0o600)
    #expect(try project.run("keys", "list", "--db", backup).output.contains("STRIPE_LIVE_SECRET_KEY"))
    #expect(try database.psql("SELECT count(*) FROM keyferry_keys") == "1")
  }
}
