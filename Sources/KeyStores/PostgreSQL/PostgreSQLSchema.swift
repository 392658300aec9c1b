/// The tables of keyferry's own layout in PostgreSQL, by version.
///
/// - SeeAlso: `docs/decisions/postgresql-store.md`, which has the reasons and the measurements.
enum PostgreSQLSchema {
  static var version: Int { migrations.count }

  /// What leads from each version to the next. Steps are only ever added.
  static let migrations: [[String]] = [
    [
      """
      CREATE TABLE keyferry_store (
        row smallint NOT NULL PRIMARY KEY CHECK (row = 1),
        version integer NOT NULL,
        revision text NOT NULL
      )
      """,
      "INSERT INTO keyferry_store VALUES (1, 0, '')",
      """
      CREATE TABLE keyferry_keys (
        secret text COLLATE "C" NOT NULL PRIMARY KEY,
        id text COLLATE "C" NOT NULL UNIQUE,
        type text NOT NULL CHECK (type = 'secret' OR type = 'restricted' OR type = 'publishable'),
        livemode boolean NOT NULL,
        name text NOT NULL,
        account text,
        created timestamptz NOT NULL,
        updated timestamptz NOT NULL,
        occurrences text NOT NULL
      )
      """,
      // Whatever the default privileges say: who may read keys is granted on purpose.
      "REVOKE ALL ON keyferry_store, keyferry_keys FROM PUBLIC",
    ]
  ]

  /// The columns of ``migrations``, as ``shape`` tells them.
  static let expectedShape = """
    secret text C 1,id text C 1,type text  1,livemode boolean  1,name text  1,account text  0,\
    created timestamp with time zone  1,updated timestamp with time zone  1,occurrences text  1/2/0
    """

  /// Columns with type, collation and NOT NULL, then how many unique indexes there are, then triggers and rules, which
  /// would write on their own.
  static let shape = """
    SELECT (SELECT string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod),
          CASE WHEN c.collname = 'C' THEN 'C' ELSE '' END, a.attnotnull::int), ',' ORDER BY a.attnum)
        FROM pg_attribute a LEFT JOIN pg_collation c ON c.oid = a.attcollation
        WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped)
      || '/' || (SELECT count(*) FROM pg_index WHERE indrelid = t.oid AND indisunique AND indisvalid)
      || '/' || (SELECT count(*) FROM pg_trigger WHERE tgrelid = t.oid AND NOT tgisinternal)
        + (SELECT count(*) FROM pg_rewrite WHERE ev_class = t.oid)
    FROM pg_class t WHERE t.oid = to_regclass('keyferry_keys') AND t.relkind = 'r'
    """

  /// Every field of every key, in any order; last the number of the transaction that wrote the row.
  static let copyKeys = """
    COPY (SELECT secret, id, type, livemode, name, account, created, updated, occurrences, xmin FROM keyferry_keys) \
    TO STDOUT (FORMAT binary)
    """

  /// The same of rows that are no table's.
  static func copyKeys(from source: String) -> String {
    copyKeys.replacing("xmin FROM keyferry_keys", with: "'0'::xid FROM " + source)
  }
}
