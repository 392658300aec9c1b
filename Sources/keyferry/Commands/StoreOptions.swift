import ArgumentParser
import KeyStores

/// Which key database.
struct StoreOptions: ParsableArguments {
  @Option(
    name: .customLong("db"),
    help: ArgumentHelp(
      "A path that ends in .json, .sqlite, .sqlite3 or .db, or json:PATH, sqlite:PATH.",
      discussion: "Without it: what KEYFERRY_DB says, else keyferry.sqlite in the current directory.",
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
    try store(try database ?? Process.environmentText("KEYFERRY_DB") ?? "keyferry.sqlite", layout: layout)
  }

  /// A database by its name; nil takes the layout that is there.
  func store(_ text: String, layout: StoreLayout?) throws -> any KeyStore {
    guard lockTimeout.count >= 0, lockTimeout.count <= 86_400 else {
      throw UsageError("--lock-timeout takes 0 to 86400 seconds")
    }
    do {
      let locator = try StoreLocator(text)
      if case .json = locator, layout == .djstripe {
        throw UsageError("--layout djstripe is for SQL databases: a JSON document has keyferry's layout alone")
      }
      return locator.open(lockTimeout: lockTimeout.count, layout: layout)
    } catch let error as StoreLocatorError {
      throw UsageError(error.reason)
    }
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
