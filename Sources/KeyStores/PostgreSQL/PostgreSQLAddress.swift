import CLibPQ
import KeyFacts
@_spi(Reveal) import KeySecrets

/// Where a PostgreSQL database is: a URL, or libpq's `key=value` text, which may hold a password and so is a secret.
package struct PostgreSQLAddress: Hashable, Sendable {
  /// What libpq gets.
  let text: Secret
  /// As messages and reports name the database: without passwords.
  package let shown: String

  /// Every spelling that Django projects have of the URL's first word.
  private static let schemes = ["postgres", "postgresql", "postgis", "psql", "pgsql"]
  /// What libpq's `key=value` text begins with where nothing stands before it: `service=shop`.
  private static let firstKeys = ["service", "host", "hostaddr", "port", "dbname", "user", "password"]
  /// What Django's readers of `DATABASE_URL` take out of it for Django itself, and libpq does not know.
  private static let ofDjango = [
    "conn_max_age", "conn_health_checks", "disable_server_side_cursors", "atomic_requests",
  ]

  /// - Returns: nil for a text that names no PostgreSQL database.
  /// - Parameter mayHoldPassword: it comes from the environment. Arguments are seen by every user of the machine.
  init?(_ text: String, mayHoldPassword: Bool) throws(StoreLocatorError) {
    guard let rest = Self.afterScheme(text) else { return nil }
    guard !text.utf8.contains(0) else { throw .malformedAddress }
    guard mayHoldPassword || !Self.holdsPassword(rest) else { throw .passwordInArgument }
    let isURL = rest.hasPrefix("//")
    let conninfo = isURL ? "postgresql://" + (try Self.url(rest.dropFirst(2))) : String(rest)
    self.text = Secret(Array(conninfo.utf8))
    do throws(PostgreSQLFailure) {
      shown = try Self.shown(conninfo, isURL: isURL)
    } catch {
      // Without the library there is no connection either, and the store says so.
      guard error == .noLibrary else { throw .malformedAddress }
      shown = "postgres:"
    }
  }

  /// What follows the scheme, or all of a text that is libpq's without one.
  private static func afterScheme(_ text: String) -> Substring? {
    if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), schemes.contains(text[..<colon].lowercased()) {
      return text[text.utf8.index(after: colon)...]
    }
    let isBare = firstKeys.contains { text.hasPrefix($0 + "=") }
    return isBare ? text[...] : nil
  }

  /// Whether a password stands in the text, or may: a mistake in writing must not show one either.
  private static func holdsPassword(_ text: Substring) -> Bool {
    let bytes = Array(text.lowercased().utf8.filter { $0 > UInt8(ascii: " ") })
    if Self.contains("password=", bytes) || contains("password%3d", bytes) { return true }
    // Parameters of a URL may be written in `%70` and its like.
    if let query = text.split(separator: "?", maxSplits: 1).dropFirst().first, text.hasPrefix("//") {
      for pair in query.split(separator: "&") {
        guard let name = pair.split(separator: "=").first else { continue }
        if name.contains("%") { return true }
      }
    }
    guard let slashes = Self.range(of: "://", bytes) ?? (text.hasPrefix("//") ? 0..<2 : nil) else { return false }
    let authority = unescaped(bytes[slashes.upperBound...].prefix { $0 != UInt8(ascii: "?") })
    guard let at = authority.lastIndex(of: UInt8(ascii: "@")),
      let colon = authority[..<at].firstIndex(of: UInt8(ascii: ":"))
    else { return false }
    return colon + 1 < at
  }

  /// A user's name with `%3A` in it is a name and a password to whoever wrote it.
  private static func unescaped(_ lower: ArraySlice<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    var rest = lower
    while let first = rest.first {
      if rest.starts(with: "%3a".utf8) || rest.starts(with: "%40".utf8) {
        text.append(rest[rest.startIndex + 1] == UInt8(ascii: "3") ? UInt8(ascii: ":") : UInt8(ascii: "@"))
        rest = rest.dropFirst(3)
      } else {
        text.append(first)
        rest = rest.dropFirst()
      }
    }
    return text
  }

  private static func contains(_ word: String, _ bytes: [UInt8]) -> Bool { range(of: word, bytes) != nil }

  private static func range(of word: String, _ bytes: [UInt8]) -> Range<Int>? {
    let word = Array(word.utf8)
    guard bytes.count >= word.count else { return nil }
    for start in 0...(bytes.count - word.count) where bytes[start..<start + word.count].elementsEqual(word) {
      return start..<start + word.count
    }
    return nil
  }

  /// What follows `//`, as libpq wants it: `@` in a password escaped, and nothing in it that Django alone reads.
  ///
  /// Where a password with `/` or `?` in it was not escaped, the rest of it would be taken for a port, a database or a
  /// host, and shown: such a URL is refused.
  private static func url(_ text: Substring) throws(StoreLocatorError) -> String {
    let pieces = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let parts = pieces[0].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    var hosts = parts[0]
    var user = ""
    if let at = hosts.lastIndex(of: "@") {
      user = hosts[..<at].split(separator: "@", omittingEmptySubsequences: false).joined(separator: "%40") + "@"
      hosts = hosts[hosts.index(after: at)...]
    }
    for host in hosts.split(separator: ",") {
      let name = host.lastIndex(of: "]").map { host[$0...] } ?? host
      guard let colon = name.lastIndex(of: ":") else { continue }
      guard name[name.index(after: colon)...].utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
        throw .malformedAddress
      }
    }
    let path = parts.count > 1 ? parts[1] : ""
    guard !path.contains("/"), !path.contains("@") else { throw .malformedAddress }
    let query = pieces.count > 1 ? pieces[1].split(separator: "&").filter { !isOfDjango($0) } : []
    return user + hosts + "/" + path + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
  }

  private static func isOfDjango(_ parameter: Substring) -> Bool {
    ofDjango.contains(parameter.prefix { $0 != "=" }.lowercased())
  }

  /// Of the parts that libpq finds in the text, those that hold no secret.
  private static func shown(_ conninfo: String, isURL: Bool) throws(PostgreSQLFailure) -> String {
    let pq = try LibPQ.load()
    guard let options = pq.conninfoParse(conninfo, nil) else { throw .malformedAddress }
    defer { pq.conninfoFree(options) }
    var values: [String: String] = [:]
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
      option += 1
    }
    // A URL in there is not one to libpq, and might hold what must not be shown.
    guard !values.values.contains(where: { $0.contains("://") }) else { throw .malformedAddress }
    // Nor is a password that stands in the name of the user, or of the host.
    guard values["user"]?.contains(":") != true, values["host"]?.contains("@") != true else {
      throw .malformedAddress
    }
    if isURL {
      let user = values["user"].map { escaped($0) + "@" } ?? ""
      let place = zip(values["host"] ?? "", values["port"])
      let database = values["dbname"].map { "/" + escaped($0) } ?? "/"
      return "postgres://" + user + place + database
    }
    let named = ["service", "host", "hostaddr", "port", "dbname", "user"].compactMap { name in
      values[name].map { "\(name)=\($0)" }
    }
    return "postgres:" + named.joined(separator: " ")
  }

  /// `a:1,b:2` of `a,b` and `1,2`.
  private static func zip(_ hosts: String, _ ports: String?) -> String {
    let hosts = hosts.split(separator: ",", omittingEmptySubsequences: false)
    let ports = (ports ?? "").split(separator: ",", omittingEmptySubsequences: false)
    return hosts.indices.map { index in
      let host = hosts[index].contains(":") ? "[\(hosts[index])]" : escaped(String(hosts[index]))
      let port = index < ports.count ? ports[index] : ports.count == 1 ? ports[0] : ""
      return host + (port.isEmpty ? "" : ":" + port)
    }.joined(separator: ",")
  }

  /// Escaped where a URL must be; characters beyond ASCII as they are.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      if ":/?#[]@%, ".unicodeScalars.contains(scalar) {
        escaped += "%" + String(scalar.value, radix: 16, uppercase: true)
      } else {
        escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
