package import KeyFacts

/// What the sources of a run held.
package struct ReportedSources: Sendable {
  /// By place.
  package let settings: [ReportedSetting]
  package let notRead: [NotRead]
  /// Files that were opened and searched, those without a Stripe setting included.
  package let filesSearched: Int
  /// Files and folders that a pattern kept from being read.
  package let pathsLeftOut: Int
  /// The key database that keys are copied from, whose rows then stand for the settings.
  package let origin: String?
  /// The setting's name of keys whose first place has one that says nothing.
  let names: [Fingerprint: String]
  /// Keys that a setting has beside others.
  let conflicting: Set<Fingerprint>

  /// - Parameter settings: in any order, like `notRead`.
  package init(
    settings: [ReportedSetting], notRead: [NotRead] = [], filesSearched: Int = 0, pathsLeftOut: Int = 0,
    origin: String? = nil, names: [Fingerprint: String] = [:], conflicting: Set<Fingerprint> = []
  ) {
    self.names = names
    self.conflicting = conflicting
    self.settings = settings.inOrder
    self.notRead = notRead
    self.filesSearched = filesSearched
    self.pathsLeftOut = pathsLeftOut
    self.origin = origin
  }

  package static let none = ReportedSources(settings: [])
}

/// A source that was not read, or only in part, and why.
package struct NotRead: Hashable, Sendable, Comparable {
  package let kind: SourceKind?
  package let path: String
  /// In a message's style: lower case, no full stop, nothing of the content.
  package let reason: String

  package init(kind: SourceKind?, path: String, reason: String) {
    self.kind = kind
    self.path = path
    self.reason = reason
  }

  package static func < (a: NotRead, b: NotRead) -> Bool {
    (a.path, a.reason, a.kind?.rawValue ?? "") < (b.path, b.reason, b.kind?.rawValue ?? "")
  }
}
