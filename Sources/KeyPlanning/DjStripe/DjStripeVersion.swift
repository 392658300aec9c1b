/// A dj-stripe release that has a table of keys: 2.4, the first, and later.
package struct DjStripeVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The 11 of 2.11.
  package let minor: Int

  package static let oldest = DjStripeVersion(minor: 4)
  /// The newest whose behaviour is known. A later one is taken for it.
  package static let newest = DjStripeVersion(minor: 11)
  package static let all = (oldest.minor...newest.minor).map(DjStripeVersion.init(minor:))

  private init(minor: Int) { self.minor = minor }

  /// The version of this minor number, or the nearest that is known.
  package init(nearest minor: Int) {
    self.minor = min(max(minor, Self.oldest.minor), Self.newest.minor)
  }

  /// `2.11`, or with what follows it: `2.11.0`. Nil for a version that is not known.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), parts.allSatisfy({ Int($0) != nil && $0.allSatisfy(\.isASCII) }),
      parts[0] == "2", let minor = Int(parts[1]), parts[1] == String(minor),
      (Self.oldest.minor...Self.newest.minor).contains(minor)
    else { return nil }
    self.minor = minor
  }

  package var description: String { "2.\(minor)" }

  package static func < (a: DjStripeVersion, b: DjStripeVersion) -> Bool { a.minor < b.minor }
}
