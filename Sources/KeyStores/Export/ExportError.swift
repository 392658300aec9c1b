import KeyFacts
import KeyPlanning

/// Why keys were not written out: places and codes, never content.
package enum ExportError: Error, Hashable, Sendable {
  case store(StoreError)
  /// The file holds something that an export would lose.
  case taken(path: String)
  /// A fixture can't name an account by the number that its row has in one database.
  case fixtureByNumber
  /// Options that say nothing known.
  case unknownVersion, unknownField
  /// A row that holds no key has no place in this format.
  case noKey(id: String, count: Int, format: ExportFormat)
  /// A key that dj-stripe's column has no room for.
  case tooLong(id: String, count: Int, limit: Int)

  /// In a message's style.
  package var message: String {
    switch self {
    case .store(let error): error.message
    case .taken(let path):
      "\(path.printable) is there, and is no export as keyferry left it: name another file, or remove that one"
    case .fixtureByNumber:
      "a fixture names accounts by their id: with djstripe_id as the foreign key, leave them out, or use sql"
    case .unknownVersion:
      "--djstripe-version takes a version from \(DjStripeVersion.oldest) to \(DjStripeVersion.newest)"
    case .unknownField: "--accounts-by takes id or djstripe_id"
    case .noKey(let id, let count, let format):
      "the row \(id.printable) holds \(count) bytes that are no key, and \(format.rawValue) would lose it; --format json takes it along"
    case .tooLong(let id, let count, let limit):
      "the key of row \(id.printable) has \(count) characters, and dj-stripe's column takes \(limit); nothing was written"
    }
  }
}
