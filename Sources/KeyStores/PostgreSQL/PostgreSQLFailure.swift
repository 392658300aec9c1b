import Glibc
import KeyFacts

/// Why PostgreSQL did not do what it was asked: a code or words of our own. Its messages, which quote values, stay
/// behind.
enum PostgreSQLFailure: Error, Hashable {
  /// The library libpq5 is not installed.
  case noLibrary
  /// The text that says where the database is can't be understood.
  case malformedAddress
  /// There is no connection, for a reason in words of our own.
  case unreachable(String)
  /// The connection is gone.
  case lost
  /// A signal came.
  case interrupted
  /// The server answered with this SQLSTATE.
  case refused(state: String)

  /// A row is there already.
  static let notUnique = PostgreSQLFailure.refused(state: "23505")

  static func ~= (pattern: PostgreSQLFailure, error: any Error) -> Bool { error as? PostgreSQLFailure == pattern }

  /// Another transaction stood in the way, and this one may be tried again.
  var isPassing: Bool { self == .refused(state: "40001") || self == .refused(state: "40P01") }

  /// In words that quote nothing.
  var reason: String {
    switch self {
    case .noLibrary: "libpq5 is not installed"
    case .malformedAddress: "its address can't be understood"
    case .unreachable(let why): why
    case .lost: "the connection was lost"
    case .interrupted: "interrupted"
    case .refused(let state): Self.words(state)
    }
  }

  /// - Parameter state: five letters and digits.
  init(state: String) {
    switch state {
    case _ where state.hasPrefix("08"), "57P01", "57P02", "57P05", "25P03": self = .lost
    default: self = .refused(state: state)
    }
  }
}

extension PostgreSQLFailure {
  /// Words for a failed connection.
  ///
  /// - Parameter message: libpq's. Only what it has in common with texts that we know is looked at.
  static func connecting(_ message: String, needsPassword: Bool) -> PostgreSQLFailure {
    if let state = state(endingIn: message) {
      if needsPassword { return .unreachable(noPassword) }
      return .unreachable(words(state))
    }
    if needsPassword { return .unreachable(noPassword) }
    for number in [ECONNREFUSED, ENOENT, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH, EACCES, ECONNRESET] {
      if message.contains(": " + String(cString: strerror(number))) {
        return .unreachable("no server answers there: " + String(errorNumber: number))
      }
    }
    if message.contains("could not translate host name") { return .unreachable("the name of its host is not known") }
    if message.contains("definition of service") { return .unreachable("no service file defines the service") }
    if message.contains("SSL") || message.contains("certificate") {
      return .unreachable("a connection by TLS, as sslmode and the certificates ask for, was not to be had")
    }
    if message.contains("server closed the connection") {
      return .unreachable("the server closed the connection at once")
    }
    return .unreachable("no connection was to be had")
  }

  private static let noPassword =
    "it asks for a password: PGPASSWORD, ~/.pgpass or a service file may hold it, or KEYFERRY_DB a URL with it"

  /// The SQLSTATE, which is all that libpq was asked to say of a server's error: `FATAL:  28P01`.
  private static func state(endingIn message: String) -> String? {
    var text = message.utf8.suffix(64)
    while let last = text.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: " ") { text.removeLast() }
    let state = text.suffix(5)
    let isCode = state.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
    guard state.count == 5, isCode, text.dropLast(5).suffix(3).elementsEqual(":  ".utf8) else { return nil }
    return String(decoding: state, as: UTF8.self)
  }

  /// What a SQLSTATE means, in our words, which quote nothing.
  ///
  /// - SeeAlso: "PostgreSQL Error Codes" in its documentation.
  static func words(_ state: String) -> String {
    let meaning: String
    switch state {
    case "28P01": meaning = "the password was refused"
    case _ where state.hasPrefix("28"): meaning = "the server does not let this user in"
    case "3D000": meaning = "there is no database of that name"
    case "3F000": meaning = "search_path names no schema that is there"
    case "42501": meaning = "this user lacks a right"
    case "42P07": meaning = "a table of that name is there"
    case "23503": meaning = "a row would need one that is not there"
    case _ where state.hasPrefix("23"): meaning = "a constraint refuses a row"
    case "25006": meaning = "the database is read-only: a standby, or set so"
    case "53100": meaning = "its disk is full"
    case "53200": meaning = "the server is out of memory"
    case "53300": meaning = "it has no connection left to give"
    case "57014": meaning = "a statement took too long, or was cancelled"
    case "57P03": meaning = "the server is starting, or going down"
    case "54000": meaning = "a key is longer than its index can hold"
    case "22P05", "22021": meaning = "the database's encoding lacks a character"
    case _ where state.hasPrefix("40"): meaning = "other transactions stood in the way, every time"
    case _ where state.hasPrefix("58"), _ where state.hasPrefix("XX"): meaning = "the server failed"
    default: meaning = "the server refused a statement"
    }
    return "\(meaning) (SQLSTATE \(state))"
  }
}
