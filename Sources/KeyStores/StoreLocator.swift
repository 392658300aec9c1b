/// Which store a text such as `keys.json` or `sqlite:/srv/keys` means.
package enum StoreLocator: Hashable, Sendable {
  case json(path: String)
  case sqlite(path: String)
  case postgresql(PostgreSQLAddress)

  /// The file's ending decides, or `json:` and `sqlite:` before any path, or what a PostgreSQL database's address
  /// begins with.
  ///
  /// - Parameter mayHoldPassword: the text comes from the environment. Arguments are seen by every user of the machine.
  package init(_ text: String, mayHoldPassword: Bool = false) throws(StoreLocatorError) {
    if let address = try PostgreSQLAddress(text, mayHoldPassword: mayHoldPassword) {
      self = .postgresql(address)
    } else if let path = text.dropping(prefix: "json:") {
      self = .json(path: try Self.checked(path))
    } else if let path = text.dropping(prefix: "sqlite:") {
      self = .sqlite(path: try Self.checked(path))
    } else if text.isEmpty {
      throw .noPath
    } else if text.hasSuffix(".json") {
      self = .json(path: try Self.checked(text))
    } else if [".sqlite", ".sqlite3", ".db"].contains(where: text.hasSuffix) {
      self = .sqlite(path: try Self.checked(text))
    } else {
      throw .unknownKind
    }
  }

  /// - Parameter lockTimeout: seconds to wait while another process holds the store.
  /// - Parameter layout: nil takes that which is there; a JSON document has keyferry's alone.
  package func open(lockTimeout: Double, layout: StoreLayout? = nil) -> any KeyStore {
    switch self {
    case .json(let path): JSONFileStore(path: path, lockTimeout: lockTimeout)
    case .sqlite(let path): SQLiteEitherStore(path: path, lockTimeout: lockTimeout, layout: layout)
    case .postgresql(let address): PostgreSQLStore(address, lockTimeout: lockTimeout, layout: layout)
    }
  }

  /// As messages and reports name the store.
  package var path: String {
    switch self {
    case .json(let path), .sqlite(let path): path
    case .postgresql(let address): address.shown
    }
  }

  /// Of a variable such as Django's `DATABASE_URL`, which names an SQLite file as `sqlite:///PATH`.
  package init(variable text: String) throws(StoreLocatorError) {
    if let path = text.dropping(prefix: "sqlite:///") {
      self = .sqlite(path: try Self.checked(String(path.prefix { $0 != "?" })))
    } else if text.hasPrefix("sqlite://") {
      throw .notPath
    } else {
      self = try Self(text, mayHoldPassword: true)
    }
  }

  /// A plain path: what SQLite would take for a database in memory, or for a URI with options, loses every key.
  private static func checked(_ path: String) throws(StoreLocatorError) -> String {
    guard !path.isEmpty else { throw .noPath }
    guard !path.utf8.contains(0) else { throw .notPath }
    // Paths are shown: an address with a user and a password in it is none.
    guard !isAddress(path) else { throw .notPath }
    guard path != ":memory:", !path.hasPrefix("file:"), !path.hasSuffix("/") else { throw .notPath }
    return path
  }
}

/// `http://…`, what is left of `sqlite://…`, and `user:password@…`.
private func isAddress(_ path: String) -> Bool {
  let bytes = Array(path.utf8)
  let slash = UInt8(ascii: "/")
  if bytes.count > 2, bytes[0] == slash, bytes[1] == slash, bytes[2] != slash { return true }
  for (at, byte) in bytes.enumerated() where byte == UInt8(ascii: ":") {
    let rest = bytes[(at + 1)...]
    if rest.starts(with: "//".utf8) { return true }
    if rest.dropFirst().contains(UInt8(ascii: "@")), rest.first != UInt8(ascii: "@") { return true }
  }
  return false
}

/// Why a text names no store.
package enum StoreLocatorError: Error, Hashable, Sendable {
  case noPath
  case notPath
  case unknownKind
  /// A password in a text that every user of the machine can see.
  case passwordInArgument
  /// libpq does not understand the address of a PostgreSQL database, or would take part of a password for something else.
  case malformedAddress

  /// In a message's style: lower case, no full stop.
  package var reason: String {
    switch self {
    case .noPath: "no path given for the key database"
    case .notPath: "the key database must be a plain file path, not a URI, a directory or a database in memory"
    case .unknownKind:
      "can't tell the kind of key database: use a path that ends in .json, .sqlite, .sqlite3 or .db, or json:PATH, sqlite:PATH, or postgres://…"
    case .passwordInArgument:
      "a password on the command line is seen by every user of this machine: give the address without it, and the password in PGPASSWORD, ~/.pgpass or a service file, or the whole in KEYFERRY_DB"
    case .malformedAddress:
      "that is no address of a PostgreSQL database: use postgres://USER@HOST:PORT/DATABASE, or postgres: and key=value pairs; in a URL, / ? @ and % of a password are written %2F %3F %40 %25"
    }
  }
}

extension String {
  fileprivate func dropping(prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
