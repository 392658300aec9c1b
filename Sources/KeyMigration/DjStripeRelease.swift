import KeyPlanning

/// A release of dj-stripe that a person names: `2.11`, `2.4.4`.
package struct DjStripeRelease: Sendable {
  let version: DjStripeVersion

  /// Nil for one that keyferry does not know.
  package init?(_ text: String) {
    guard let version = DjStripeVersion(text) else { return nil }
    self.version = version
  }

  /// As it was named: `2.11`.
  package var description: String { version.description }

  /// `2.4, 2.5, …`.
  package static var known: [String] { DjStripeVersion.all.map(\.description) }
}
