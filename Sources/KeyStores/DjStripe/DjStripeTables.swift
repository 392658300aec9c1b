import KeyFacts
package import KeyPlanning

/// dj-stripe's tables as a database describes them: what an engine's store reads from its catalog, and all that
/// ``DjStripeLayout`` judges by.
package struct DjStripeTables: Hashable, Sendable {
  /// Names, the same on every engine. Those of columns are in ``DjStripeField``.
  package static let keys = "djstripe_apikey"
  package static let accounts = "djstripe_account"
  package static let migrations = "django_migrations"

  /// The columns of `djstripe_apikey`, in the table's order, which differs between fresh and upgraded databases.
  package let columns: [DjStripeColumn]
  /// Where `djstripe_owner_account_id` points; nil when the database declares no foreign key for it.
  package let ownerReference: Reference?
  /// The names of the columns of `djstripe_account`; empty when there is no such table.
  package let accountColumns: Set<String>
  /// The names of the migrations of `djstripe` in `django_migrations`; empty when there is no such table.
  package let migrations: [String]

  package struct Reference: Hashable, Sendable {
    package let table: String
    package let column: String

    package init(table: String, column: String) {
      self.table = table
      self.column = column
    }
  }

  package init(
    columns: [DjStripeColumn], ownerReference: Reference?, accountColumns: Set<String>, migrations: [String]
  ) {
    self.columns = columns
    self.ownerReference = ownerReference
    self.accountColumns = accountColumns
    self.migrations = migrations
  }

  /// The releases whose tables look like these: one where Django's record of migrations is there, else as many as have
  /// these columns.
  package var versions: ClosedRange<DjStripeVersion> {
    if let migrated = migrations.compactMap(Self.minor).max() {
      let version = DjStripeVersion(nearest: migrated)
      return version...version
    }
    if columns.contains(where: { $0.name == DjStripeField.stripeData.column }) {
      return DjStripeVersion(nearest: 9)...DjStripeVersion(nearest: 11)
    }
    // An account has an owner of its own since 2.7.
    if accountColumns.isEmpty { return DjStripeVersion(nearest: 4)...DjStripeVersion(nearest: 8) }
    return accountColumns.contains(DjStripeField.owner.column)
      ? DjStripeVersion(nearest: 7)...DjStripeVersion(nearest: 8)
      : DjStripeVersion(nearest: 4)...DjStripeVersion(nearest: 6)
  }

  /// The 11 of `0003_2_11`, the 9 of `0014_2_9a`: each release but the patches names a migration for itself.
  private static func minor(_ migration: String) -> Int? {
    let parts = migration.split(separator: "_")
    guard parts.count == 3, parts[1] == "2", parts[0].allSatisfy(\.isNumber) else { return nil }
    return Int(parts[2].prefix(while: \.isNumber))
  }
}

/// A column as the database describes it.
package struct DjStripeColumn: Hashable, Sendable {
  package let name: String
  /// As declared, in lower case: `varchar(255)`, `character varying(255)`, `bigint`.
  package let type: String
  package let isNullable: Bool
  /// The database fills it where an INSERT does not name it: a default, an identity, a generated column.
  package let fillsItself: Bool
  package let isPrimaryKey: Bool

  package init(name: String, type: String, isNullable: Bool, fillsItself: Bool, isPrimaryKey: Bool) {
    self.name = name
    self.type = type.lowercased()
    self.isNullable = isNullable
    self.fillsItself = fillsItself
    self.isPrimaryKey = isPrimaryKey
  }

  /// The most characters a text of this type may have: 128 of `varchar(128)`; nil when the type names no bound.
  package var width: Int? {
    guard type.holds("char"), let open = type.lastIndex(of: "("), let close = type.lastIndex(of: ")"), open < close
    else { return nil }
    return Int(type[type.index(after: open)..<close].filter { $0 != " " })
  }
}
