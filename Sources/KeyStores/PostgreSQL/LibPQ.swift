import CLibPQ

/// PostgreSQL's own library, loaded on first use.
enum LibPQ {
  /// Nil where the machine has none.
  static func load() throws(PostgreSQLFailure) -> keyferry_libpq {
    guard let functions = keyferry_load_libpq() else { throw .noLibrary }
    return functions.pointee
  }
}
