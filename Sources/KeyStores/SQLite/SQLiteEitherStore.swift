import Glibc
package import KeyPlanning

/// An SQLite file of either layout: what is in it decides, unless a person insists.
package struct SQLiteEitherStore: KeyStore {
  package let location: String
  private let lockTimeout: Double
  private let layout: StoreLayout?

  /// - Parameter layout: nil takes dj-stripe's where its table is there, else keyferry's.
  package init(path: String, lockTimeout: Double, layout: StoreLayout?) {
    self.location = path
    self.lockTimeout = lockTimeout
    self.layout = layout
  }

  package func snapshot() throws(StoreError) -> StoreSnapshot { try store().snapshot() }

  package func apply(_ plan: ApprovedPlan, now: Timestamp) throws(StoreError) -> Receipt {
    guard plan.writes else { return Receipt(backup: nil, revision: plan.revision) }
    return try store().apply(plan, now: now)
  }

  package func checkIntegrity() throws(StoreError) { try store().checkIntegrity() }

  private func store() throws(StoreError) -> any KeyStore {
    let layout = if let layout { layout } else { try found() }
    return switch layout {
    case .keyferry: SQLiteStore(path: location, lockTimeout: lockTimeout)
    case .djstripe: DjStripeSQLiteStore(path: location, lockTimeout: lockTimeout)
    }
  }

  private func found() throws(StoreError) -> StoreLayout {
    let place = try StorePlace(location)
    guard let file = try place.file(), file.st_size > 0 else { return .keyferry }
    let database = SQLiteFile(place: place, lockTimeout: lockTimeout, isShared: true)
    return try database.holdsDjStripe() ? .djstripe : .keyferry
  }
}
