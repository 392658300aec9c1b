import KeySecrets
import Testing

@testable import KeyStores

@Suite("PostgreSQL addresses") struct PostgreSQLAddressTests {
  /// Without libpq no address can be shown in parts.
  private static let isLoaded = (try? LibPQ.load()) != nil

  @Test(
    "are shown without what is secret", .enabled(if: isLoaded, "libpq5 is not installed"),
    arguments: [
      ("postgres://u@h:5433/d", "postgres://u@h:5433/d"), ("postgresql://h", "postgres://h/"),
      ("postgis://u:pass@h/d", "postgres://u@h/d"), ("PSQL://u:pass@h/d?sslmode=require", "postgres://u@h/d"),
      ("postgres://u:p@ss@h/d", "postgres://u@h/d"), ("postgres://u:p:s#s@h/d", "postgres://u@h/d"),
      ("postgres://u:pass@h1:1,h2:2/d", "postgres://u@h1:1,h2:2/d"),
      ("postgres://u@[::1]:1/d", "postgres://u@[::1]:1/d"),
      ("postgres://u@%2Ftmp%2Fx/d", "postgres://u@%2Ftmp%2Fx/d"), ("postgres:///d", "postgres:///d"),
      ("postgres://u:pass@h/d?conn_max_age=60&sslmode=require", "postgres://u@h/d"),
      ("postgres://h/d?password=pass&user=u", "postgres://u@h/d"),
      ("postgres:service=prod", "postgres:service=prod"), ("postgres:", "postgres:"),
      ("service=prod", "postgres:service=prod"),
      ("host=h dbname=shop.db password=pass", "postgres:host=h dbname=shop.db"),
      ("postgres:host=/tmp user=u password='pa ss' dbname=d", "postgres:host=/tmp dbname=d user=u"),
      ("postgresql:host=h sslpassword=pass port=1", "postgres:host=h port=1"),
    ])
  func shown(text: String, expected: String) throws {
    let address = try #require(try PostgreSQLAddress(text, mayHoldPassword: true))
    #expect(address.shown == expected)
    #expect(!"\(address)".contains("pass"))
    #expect(try StoreLocator(text, mayHoldPassword: true).open(lockTimeout: 1).location == expected)
  }

  @Test(
    "are refused with a password in an argument",
    arguments: [
      "postgres://u:p@h/d", "postgres://u:p@h", "postgres://u:a/b@h/d", "postgres://u:p@ss@h/d", "postgis://u:p@h/d",
      "postgres://h/d?password=p", "postgres://h/d?PASSWORD=p", "postgres://h/d?p%61ssword=p", "postgres:password=p",
      "service=s password=p", "password=p",
      "postgres:host=h  password  = p", "postgres:host=h\tpassword\t=p", "postgres:sslpassword=p",
      "postgres:dbname=postgres://u:p@h/d", "postgres:dbname='host=h password=p'",
    ])
  func passwords(text: String) {
    #expect(throws: StoreLocatorError.passwordInArgument) { try StoreLocator(text) }
  }

  @Test(
    "without one are taken as an argument",
    arguments: [
      "postgres://u@h/d", "postgres://u:@h/d", "postgres://h:5432/d", "postgres:passfile=/x host=h", "postgres:",
      "postgres://h:5432/d?application_name=a@b",
    ])
  func arguments(text: String) throws { _ = try StoreLocator(text) }

  @Test(
    "that libpq would take apart in the wrong places are refused, password or not",
    .enabled(if: isLoaded, "libpq5 is not installed"),
    arguments: [
      "postgres://u:a/b@h/d", "postgres://u:1/b@h/d", "postgres://u:a?b@h/d", "postgres://h:x/d", "postgres://h/d/e",
      "postgres://u:%zz@h/d", "postgres://h/d?nonsense=1", "postgres:nonsense", "postgres:nonsense=1",
      "postgres:host='h", "service=s nonsense=1",
      "postgres:dbname=postgres://u:p@h/d", "postgres://h/d\u{0}",
    ])
  func malformed(text: String) {
    #expect(throws: StoreLocatorError.malformedAddress) { try StoreLocator(text, mayHoldPassword: true) }
  }

  @Test(
    "of a variable may be a file's",
    arguments: [
      ("sqlite:///db.sqlite3", StoreLocator.sqlite(path: "db.sqlite3")), ("sqlite:////srv/x", .sqlite(path: "/srv/x")),
      ("sqlite:///a.db?timeout=20", .sqlite(path: "a.db")), ("keys.json", .json(path: "keys.json")),
    ])
  func files(text: String, expected: StoreLocator) throws {
    #expect(try StoreLocator(variable: text) == expected)
  }

  @Test(
    "of other databases in a variable name no store", arguments: ["mysql://u:p@h/d", "sqlite://:memory:", "oracle:x"])
  func others(text: String) {
    #expect(throws: StoreLocatorError.self) { try StoreLocator(variable: text) }
  }
}
