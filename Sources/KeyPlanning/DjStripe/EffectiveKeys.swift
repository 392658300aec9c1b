package import KeyFacts
package import KeySecrets

/// Which key dj-stripe takes when its caller names none: for each account and mode, today and after a plan.
///
/// - SeeAlso: `Account.get_default_api_key` in `djstripe/models/account.py`.
package struct EffectiveKeys: Sendable {
  package let version: DjStripeVersion
  package let today: DjStripeDefaults
  /// When the plan has been carried out; the settings are as they are.
  package let after: DjStripeDefaults
  /// In the order of their primary keys.
  package let accounts: [DjStripeAccount]

  /// - Parameter version: the release that will read; nil takes the newest that the tables fit.
  package init(
    _ facts: DjStripeFacts, version: DjStripeVersion?, stored: [StoredKey], changes: [Change],
    settings: DjStripeSettings
  ) {
    let version = version ?? facts.versions.upperBound
    self.version = version
    accounts = facts.accounts
    let known = Set(facts.accounts.map(\.id))
    today = DjStripeDefaults(version, settings, stored.compactMap { DjStripeSecretKey($0, known) })
    // New rows are numbered as they are written, after all that are there.
    let last = stored.lazy.map(\.number).max() ?? 0
    let kept = changes.compactMap { DjStripeSecretKey($0, known) }
    let made = changes.oldestFirst.enumerated().compactMap { number, row in
      changes[row.index].made.flatMap {
        DjStripeSecretKey($0, known, number: last.addingReportingOverflow(Int64(number) + 1).partialValue)
      }
    }
    after = DjStripeDefaults(version, settings, kept + made)
  }

  /// An account of which neither today nor afterwards a row is; what dj-stripe takes for it are the settings'.
  package func hasKeys(_ account: DjStripeAccount) -> Bool {
    !today.rows(of: account.id).isEmpty || !after.rows(of: account.id).isEmpty
  }
}

/// A secret key of an account that is there: what dj-stripe chooses among.
package struct DjStripeSecretKey: Sendable {
  package let secret: Secret
  package let name: String
  package let account: String
  package let livemode: Bool
  /// The lower the older.
  package let number: Int64
  /// The plan writes it, or ties it to its account.
  package let isNew: Bool

  fileprivate init?(_ row: StoredKey, _ accounts: Set<String>) {
    guard row.type == .secret, let account = row.account, accounts.contains(account) else { return nil }
    self.init(
      secret: row.secret, name: row.name, account: account, livemode: row.livemode, number: row.number, isNew: false)
  }

  fileprivate init?(_ fields: KeyFields, _ accounts: Set<String>, number: Int64) {
    guard fields.type == .secret, let account = fields.account, accounts.contains(account) else { return nil }
    self.init(
      secret: fields.secret, name: fields.name, account: account, livemode: fields.livemode, number: number,
      isNew: true)
  }

  /// A row that is there already.
  fileprivate init?(_ change: Change, _ accounts: Set<String>) {
    guard let account = change.account, accounts.contains(account) else { return nil }
    switch change {
    case .update(let row, let fields, let stale) where fields.type == .secret:
      self.init(
        secret: row.secret, name: fields.name, account: account, livemode: fields.livemode, number: row.number,
        isNew: stale.contains(.account))
    case .keep(let row), .restore(let row, _): self.init(row, accounts)
    case .create, .update, .remove: return nil
    }
  }

  private init(secret: Secret, name: String, account: String, livemode: Bool, number: Int64, isNew: Bool) {
    self.secret = secret
    self.name = name
    self.account = account
    self.livemode = livemode
    self.number = number
    self.isNew = isNew
  }
}

/// dj-stripe's choice in one state of table and settings.
package struct DjStripeDefaults: Sendable {
  private let version: DjStripeVersion
  private let settings: DjStripeSettings
  /// By account, oldest first.
  private let rows: [String: [DjStripeSecretKey]]

  init(_ version: DjStripeVersion, _ settings: DjStripeSettings, _ rows: [DjStripeSecretKey]) {
    self.version = version
    self.settings = settings
    self.rows = Dictionary(grouping: rows, by: \.account).mapValues { $0.sorted { $0.number < $1.number } }
  }

  package enum Choice: Sendable {
    /// The oldest of as many secret keys as come into question.
    case stored(DjStripeSecretKey, of: Int)
    /// What the settings give; ``DjStripeSettings/Value/unset`` and empty ones are no key.
    case settings(DjStripeSettings.Value)

    /// The key's bytes; nil for none, and for one that nobody sees.
    package var secret: Secret? {
      switch self {
      case .stored(let row, _): row.secret
      case .settings(.key(let key, _)): key.secret
      case .settings: nil
      }
    }
  }

  /// All secret keys of an account, oldest first.
  package func rows(of account: String) -> [DjStripeSecretKey] { rows[account] ?? [] }

  /// Those that come into question for a mode: all for none, and in 2.4 to 2.6, which do not look at it.
  package func rows(of account: String, _ mode: KeyMode?) -> [DjStripeSecretKey] {
    guard let mode, looksAtMode else { return rows(of: account) }
    return rows(of: account).filter { $0.livemode == mode.livemode }
  }

  /// - Parameters:
  ///   - account: nil for a call that knows of none.
  ///   - mode: nil for a call that names none, as most do.
  package func key(for account: DjStripeAccount?, _ mode: KeyMode?) -> Choice {
    guard let account else { return .settings(settings.value(livemode: mode?.livemode)) }
    let candidates = rows(of: account.id, mode)
    if let oldest = candidates.first { return .stored(oldest, of: candidates.count) }
    let asked = looksAtMode ? mode?.livemode : nil
    return .settings(settings.value(livemode: asked ?? account.livemode))
  }

  /// Since 2.7.
  package var looksAtMode: Bool { version >= DjStripeVersion(nearest: 7) }
}
