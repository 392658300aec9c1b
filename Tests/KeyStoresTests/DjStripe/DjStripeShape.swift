import CSQLite
import Glibc

@testable import KeyStores

/// dj-stripe's tables as its releases make them: what they have in common with the real ones, in small.
enum DjStripeShape: String, CaseIterable {
  case fresh24, fresh27, fresh211
  /// With foreign keys of the `djstripe_id` form.
  case numbered211
  /// Columns in the order in which migrations since 2.4 added them.
  case upgraded211

  /// Makes a database with a table of another app beside dj-stripe's, readable by its owner alone.
  func make(_ path: String, journal: String = "DELETE") {
    close(open(path, O_WRONLY | O_CREAT, 0o600))
    do {
      let shell = try SQLiteShell(path)
      try shell.run("PRAGMA journal_mode = \(journal)")
      try shell.run(sql)
    } catch {
      unlink(path)
    }
  }

  private var sql: String {
    """
    CREATE TABLE django_migrations (id integer PRIMARY KEY AUTOINCREMENT, app varchar(255), name varchar(255),
      applied datetime);
    INSERT INTO django_migrations (app, name) VALUES ('auth', '0012_2_99'), \(migrations);
    CREATE TABLE shop_order (id integer PRIMARY KEY, note text NOT NULL);
    INSERT INTO shop_order VALUES (1, 'a customer''s');
    CREATE TABLE djstripe_account (djstripe_id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
      id varchar(255) NOT NULL UNIQUE, livemode bool NULL\(accountOwner));
    CREATE TABLE djstripe_apikey (\(columns.joined(separator: ", ")));
    CREATE INDEX djstripe_apikey_djstripe_owner_account_id_037f32cb ON djstripe_apikey (djstripe_owner_account_id);
    """
  }

  private var migrations: String {
    switch self {
    case .fresh24: "('djstripe', '0001_initial'), ('djstripe', '0007_2_4')"
    case .fresh27: "('djstripe', '0010_alter_customer_balance'), ('djstripe', '0011_2_7')"
    case .fresh211, .numbered211, .upgraded211: "('djstripe', '0002_2_10'), ('djstripe', '0003_2_11')"
    }
  }

  private var reference: String { self == .numbered211 ? "djstripe_id" : "id" }
  private var owner: String {
    let type = self == .numbered211 ? "bigint" : "varchar(255)"
    return
      "\"djstripe_owner_account_id\" \(type) NULL REFERENCES \"djstripe_account\" (\"\(reference)\") DEFERRABLE INITIALLY DEFERRED"
  }
  private var accountOwner: String { self == .fresh24 ? "" : ", " + owner }

  private var columns: [String] {
    let key = "\"djstripe_id\" integer NOT NULL PRIMARY KEY AUTOINCREMENT"
    let (livemode, created) = ("\"livemode\" bool NOT NULL", "\"created\" datetime NULL")
    let times = ["\"djstripe_created\" datetime NOT NULL", "\"djstripe_updated\" datetime NOT NULL"]
    let id = "\"id\" varchar(255) NOT NULL"
    let texts = ["\"name\" varchar(100) NOT NULL", "\"secret\" varchar(128) NOT NULL UNIQUE"]
    let data = "\"stripe_data\" text NOT NULL CHECK ((JSON_VALID(\"stripe_data\") OR \"stripe_data\" IS NULL))"
    switch self {
    case .fresh24, .fresh27:
      return [key, livemode, created] + times + [id, "\"type\" varchar(11) NOT NULL"] + texts + [owner]
    case .fresh211, .numbered211:
      return times + [data, key, created, id, "\"type\" varchar(255) NOT NULL"] + texts + [livemode, owner]
    case .upgraded211:
      return [key, livemode, created] + times + [id] + texts + [owner, data, "\"type\" varchar(255) NOT NULL"]
    }
  }
}
