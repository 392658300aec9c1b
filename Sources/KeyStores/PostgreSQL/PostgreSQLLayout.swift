import KeyPlanning

/// One layout's tables in a database, in the transaction that is open.
protocol PostgreSQLLayout {
  /// Keeps everybody from writing until the end of the transaction; reading goes on.
  ///
  /// - Returns: the name of the state; that of an absent store where the tables are not there yet.
  mutating func lock() throws -> String

  /// All that they hold; nil where they are not there yet.
  mutating func read() throws -> PostgreSQLContents?

  /// Carries a plan out, on tables that are locked.
  mutating func write(_ plan: ApprovedPlan, now: Timestamp) throws

  /// Notes the plan that was carried out.
  ///
  /// - Parameter revision: what it leaves the keys at.
  mutating func remember(_ plan: ApprovedPlan, _ note: WriteNote, revision: String, now: Timestamp) throws

  /// Why the plan is in no history; nil when it is in one.
  var unrecorded: String? { get }

  /// The last that is asked of the connection.
  mutating func history() throws -> StoreHistory

  /// The name of the state as it is now.
  func revision() throws -> String

  /// Whether `keys`, read after the commit, are what ``write(_:now:)`` should have made.
  func holds(_ keys: [StoredKey], _ changes: [Change], now: Timestamp) -> Bool
}

/// What a database holds at one moment.
struct PostgreSQLContents {
  let revision: String
  /// In the order of their secrets' bytes.
  let keys: [StoredKey]
  /// Of dj-stripe's layout alone.
  var djStripe: DjStripeFacts?

  /// The keys as keyferry's own layout has them.
  var ownRows: [StoredKey] { djStripe == nil ? keys : DjStripeBackup.rows(keys) }
}
