import KeyFacts
import KeyPlanning
import KeyReports
import KeySecrets

extension KeyTable.Row {
  /// What may be shown of a stored key.
  init(_ stored: StoredKey) {
    let summary = StripeKey(stored: stored.secret)?.summary
    self.init(
      id: stored.id, type: stored.type, mode: KeyMode(livemode: stored.livemode),
      redacted: summary?.redacted ?? "\(stored.secret.count) bytes that are no key", fingerprint: summary?.fingerprint,
      name: stored.name, account: stored.account, created: stored.created.text, updated: stored.updated.text,
      occurrences: stored.occurrences.map {
        KeyTable.Occurrence(source: $0.source, line: $0.line, setting: $0.setting)
      })
  }
}
