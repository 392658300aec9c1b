import CSQLite
import KeyFacts

extension StoreError {
  /// In a message's style: lower case, no full stop, then a hint.
  package var message: String {
    switch self {
    case .system(let step, let path, let errno):
      "cannot \(step) \(path.printable): \(String(errorNumber: errno))"
    case .locked(let path, let seconds):
      "\(path.printable) is locked by another process, for \(Self.shown(seconds)) s and more; --lock-timeout waits longer"
    case .unsuitable(let path, let why): "\(path.printable) can't hold keys: \(why)"
    case .absent(let path): "\(path.printable) does not exist"
    case .unsettled(let path):
      "cannot read \(path.printable): its journal or WAL has to be looked into, which takes the right to write it"
    case .notKeyDatabase(let path, let why): "\(path.printable) is no key database: \(why); it was left as it is"
    case .newerVersion(let path, let version, let supported):
      "\(path.printable) is of version \(version), and this keyferry knows \(supported) and older: update keyferry"
    case .corrupt(let path, let why): "\(path.printable) is damaged: \(why); it was left as it is"
    case .stale(let path): "\(path.printable) changed since the plan was made; nothing was written: run it again"
    case .sqlite(let path, let code, let errno):
      "cannot use \(path.printable): \(Self.words(code))\(errno == 0 ? "" : ": " + String(errorNumber: errno))"
    case .unfitColumn(let path, let column, let why):
      "\(path.printable) can't hold keys: \(column.printable) of djstripe_apikey \(why); nothing was written"
    case .tooLong(let path, let setting, let field, let count, let limit):
      "\(setting.isEmpty ? "the key" : setting.printable) does not fit \(path.printable): its \(field == "name" ? "name" : "key") has \(count) characters, and \(field) of djstripe_apikey takes \(limit); nothing was written"
    case .historyUnusable(let path, let why):
      "cannot use the history of \(path.printable): \(why); nothing was written"
    case .interrupted(let path): "interrupted; \(path.printable) was left as it was: run it again"
    case .unreachable(_, nil): "PostgreSQL needs the library libpq5: apt-get install libpq5"
    case .unreachable(let path, let why?): "cannot reach \(path.printable): \(why)"
    case .postgresql(let path, let state): "cannot use \(path.printable): \(PostgreSQLFailure.words(state))"
    case .connectionLost(let path): "the connection to \(path.printable) was lost; nothing was written: run it again"
    case .outcomeUnknown(let path):
      "the connection to \(path.printable) was lost at the last step: all of it was written, or nothing; `keyferry check` tells"
    case .notReadBack(let path, let why):
      "all was written to \(path.printable), and could not be read back: \(why); `keyferry check` looks again"
    case .readBackDiffers(let path): "what \(path.printable) holds after the write is not what was written"
    }
  }

  private static func shown(_ seconds: Double) -> String { Int(exactly: seconds).map(String.init) ?? String(seconds) }

  /// SQLite's fixed words for a code, which quote nothing: `SQLite says "disk I/O error" (code 778)`.
  private static func words(_ code: Int32) -> String {
    guard let words = sqlite3_errstr(code) else { return "SQLite failed with code \(code)" }
    return "SQLite says \"\(String(cString: words))\" (code \(code))"
  }
}
