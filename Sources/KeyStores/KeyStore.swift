import Glibc
package import KeyPlanning

/// A database of keys. Every store passes the contract suite in `Tests/KeyStoresTests`.
package protocol KeyStore: Sendable {
  /// As messages and reports name the store; no secret in it.
  var location: String { get }

  /// What the store holds now. A store that is not there yet is empty; one that can't be read is an error.
  func snapshot() throws(StoreError) -> StoreSnapshot

  /// Carries a plan out, whole or not at all, and reads the result back.
  ///
  /// A plan without a write touches nothing. A store whose revision is no longer the plan's refuses it.
  /// The write is noted in the store's history, and what undoes it takes the place of what undid the one before.
  /// - Parameter now: the creation and update time of what is written.
  func apply(_ plan: ApprovedPlan, note: WriteNote, now: Timestamp) throws(StoreError) -> Receipt

  /// The writes that were noted, and what undoes the last. A store that is not there, or from before, has none.
  func history() throws(StoreError) -> StoreHistory

  /// Overwrites what the store let go of where others kept it from that until now.
  ///
  /// - Returns: where it may lie while they still do, in a message's style; nil when it lies nowhere.
  func overwriteRemains() throws(StoreError) -> String?

  /// Checks the whole store for damage, beyond what ``snapshot()`` sees.
  func checkIntegrity() throws(StoreError)

  /// Whether ``snapshot()`` is worth a thread of its own: a server answers, or there is much to read.
  var takesTime: Bool { get }

  /// Where ``snapshot()`` found no store: what there is in its place.
  var absence: StoreError { get }
}

extension KeyStore {
  /// Of a file from 4 MiB on, or some 10,000 keys.
  package var takesTime: Bool {
    var status = stat()
    return stat(location, &status) == 0 && status.st_size >= 4 << 20
  }

  /// Nothing, where a write leaves nothing behind that a later one would overwrite.
  package func overwriteRemains() throws(StoreError) -> String? { nil }

  package var absence: StoreError {
    access(location, F_OK) == 0
      ? .notKeyDatabase(path: location, why: "has no table of keys") : .absent(path: location)
  }
}
