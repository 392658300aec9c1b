import KeyFacts
import KeyPlanning
import KeySecrets

/// A database that every user of the machine may read.
enum StoreReadableByOthers: Rule {
  static let metadata = RuleMetadata(
    "KF405", "store-readable-by-others", .warning,
    what: "the database file may be read or written by every user of the machine",
    why: "it holds every key there is",
    remedy: """
      `chmod 600` the file, or `chmod 660` what a web server of the same group writes; a sync that writes a \
      database of keyferry's own layout does so too
      """,
    firing: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"], stored: [.row("sk_live:1")], storeMode: 0o644),
    silent: .project([".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"], stored: [.row("sk_live:1")]))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    [evidence.snapshot, evidence.origin].compactMap(\.self).compactMap { snapshot in
      guard let mode = snapshot.permissions, mode & 0o006 != 0 else { return nil }
      return diagnostic("\(snapshot.location.printable) has mode \(octal(mode)), which lets every user in")
    }
  }
}
