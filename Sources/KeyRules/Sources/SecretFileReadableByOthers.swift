import KeyFacts
import KeyPlanning
import KeySecrets

/// A file with a secret key that every user of the machine may read.
enum SecretFileReadableByOthers: Rule {
  static let metadata = RuleMetadata(
    "KF107", "secret-file-readable-by-others", .warning,
    what: """
      a file with a secret key, a restricted key or a webhook secret may be read or written by every user \
      of the machine
      """,
    why: """
      every account on the machine can take the key, and so can whoever breaks into any service that runs \
      there
      """,
    remedy: "`chmod 600` the file, or `chmod 640` with the group of the service that reads it",
    firing: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"], mode: 0o644),
    silent: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"], mode: 0o640))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    // Code is made to be read: a key in it is KF501's.
    let open = evidence.readings.readings.filter { reading in
      (reading.permissions ?? 0) & 0o006 != 0 && !reading.isExample && reading.kind != .python
    }
    guard !open.isEmpty else { return [] }
    let secret = Set(evidence.inventory.settings.lazy.filter(\.classification.isSecret).map(\.setting.location.path))
    return open.compactMap { reading in
      guard let mode = reading.permissions, secret.contains(reading.path) else { return nil }
      let location = SourceLocation(kind: reading.kind, path: reading.path)
      return diagnostic("holds a secret, and its mode \(octal(mode)) lets every user in", at: location)
    }
  }
}
