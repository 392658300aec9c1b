import KeyFacts
import KeyPlanning
import KeySecrets
import TestSupport

/// Readings and snapshots in few words.
enum Given {
  static func setting(
    _ name: String, _ value: Secret, in path: String = ".env", line: Int = 1, form: ValueForm = .text,
    overridden: Bool = false, scope: String = ""
  ) -> Setting {
    Setting(
      name: name, meaning: SettingNames.meaning(of: name) ?? .unmapped, value: value, form: form,
      location: SourceLocation(kind: .dotenv, path: path, line: line, column: 1), isOverridden: overridden,
      scope: scope)
  }

  static func reading(_ settings: Setting..., in path: String = ".env", example: Bool = false) -> Reading {
    Reading(kind: .dotenv, path: path, settings: settings, isExample: example)
  }

  static func row(
    _ secret: Secret, id: String = "1", type: KeyType = .secret, livemode: Bool = true, name: String = "",
    occurrences: [Occurrence] = []
  ) -> StoredKey {
    StoredKey(
      id: id, secret: secret, type: type, livemode: livemode, name: name, account: nil,
      created: Timestamp(microseconds: 0), updated: Timestamp(microseconds: 0), occurrences: occurrences)
  }

  static func snapshot(_ rows: StoredKey...) -> StoreSnapshot {
    StoreSnapshot(
      location: "keys.json", revision: "1", exists: true, permissions: 0o600,
      keys: rows.sorted { $0.secret < $1.secret })
  }
}

extension Plan {
  /// `create STRIPE_KEY`, by action and name, in the plan's order.
  var words: [String] {
    changes.map { change in
      switch change {
      case .create(let fields): "create \(fields.name)"
      case .update(_, let fields, let stale):
        "update \(fields.name): \(stale.sorted().map(\.rawValue).joined(separator: " "))"
      case .keep(let row): "keep \(row.name)"
      case .remove(let row): "remove \(row.name)"
      case .restore(let row, _): "restore \(row.name)"
      }
    }
  }
}
