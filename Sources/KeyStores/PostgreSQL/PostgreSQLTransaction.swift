/// The frame of all work on a database: what holds for one transaction and ends with it.
extension PostgreSQLConnection {
  /// The longest that one statement may take, waiting for locks left aside.
  private static let patience = 600.0

  /// Begins a transaction that sees one state.
  func beginReading(lockTimeout: Double) throws(PostgreSQLFailure) {
    try begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", lockTimeout)
  }

  /// Begins a transaction of one writer at a time.
  ///
  /// Each statement sees what is there when it begins: after the wait for a lock, what the other one wrote. A database
  /// that was set to be read alone stays so.
  func beginWriting(lockTimeout: Double) throws(PostgreSQLFailure) {
    try begin("BEGIN ISOLATION LEVEL READ COMMITTED", lockTimeout)
    // `kfry`: all writers of keyferry in this database take turns.
    try run("SELECT pg_advisory_xact_lock($1)", [String(0x6B66_7279)])
  }

  private func begin(_ statement: String, _ lockTimeout: Double) throws(PostgreSQLFailure) {
    try run(statement)
    // Rows that a policy hides are not absent: with row_security off, reading them is an error. A commit that is not on
    // the disk is none. Zero would mean no limit.
    let lock = max(1, Int((max(0, min(lockTimeout, 86_400)) * 1000).rounded(.up)))
    try run(
      """
      SELECT set_config('lock_timeout', $1, true), set_config('statement_timeout', $2, true),
        set_config('row_security', 'off', true), set_config('synchronous_commit',
          CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END,
          true)
      """, [String(lock), String(lock + Int(Self.patience * 1000))])
  }

  /// - Throws: ``PostgreSQLFailure/lost`` when it can't be told whether it took hold.
  func commit() throws(PostgreSQLFailure) {
    guard try run("COMMIT").command == "COMMIT" else { throw .refused(state: "25P02") }
  }

  /// What names the transaction that is open, for ``fate(of:)``.
  func transaction() throws(PostgreSQLFailure) -> String {
    try run("SELECT txid_current()").text() ?? ""
  }

  /// Whether a transaction of another connection took hold; nil while it is not decided.
  func tookHold(_ transaction: String) throws(PostgreSQLFailure) -> Bool? {
    switch try run("SELECT txid_status($1)", [transaction]).text() {
    case "committed": true
    case "aborted": false
    default: nil
    }
  }
}
