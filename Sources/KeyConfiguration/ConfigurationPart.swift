/// What a configuration may have, by name.
enum ConfigurationPart: String, CaseIterable {
  case sources, exclude, env
  case dialect = "dotenv-dialect"
  case settings, store, layout
  case lockTimeout = "lock-timeout"
  case account
  case djStripe = "djstripe-version"
  case onConflict = "on-conflict"
  case includeUnmapped = "include-unmapped"
  case skipPublishable = "skip-publishable"
  case strict, rules
  case failOn = "fail-on"

  /// In a message's style.
  var allowed: String {
    switch self {
    case .sources: "a list of files, directories, dotenv:PATH and the like, or \"env:\", the first counts most"
    case .exclude: "a list of paths and patterns, such as legacy/ or *.bak.yml"
    case .settings: "names with role and mode, as in PAYMENTS_KEY: {role: secret, mode: live}"
    case .store: "a key database, such as keys.sqlite or env:DATABASE_URL"
    case .lockTimeout: "seconds, from 0 to 86400"
    case .account: "a Stripe account's id, acct_…"
    case .djStripe: "a release of dj-stripe, 2.4 to 2.11"
    case .rules: "codes or names of rules with off, error, warning or note"
    case .failOn: "error, warning, note or never"
    case .onConflict: "error, first or all"
    case .layout: "keyferry or djstripe"
    case .dialect: "python-dotenv, django-environ, decouple, compose, docker, shell, node or ruby"
    case .env, .includeUnmapped, .skipPublishable, .strict: "true or false"
    }
  }
}
