import CSQLite
import Foundation
import TestSupport
import Testing

@Suite("dj-stripe's table by command") struct DjStripeCommandTests {
  /// Two accounts, and no key yet.
  private func project(_ files: [String: String] = [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"]) throws -> Project {
    let project = try Project(files)
    let database = try Data(contentsOf: Repository.url("fixtures/scenarios/djstripe/input/shop.sqlite3"))
    try project.write("shop.sqlite3", bytes: Array(database), mode: 0o660)
    return project
  }

  @Test("a second sync changes nothing, and the file stays as Django has it")
  func second() throws {
    let project = try project()
    let sync = ["sync", ".env", "--db", "shop.sqlite3", "--account", "acct_1Shop"]
    #expect(try project.run(sync).status == 0)
    let before = project.bytes("shop.sqlite3")
    let again = try project.run(sync + ["--format", "json"])
    #expect(try again.summary("keep") == 1 && again.status == 0)
    #expect(project.bytes("shop.sqlite3") == before)
    #expect(try project.mode("shop.sqlite3") == 0o660)
    #expect(project.names == [".env", "shop.sqlite3"])
    #expect(try project.run("check", ".env", "--db", "shop.sqlite3", "--strict", "--integrity").status == 0)
    // Not tied to the account that a check is told of.
    try project.write("b.env", "STRIPE_TEST_SECRET_KEY=«sk_test:2»\n")
    try project.run("sync", "b.env", "--db", "shop.sqlite3")
    #expect(try project.run("check", "b.env", "--db", "shop.sqlite3").status == 0)
    #expect(try project.run("check", "b.env", "--db", "shop.sqlite3", "--account", "acct_1Shop").status == 2)
  }

  @Test("a --forget that a reader held up is made good by the next, which says so as long as it can't")
  func forgottenTwice() throws {
    let project = try project()
    try project.write("b.env", "STRIPE_KEY=«sk_live:2»\n")
    var reader: OpaquePointer?
    try #require(sqlite3_open(project.url("shop.sqlite3").path, &reader) == SQLITE_OK)
    defer { sqlite3_close(reader) }
    func run(_ sql: String) throws { try #require(sqlite3_exec(reader, sql, nil, nil, nil) == SQLITE_OK) }
    try run("PRAGMA journal_mode = WAL")
    try project.run("sync", ".env", "--db", "shop.sqlite3")
    try project.run("sync", "b.env", "--db", "shop.sqlite3", "--prune")
    try run("BEGIN; SELECT count(*) FROM djstripe_apikey")
    let forget = ["undo", "--forget", "--db", "shop.sqlite3", "--lock-timeout", "0"]
    for words in ["what was forgotten lies", "what was kept before may lie"] {
      let outcome = try project.run(forget)
      #expect(outcome.errors.hasPrefix("warning: \(words) in shop.sqlite3 and shop.sqlite3-wal until"))
    }
    try run("COMMIT")
    #expect(try project.run(forget).errors == "nothing was kept\n")
    // Not looked into before: the end of a look would let go of the reader's locks, which are the process's.
    let gone = Data(Project.key("sk_live:1").utf8)
    #expect(["shop.sqlite3", "shop.sqlite3-wal"].allSatisfy { project.bytes($0)?.range(of: gone) == nil })
  }

  @Test("a layout that the database does not have is an error that says what to do")
  func layouts() throws {
    let project = try project()
    let own = try project.run("plan", "--db", "shop.sqlite3", "--layout", "keyferry")
    #expect(own.status == 1 && own.errors.contains("--layout djstripe") || own.output.contains("--layout djstripe"))
    #expect(try project.run("sync", "--db", "new.sqlite3", "--layout", "djstripe").status == 1)
    #expect(!project.names.contains("new.sqlite3"))
    #expect(try project.run("plan", "--db", "keys.json", "--layout", "djstripe").status == 64)
    try project.run("sync", "--db", "own.sqlite3")
    #expect(try project.run("plan", "--db", "own.sqlite3", "--layout", "djstripe").status == 1)
    #expect(try project.run("effective", "--db", "own.sqlite3").status == 1)
  }

  @Test("the tied key is used, and what a sync does not change is told once")
  func effective() throws {
    let project = try project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\nSTRIPE_TEST_SECRET_KEY=${ELSEWHERE}\n"])
    let arguments = ["effective", ".env", "--db", "shop.sqlite3", "--account", "acct_1Shop"]
    let outcome = try project.run(arguments + ["--format", "json"])
    #expect(outcome.status == 0)
    let effective = try #require(try outcome.report["effective"] as? [String: Any])
    let keys = try #require(effective["keys"] as? [[String: Any]])
    func origin(_ account: String?, _ mode: String, _ time: String) -> String? {
      let key = keys.first { $0["account"] as? String == account && $0["mode"] as? String == mode }
      return (key?[time] as? [String: Any])?["from"] as? String
    }
    #expect(effective["djstripe_version"] as? String == "2.10")
    #expect(origin("acct_1Shop", "live", "today") == "settings")
    #expect(origin("acct_1Shop", "live", "after") == "database")
    #expect(origin("acct_1Shop", "test", "after") == "unseen")
    #expect(origin(nil, "live", "after") == "settings")
    #expect(keys.count == 9)
    #expect(try project.run(arguments + ["--format", "markdown"]).output.contains("Used by dj-stripe 2.10"))
    #expect(try project.run(arguments + ["--djstripe-version", "2.6"]).output.contains("as asked"))
    #expect(project.names == [".env", "shop.sqlite3"])
  }

  @Test("where a source was not read, no key is said to be missing from the settings")
  func unread() throws {
    let outcome = try project([:]).run("effective", "none.env", "--db", "shop.sqlite3", "--format", "json")
    #expect(outcome.status == 1)
    let effective = try #require(try outcome.report["effective"] as? [String: Any])
    let keys = try #require(effective["keys"] as? [[String: Any]])
    #expect(keys.count == 9)
    #expect(keys.allSatisfy { ($0["today"] as? [String: Any])?["from"] as? String == "unseen" })
  }

  @Test("a rolled key is told to be shadowed without --account, too, as long as one account alone has an older one")
  func rolled() throws {
    let project = try project()
    try project.run("sync", ".env", "--db", "shop.sqlite3", "--account", "acct_1Shop")
    try project.write("rolled.env", "STRIPE_LIVE_SECRET_KEY=«sk_live:2»\n")
    let plan = ["plan", "rolled.env", "--db", "shop.sqlite3", "--format", "markdown"]
    #expect(try project.run(plan).output.contains("KF403"))
    #expect(try !project.run(plan + ["--prune", "--yes"]).output.contains("KF403"))
    try project.write("test.env", "STRIPE_TEST_SECRET_KEY=«sk_test:3»\n")
    #expect(try !project.run("plan", "test.env", "--db", "shop.sqlite3").output.contains("KF403"))
    #expect(try !project.run(plan + ["--account", "acct_1Elsewhere"]).output.contains("KF403"))
  }

  @Test(
    "a key too long for its column is refused by its setting's name, before a sync and by it, and nothing is written",
    arguments: [("plan", 4), ("sync", 4), ("check", 2)])
  func tooLong(command: String, status: Int32) throws {
    let project = try project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1:140»\nSTRIPE_TEST_SECRET_KEY=«sk_test:2»\n"])
    let before = project.bytes("shop.sqlite3")
    let outcome = try project.run(command, ".env", "--db", "shop.sqlite3", "--format", "json")
    #expect(outcome.status == status)
    let blocked = try #require(try outcome.report["blocked"] as? [[String: Any]])
    #expect(
      blocked.map { $0["reason"] as? String } == [
        "STRIPE_LIVE_SECRET_KEY does not fit: its key has 148 characters, and secret of djstripe_apikey takes 128"
      ])
    #expect(project.bytes("shop.sqlite3") == before)
    // keyferry's own layout has room.
    #expect(try project.run(command, ".env", "--db", "k.json").status == (command == "check" ? 2 : 0))
    let added = try project.run("keys", "add", "--db", "shop.sqlite3", input: "«sk_live:1:140»\n")
    #expect(added.status == 1 && added.errors.contains("the key does not fit shop.sqlite3"))
  }

  @Test("a key is added for an account as a sync would tie it, and what stays as it is is told")
  func added() throws {
    let project = try project()
    func add(_ key: String, _ options: String...) throws -> (Outcome, account: String?) {
      let outcome = try project.run(
        ["keys", "add", "--db", "shop.sqlite3", "--format", "json"] + options, input: key + "\n")
      let row = try #require(try outcome.report["keys"] as? [[String: Any]]).first
      return (outcome, row?["account"] as? String)
    }
    let (tied, account) = try add("«sk_live:1»", "--account", "acct_1Shop", "--name", "Shop")
    #expect(tied.status == 0 && account == "acct_1Shop" && !tied.errors.contains("warning"))
    let (other, kept) = try add("«sk_live:1»", "--account", "acct_1Other")
    #expect(other.status == 0 && kept == "acct_1Shop")
    #expect(other.errors.contains("is not tied to acct_1Other: it stays with acct_1Shop"))
    let (unknown, none) = try add("«sk_test:2»", "--account", "acct_1Nowhere")
    #expect(unknown.status == 0 && none == nil)
    #expect(unknown.errors.contains("is not tied to acct_1Nowhere: the database does not have that account"))
    let (later, found) = try add("«sk_test:2»", "--account", "acct_1Shop", "--name", "Test")
    #expect(found == "acct_1Shop" && later.errors.contains("was there, and has its new name and account"))
    #expect(try project.run("keys", "add", "--db", "k.json", "--account", "shop", input: "«sk_test:2»\n").status == 64)
    let own = try project.run("keys", "add", "--db", "k.json", "--account", "acct_1Any", input: "«sk_test:2»\n")
    #expect(own.status == 0 && own.output.contains("acct_1Any"))
  }

  @Test("a row of another account than the one that is named is told, and kept")
  func anotherAccount() throws {
    let project = try project()
    try project.run("sync", ".env", "--db", "shop.sqlite3", "--account", "acct_1Shop")
    for (account, isTold) in [("acct_1Other", true), ("acct_1Nowhere", true), ("acct_1Shop", false)] {
      let outcome = try project.run(
        "sync", ".env", "--db", "shop.sqlite3", "--account", account, "--format", "json")
      #expect(try outcome.rules().contains("KF408") == isTold, "\(account)")
      #expect(try outcome.status == 0 && outcome.summary("keep") == 1)
    }
    // A database that is copied from says so, too.
    try project.run("sync", ".env", "--db", "k.json", "--account", "acct_1Elsewhere")
    #expect(
      try project.run("plan", "--from", "k.json", "--db", "shop.sqlite3", "--format", "json").rules().contains("KF408"))
    #expect(
      try !project.run("plan", "--from", "shop.sqlite3", "--db", "n.json", "--format", "json").rules().contains("KF408")
    )
  }

  @Test("what is kept of a database that others fill is told to be the keys alone", arguments: ["text", "markdown"])
  func backup(format: String) throws {
    let project = try project()
    try project.run("sync", ".env", "--db", "shop.sqlite3")
    try project.write("b.env", "STRIPE_LIVE_SECRET_KEY=«sk_live:2»\n")
    let pruned = try project.run("sync", "b.env", "--db", "shop.sqlite3", "--prune", "--format", format)
    let words = pruned.output.split { $0 == " " || $0 == "\n" }.joined(separator: " ").lowercased()
    #expect(words.contains("the keys before this change, as a json key database: "))
    let row = try #require(
      try project.run("keys", "list", "--db", "shop.sqlite3", "--format", "json").report["keys"] as? [[String: Any]])
    let removed = try project.run("keys", "remove", #require(row[0]["id"] as? String), "--yes", "--db", "shop.sqlite3")
    #expect(removed.errors.contains("the keys before this change, as a JSON key database is shop.sqlite3.backup-"))
  }

  @Test(
    "wrong usage is told",
    arguments: [
      ["--account", "shop"], ["--account", "acct_"], ["--account", "acct_a b"], ["--djstripe-version", "2.3"],
      ["--djstripe-version", "3"], ["--layout", "django"],
    ])
  func usage(options: [String]) throws {
    #expect(try project().run(["plan", "--db", "shop.sqlite3"] + options).status == 64)
  }
}
