/// What a database's keys can be written out as. Raw values are those of `--format`.
package enum ExportFormat: String, Sendable, Hashable, CaseIterable {
  /// What `manage.py loaddata` of dj-stripe 2.4 to 2.11 takes.
  case djangoFixture = "django-fixture"
  /// Rows of dj-stripe's table, for SQLite and PostgreSQL.
  case sql
  /// Settings again, as before the keys were moved.
  case dotenv
  /// The document of keyferry's JSON store, which loses nothing.
  case json

  /// Its rows go into dj-stripe's table.
  var isForDjStripe: Bool { self == .djangoFixture || self == .sql }
}
