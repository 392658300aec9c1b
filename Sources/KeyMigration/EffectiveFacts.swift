import KeyFacts
import KeyPlanning
import KeyReports
import KeyRules
import KeySecrets

extension Migration {
  /// A check is about drift, and short.
  func reported(_ evidence: borrowing Evidence) -> ReportedEffectiveKeys? {
    guard command != .check, let effective = evidence.effective, let facts = evidence.snapshot?.djStripe else {
      return nil
    }
    return ReportedEffectiveKeys(effective, facts, isAsked: options.djStripe != nil)
  }

  /// What dj-stripe does, and the findings that have to do with it, or are errors.
  func effective(_ evidence: Evidence, _ sources: ReportedSources) -> RunResult {
    guard evidence.effective != nil else {
      let reason =
        "\(evidence.snapshot?.location.printable ?? "the database") is of keyferry's own layout, which dj-stripe does not read"
      return result(evidence, sources, findings: Findings([]), reason: reason)
    }
    let findings = findings(evidence).filter {
      $0.severity == .error || RuleCatalog.effectiveRules.contains($0.rule)
    }
    return result(evidence, sources, findings: findings)
  }
}

extension ReportedEffectiveKeys {
  /// With as many accounts without a key of their own as a reader looks through.
  private static let mostBareAccounts = 10

  /// - Parameter isAsked: the release is one that a person named.
  init(_ effective: EffectiveKeys, _ facts: DjStripeFacts, isAsked: Bool) {
    let owners = effective.accounts.filter(effective.hasKeys)
    let shown = effective.accounts.count <= Self.mostBareAccounts ? effective.accounts : owners
    let accounts = shown.map(Optional.some) + [nil]
    self.init(
      version: effective.version.description, versionReason: Self.reason(effective, facts, isAsked: isAsked),
      keys: accounts.flatMap { account in
        [.live, .test, nil].map { mode in
          ReportedEffectiveKey(
            account: account?.id, mode: mode, today: ReportedChoice(effective.today, account, mode),
            after: ReportedChoice(effective.after, account, mode))
        }
      }, otherAccounts: effective.accounts.count - shown.count)
  }

  private static func reason(_ effective: EffectiveKeys, _ facts: DjStripeFacts, isAsked: Bool) -> String {
    let (first, last) = (facts.versions.lowerBound, facts.versions.upperBound)
    if first == last {
      return isAsked && effective.version != first ? "as asked; the database is of \(first)" : "told by the database"
    }
    return isAsked ? "as asked; the tables are of \(first) to \(last)" : "the tables are of \(first) to \(last)"
  }
}

extension ReportedChoice {
  fileprivate init(_ state: DjStripeDefaults, _ account: DjStripeAccount?, _ mode: KeyMode?) {
    switch state.key(for: account, mode) {
    case .stored(let row, let count):
      let isOther = mode.map { $0.livemode != row.livemode } ?? false
      self.init(
        origin: .database, key: StripeKey(stored: row.secret)?.summary, name: row.name,
        why: (count == 1 ? "the only row" : "the oldest of \(count) rows") + (isOther ? ", whatever its mode" : ""))
    case .settings(let value): self.init(value, isOfAccount: account != nil)
    }
  }

  private init(_ value: DjStripeSettings.Value, isOfAccount: Bool) {
    let because = isOfAccount ? ", for want of a row" : ""
    switch value {
    case .key(let key, let setting):
      self.init(origin: .settings, key: key.summary, name: setting.name, why: "\(setting.location.shown)\(because)")
    case .noKey(let setting):
      self.init(
        origin: .unseen, key: nil, name: setting.name, why: "\(setting.location.shown), which is no well-formed key")
    case .unseen(let setting):
      self.init(
        origin: .unseen, key: nil, name: setting.name, why: "\(setting.location.shown), whose value lies elsewhere")
    case .notRead:
      self.init(origin: .unseen, key: nil, name: "", why: "not all settings were looked at\(because)")
    case .empty(let setting):
      self.init(origin: .none, key: nil, name: setting.name, why: "\(setting.location.shown), which is empty")
    case .unset:
      self.init(
        origin: .none, key: nil, name: "",
        why: isOfAccount ? "neither a row nor a setting" : "no setting")
    }
  }
}

extension SourceLocation {
  /// `.env:3`.
  fileprivate var shown: String { line.map { "\(path):\($0)" } ?? path }
}
