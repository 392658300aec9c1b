@testable import KeyStores

/// The columns of `djstripe_apikey` and `djstripe_account` as the releases make them, for tests that need no database.
enum DjStripeColumns {
  static let old: [DjStripeColumn] = [
    column("djstripe_id", "integer", isPrimaryKey: true), column("livemode", "bool"),
    column("created", "datetime", isNullable: true), column("djstripe_created", "datetime"),
    column("djstripe_updated", "datetime"), column("id", "varchar(255)"), column("type", "varchar(11)"),
    column("name", "varchar(100)"), column("secret", "varchar(128)"),
    column("djstripe_owner_account_id", "varchar(255)", isNullable: true),
  ]
  static let new = old.map { $0.name == "type" ? column("type", "varchar(255)") : $0 } + [column("stripe_data", "text")]

  static func column(
    _ name: String, _ type: String, isNullable: Bool = false, fillsItself: Bool = false, isPrimaryKey: Bool = false
  ) -> DjStripeColumn {
    DjStripeColumn(
      name: name, type: type, isNullable: isNullable, fillsItself: fillsItself, isPrimaryKey: isPrimaryKey)
  }

  static func tables(
    _ columns: [DjStripeColumn] = new,
    owner: DjStripeTables.Reference? = .init(table: "djstripe_account", column: "id"),
    accountColumns: Set<String> = [], migrations: [String] = []
  ) -> DjStripeTables {
    DjStripeTables(
      columns: columns, ownerReference: owner, accountColumns: accountColumns, migrations: migrations)
  }
}
