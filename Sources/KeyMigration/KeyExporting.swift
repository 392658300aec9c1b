import KeyPlanning
package import KeyStores

/// `keyferry export`: a store's keys, read once for every format asked for.
package struct KeyExporting: Sendable {
  let store: any KeyStore

  package init(store: any KeyStore) { self.store = store }

  /// - Throws: where a row has no place in one of `formats`, before anything is written.
  package func read(
    for formats: [ExportFormat], options: KeyExport.Options = KeyExport.Options()
  ) throws(ExportError) -> KeyExport {
    let snapshot: StoreSnapshot
    do throws(StoreError) { snapshot = try store.snapshot() } catch { throw .store(error) }
    guard snapshot.exists else { throw .store(store.absence) }
    return try KeyExport(snapshot, for: formats, options: options)
  }
}
