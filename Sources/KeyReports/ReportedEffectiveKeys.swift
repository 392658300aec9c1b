package import KeyFacts

/// Which keys dj-stripe takes when its caller names none: today, and when the plan has been carried out.
package struct ReportedEffectiveKeys: Hashable, Sendable {
  /// The release that reads: `2.11`.
  package let version: String
  /// How that is known, in a message's style.
  package let versionReason: String
  /// By account in the database's order, those of no account last; live before test before no mode.
  package let keys: [ReportedEffectiveKey]
  /// Accounts that are not among ``keys``: no row is theirs, and dj-stripe takes the settings' keys for them.
  package let otherAccounts: Int

  package init(version: String, versionReason: String, keys: [ReportedEffectiveKey], otherAccounts: Int) {
    self.version = version
    self.versionReason = versionReason
    self.keys = keys
    self.otherAccounts = otherAccounts
  }
}

package struct ReportedEffectiveKey: Hashable, Sendable {
  /// `acct_…`; nil for calls that know of none.
  package let account: String?
  /// Nil for calls that name none.
  package let mode: KeyMode?
  package let today: ReportedChoice
  package let after: ReportedChoice

  package init(account: String?, mode: KeyMode?, today: ReportedChoice, after: ReportedChoice) {
    self.account = account
    self.mode = mode
    self.today = today
    self.after = after
  }

  var modeWord: String { mode?.rawValue ?? "any" }
  var accountWord: String { account ?? "no account" }

  /// When, and what then: one state where the sync makes no difference to what is taken.
  var states: [(time: String, choice: ReportedChoice)] {
    today.isSame(as: after) ? [("", after)] : [("before", today), ("after", after)]
  }
}

/// The key that is taken, and why.
package struct ReportedChoice: Hashable, Sendable {
  /// Raw values are those of the JSON report's `from`.
  package enum Origin: String, Hashable, Sendable, CaseIterable {
    case database, settings
    /// A setting whose value lies elsewhere or is no well-formed key.
    case unseen
    case none
  }

  package let origin: Origin
  package let key: KeySummary?
  /// Of the row or the setting; empty where there is none.
  package let name: String
  /// In a message's style.
  package let why: String

  package init(origin: Origin, key: KeySummary?, name: String, why: String) {
    self.origin = origin
    self.key = key
    self.name = name
    self.why = why
  }

  var keyWord: String {
    switch origin {
    case .database, .settings, .unseen: key?.redacted ?? "unknown"
    case .none: "none"
    }
  }

  /// The same key from the same place; the reason may be another.
  func isSame(as other: ReportedChoice) -> Bool {
    origin == other.origin && key == other.key && name == other.name
  }

  var reason: String { name.isEmpty ? why : "\(name): \(why)" }
}
