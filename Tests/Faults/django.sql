-- dj-stripe 2.11's tables of accounts and keys as Django makes them in SQLite, and a table of another app.
CREATE TABLE django_migrations (id integer PRIMARY KEY AUTOINCREMENT, app varchar(255), name varchar(255),
  applied datetime);
INSERT INTO django_migrations (app, name) VALUES ('djstripe', '0002_2_10'), ('djstripe', '0003_2_11');
CREATE TABLE shop_order (id integer PRIMARY KEY, note text NOT NULL);
INSERT INTO shop_order VALUES (1, 'a customer''s');
CREATE TABLE djstripe_account (djstripe_id integer NOT NULL PRIMARY KEY AUTOINCREMENT, id varchar(255) NOT NULL UNIQUE,
  livemode bool NULL, djstripe_owner_account_id varchar(255) NULL REFERENCES djstripe_account (id)
  DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE djstripe_apikey (djstripe_created datetime NOT NULL, djstripe_updated datetime NOT NULL,
  stripe_data text NOT NULL CHECK ((JSON_VALID(stripe_data) OR stripe_data IS NULL)),
  djstripe_id integer NOT NULL PRIMARY KEY AUTOINCREMENT, created datetime NULL, id varchar(255) NOT NULL,
  type varchar(255) NOT NULL, name varchar(100) NOT NULL, secret varchar(128) NOT NULL UNIQUE, livemode bool NOT NULL,
  djstripe_owner_account_id varchar(255) NULL REFERENCES djstripe_account (id) DEFERRABLE INITIALLY DEFERRED);
CREATE INDEX djstripe_apikey_djstripe_owner_account_id_037f32cb ON djstripe_apikey (djstripe_owner_account_id);
