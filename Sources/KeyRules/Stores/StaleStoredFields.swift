import KeyFacts
import KeyPlanning
import KeySecrets

/// A row that says other than its key.
enum StaleStoredFields: Rule {
  static let metadata = RuleMetadata(
    "KF402", "stale-stored-fields", .warning,
    what: """
      a row's type or mode is not what its key's prefix says, or its name is that of a setting which no \
      longer has the key
      """,
    why: """
      keys are chosen by type and mode: such a row is taken for what it is not, or never found
      """,
    remedy: "`keyferry sync` sets the fields right; a name that a person gave is never changed",
    firing: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"], stored: [.row("sk_live:1", livemode: false)]),
    silent: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"], stored: [.row("sk_live:1")]))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    // Names that two stores give a key differ without one of them being stale.
    let others: Set<StaleField> = evidence.origin == nil ? [.occurrences, .account] : [.occurrences, .account, .name]
    return (evidence.plan?.changes ?? []).compactMap { change in
      guard case .update(let row, _, let fields) = change else { return nil }
      let stale = fields.subtracting(others).sorted().map(\.rawValue)
      guard !stale.isEmpty else { return nil }
      return diagnostic(
        "\(row.shown) has a stale \(stale.joined(separator: ", "))", setting: row.name.isEmpty ? nil : row.name)
    }
  }
}
