import ArgumentParser
import KeyFacts
import KeyStores

/// Which key database.
struct StoreOptions: ParsableArguments {
  @Option(
    name: .customLong("db"),
    help: ArgumentHelp(
      """
      A path that ends in .json, .sqlite, .sqlite3 or .db, or json:PATH, sqlite:PATH; or postgres://USER@HOST/NAME, \
      service=NAME; or env:NAME.
      """,
      discussion: """
        Without it: what KEYFERRY_DB says, else keyferry.sqlite in the current directory. env:DATABASE_URL reads the \
        address from that variable. No password on the command line: PGPASSWORD, ~/.pgpass, a service file or KEYFERRY_DB hold it.
        """,
      valueName: "store"),
    completion: .file(extensions: ["json", "sqlite", "sqlite3", "db"]))
  var database: String?

  @Option(
    help: ArgumentHelp(
      "Whose tables hold the keys of an SQL database: keyferry's own, or djstripe_apikey, which dj-stripe reads.",
      discussion: "Without it: dj-stripe's where its table is there, else keyferry's."))
  var layout: StoreLayout?

  @Option(help: ArgumentHelp("How long to wait while another process holds the database.", valueName: "seconds"))
  var lockTimeout = Seconds(10)

  func store() throws -> any KeyStore {
    try store(database, layout: layout)
  }

  /// A database as an argument names it, or `KEYFERRY_DB` where none does; nil takes the layout that is there.
  func store(_ argument: String?, layout: StoreLayout?) throws -> any KeyStore {
    guard lockTimeout.count >= 0, lockTimeout.count <= 86_400 else {
      throw UsageError("--lock-timeout takes 0 to 86400 seconds")
    }
    let locator = try Self.locator(argument)
    if case .json = locator, layout == .djstripe {
      throw UsageError("--layout djstripe is for SQL databases: a JSON document has keyferry's layout alone")
    }
    return locator.open(lockTimeout: lockTimeout.count, layout: layout)
  }

  /// - Parameter argument: what the command line says; nil for what `KEYFERRY_DB` does.
  static func locator(_ argument: String?) throws -> StoreLocator {
    let text = try argument ?? Process.environmentText("KEYFERRY_DB") ?? "keyferry.sqlite"
    let named = text.hasPrefix("env:") ? try variable(String(text.dropFirst(4))) : nil
    do throws(StoreLocatorError) {
      if let named { return try StoreLocator(variable: named) }
      return try StoreLocator(text, mayHoldPassword: argument == nil)
    } catch {
      throw UsageError(error.reason)
    }
  }

  private static func variable(_ name: String) throws(UsageError) -> String {
    guard !name.isEmpty else { throw UsageError("env: needs the name of a variable, as in env:DATABASE_URL") }
    guard let value = try Process.environmentText(name) else {
      throw UsageError("\(name.printable) is to name the key database, and is not set")
    }
    return value
  }
}

extension StoreLayout: ExpressibleByArgument {}

/// A length of time, shown without the `.0` of whole seconds.
struct Seconds: ExpressibleByArgument {
  let count: Double

  init(_ count: Double) { self.count = count }

  init?(argument: String) {
    guard let count = Double(argument) else { return nil }
    self.count = count
  }

  var defaultValueDescription: String { Int(exactly: count).map(String.init) ?? String(count) }
}
