import Glibc
package import KeyPlanning
import Synchronization

/// An SQLite file of either layout: what is in it decides, unless a person insists.
package final class SQLiteEitherStore: KeyStore {
  package let location: String
  private let lockTimeout: Double
  private let layout: StoreLayout?
  /// The one whose table the last snapshot was of, when that was dj-stripe's: a plan made from it is for that, and asks
  /// no further.
  private let seen = Mutex<DjStripeSQLiteStore?>(nil)

  /// - Parameter layout: nil takes dj-stripe's where its table is there, else keyferry's.
  package init(path: String, lockTimeout: Double, layout: StoreLayout?) {
    self.location = path
    self.lockTimeout = lockTimeout
    self.layout = layout
  }

  package func snapshot() throws(StoreError) -> StoreSnapshot {
    let (snapshot, store) = if let first = try firstLook() { first } else { try secondLook() }
    seen.withLock { $0 = store }
    return snapshot
  }

  private func secondLook() throws(StoreError) -> (StoreSnapshot, DjStripeSQLiteStore?) {
    let store = try store()
    return (try store.snapshot(), store as? DjStripeSQLiteStore)
  }

  /// Django's file read at once, since every connection has its whole schema to parse; nil for one to be asked first.
  private func firstLook() throws(StoreError) -> (StoreSnapshot, DjStripeSQLiteStore?)? {
    let place = try StorePlace(location)
    guard layout == nil, let file = try place.file(), file.st_size > 0,
      try SQLiteFile(place: place, lockTimeout: lockTimeout, isShared: true).isSettledAndForeign()
    else { return nil }
    do throws(StoreError) {
      let store = DjStripeSQLiteStore(path: location, lockTimeout: lockTimeout)
      return (try store.snapshot(), store)
    } catch .locked(let path, let seconds) {
      throw .locked(path: path, seconds: seconds)
    } catch {
      // It may be no database of dj-stripe's at all.
      return nil
    }
  }

  package func history() throws(StoreError) -> StoreHistory { try store().history() }

  package func apply(_ plan: ApprovedPlan, note: WriteNote, now: Timestamp) throws(StoreError) -> Receipt {
    guard plan.writes else { return Receipt(backup: nil, revision: plan.revision) }
    let store: any KeyStore = if let seen = seen.withLock(\.self) { seen } else { try store() }
    return try store.apply(plan, note: note, now: now)
  }

  package func overwriteRemains() throws(StoreError) -> String? { try store().overwriteRemains() }

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
