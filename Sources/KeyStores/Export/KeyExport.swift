import Glibc
package import KeyPlanning
import KeySecrets

/// The keys that a store held at one moment, to be written out in the formats of others.
package struct KeyExport: Sendable {
  package struct Options: Sendable {
    /// The dj-stripe that SQL is for; nil for that of the store's own tables, or else the newest.
    let version: DjStripeVersion?
    /// What a foreign key to an account holds; nil leaves accounts out.
    let owners: DjStripeOwnerForm?

    package init() { (version, owners) = (nil, nil) }

    /// As they are given on the command line.
    ///
    /// - Parameters:
    ///   - version: `2.9`, `2.11.0`.
    ///   - field: `id` or `djstripe_id`, of the account's table.
    package init(version: String?, accountsBy field: String?) throws(ExportError) {
      self.version = version.flatMap(DjStripeVersion.init(_:))
      guard version == nil || self.version != nil else { throw .unknownVersion }
      switch field {
      case nil: owners = nil
      case DjStripeField.id.column: owners = .id
      case DjStripeField.number.column: owners = .number
      default: throw .unknownField
      }
    }
  }

  private let owners: DjStripeOwnerForm?
  private let version: DjStripeVersion
  /// In the order of their secrets' bytes.
  private let keys: [StoredKey]
  /// Their indices, oldest first: dj-stripe takes the first row of those it may take.
  private let order: [Int]

  /// - Throws: for a store that is not there, or where a row has no place in one of `formats`.
  package init(
    _ snapshot: StoreSnapshot, for formats: [ExportFormat], options: Options = Options()
  ) throws(ExportError) {
    guard snapshot.exists else { throw .store(.absent(path: snapshot.location)) }
    for format in formats { try Self.check(snapshot.keys, for: format, options) }
    owners = options.owners
    version = options.version ?? snapshot.djStripe?.versions.lowerBound ?? .newest
    keys = snapshot.keys
    order = keys.indices.sorted { a, b in
      let (x, y) = (snapshot.keys[a], snapshot.keys[b])
      return (x.number, x.created, a) < (y.number, y.created, b)
    }
  }

  package var count: Int { keys.count }

  /// How many keys have an account that the format leaves out.
  package func accountsLeftOut(of format: ExportFormat) -> Int {
    guard format == .dotenv || (format != .json && owners == nil) else { return 0 }
    return keys.count { $0.account != nil }
  }

  /// Writes into a file that only its owner may read: in place of nothing, of an empty file, or of an earlier export.
  ///
  /// - Parameter lockTimeout: seconds to wait for another export into the same file.
  package func write(_ format: ExportFormat, toFile path: String, lockTimeout: Double) throws(ExportError) {
    let rows = rows(for: format)
    let place = try stored { () throws(StoreError) in try StorePlace(path) }
    try stored { () throws(StoreError) in try place.checkWritable(try place.file()) }
    let refused = try stored { () throws(StoreError) in
      try HeldSignals.duringWrite { () throws(StoreError) in
        try StoreLock.withLock(place, timeout: lockTimeout) { () throws(StoreError) -> ExportError? in
          try replace(format, rows, place)
        }
      }
    }
    if let refused { throw refused }
  }

  /// Writes to a descriptor, for everybody at its other end to read.
  ///
  /// - Parameter shown: what messages name.
  package func write(_ format: ExportFormat, to descriptor: Int32, shown: String) throws(ExportError) {
    let rows = rows(for: format)
    try stored { () throws(StoreError) in try write(format, rows, to: descriptor, shown: shown) }
  }

  private func rows(for format: ExportFormat) -> [StoredKey] {
    format == .json ? JSONExport.rows(keys, order: order) : order.map { keys[$0] }
  }

  private func write(
    _ format: ExportFormat, _ rows: [StoredKey], to descriptor: Int32, shown: String
  ) throws(StoreError) {
    var writer = ExportWriter(descriptor: descriptor, path: shown)
    switch format {
    case .djangoFixture: try DjangoFixture.write(rows, hasOwners: owners != nil, to: &writer)
    case .sql: try SQLScript(version: version, owners: owners).write(rows, to: &writer)
    case .dotenv: try DotenvFile.write(rows, to: &writer)
    case .json: try JSONExport.write(rows, to: &writer)
    }
    try writer.finish()
  }

  private static func check(
    _ keys: [StoredKey], for format: ExportFormat, _ options: Options
  ) throws(ExportError) {
    if format == .djangoFixture, options.owners == .number { throw .fixtureByNumber }
    guard format != .json else { return }
    for row in keys {
      guard StripeKey(stored: row.secret) != nil else {
        throw .noKey(id: row.id, count: row.secret.count, format: format)
      }
      guard !format.isForDjStripe || row.secret.count <= ExportedRow.secretWidth else {
        throw .tooLong(id: row.id, count: row.secret.count, limit: ExportedRow.secretWidth)
      }
    }
  }

  /// - Returns: why what is there was left as it is.
  private func replace(
    _ format: ExportFormat, _ rows: [StoredKey], _ place: StorePlace
  ) throws(StoreError) -> ExportError? {
    let old = try place.file()
    if let refusal = try refusal(place, old) { return refusal }
    try DurableFile.replace(place, old: old) { descriptor throws(StoreError) in
      try write(format, rows, to: descriptor, shown: place.given)
    }
    return nil
  }

  /// Why what stands at the path may not be replaced.
  private func refusal(_ place: StorePlace, _ old: stat?) throws(StoreError) -> ExportError? {
    guard let old, old.st_size > 0 else { return nil }
    let descriptor = retried { open(place.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
    guard descriptor >= 0 else { throw systemError("read", place.given) }
    let isExport = ExportSeal.isUntouched(descriptor, size: Int(old.st_size))
    close(descriptor)
    return isExport ? nil : .taken(path: place.given)
  }

  private func stored<Result>(_ body: () throws(StoreError) -> Result) throws(ExportError) -> Result {
    do throws(StoreError) { return try body() } catch { throw .store(error) }
  }
}
