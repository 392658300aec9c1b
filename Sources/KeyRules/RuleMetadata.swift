package import KeyFacts

/// What `keyferry rules` and `keyferry explain` say of a rule, and what its tests run.
package struct RuleMetadata: Sendable {
  package let id: RuleID
  /// Its usual severity; ``what`` says where it differs.
  package let severity: Severity
  package let what: String
  package let why: String
  package let remedy: String
  package let firing: RuleExample
  package let silent: RuleExample
  /// An error of this rule does not keep a sync from writing: it is about what a sync doesn't take keys from.
  package let blocksSync: Bool
  /// Its errors can't be switched off, graded down or ignored: keys would be lost or given away.
  package let isGuard: Bool

  init(
    _ code: String, _ name: String, _ severity: Severity, what: String, why: String, remedy: String,
    firing: RuleExample, silent: RuleExample, blocksSync: Bool = true, isGuard: Bool = false
  ) {
    id = RuleID(code, name)
    self.severity = severity
    self.what = what
    self.why = why
    self.remedy = remedy
    self.firing = firing
    self.silent = silent
    self.blocksSync = blocksSync
    self.isGuard = isGuard
  }
}

/// A small project on which a rule fires, or does not. Keys are written `«sk_live:1»` and made when it is run: no text
/// here looks like a key.
package struct RuleExample: Sendable {
  package struct File: Sendable {
    package let name: String
    package let text: String
    /// Permission bits.
    package let mode: UInt16
  }

  package struct Row: Sendable {
    package let key: String
    package let name: String
    /// What the row says of the mode, if not what the key does.
    package let livemode: Bool?
    package let account: String?
  }

  package let files: [File]
  package let environment: [(name: String, value: String)]
  package let stored: [Row]
  package let storeMode: UInt16
  package let prune: Bool
  /// Of dj-stripe's table, in which the rows then are, the first the oldest; nil for a database of keyferry's own.
  package let accounts: [String]?
  /// `--account`.
  package let account: String?
  /// The files of a lock's time; nil where there is no lock.
  package let locked: [File]?

  /// - Parameter files: name and text; `mode` is that of all of them.
  static func project(
    _ files: KeyValuePairs<String, String> = [:], mode: UInt16 = 0o600, environment: [(String, String)] = [],
    stored: [Row] = [], storeMode: UInt16 = 0o600, prune: Bool = false, accounts: [String]? = nil,
    account: String? = nil, locked: KeyValuePairs<String, String>? = nil
  ) -> RuleExample {
    RuleExample(
      files: files.map { File(name: $0.key, text: $0.value, mode: mode) },
      environment: environment.map { (name: $0.0, value: $0.1) }, stored: stored, storeMode: storeMode, prune: prune,
      accounts: accounts, account: account,
      locked: locked?.map { File(name: $0.key, text: $0.value, mode: mode) })
  }
}

extension RuleExample.Row {
  static func row(_ key: String, name: String = "STRIPE_LIVE_SECRET_KEY", livemode: Bool? = nil, account: String? = nil)
    -> Self
  {
    Self(key: key, name: name, livemode: livemode, account: account)
  }
}
