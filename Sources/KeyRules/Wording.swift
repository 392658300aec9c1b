import KeyFacts
import KeyPlanning
import KeySecrets

extension Setting {
  /// Its name, fit for a message.
  var shown: String { name.printable }

  /// Name and place: `STRIPE_KEY at .env:3`.
  var place: String { "\(shown) at \(location.shown)" }

  /// Place, and name where it is not that of the setting a message speaks of: `.env:3 (SHOP_STRIPE_KEY)`.
  func place(beside other: Setting) -> String { location.shown + (name == other.name ? "" : " (\(shown))") }
}

extension Setting {
  /// A settings module reads it under another name.
  var isRenamed: Bool { module?.reads.map { $0 != name } ?? (module?.alias != nil) }

  /// A settings module fills it from a name that names no mode, as one that has a key for either does.
  var isFilledWithoutMode: Bool {
    guard let use = module, use.form == .environment, let name = use.reads else { return false }
    return SettingNames.meaning(of: name)?.mode == nil
  }
}

extension SourceLocation {
  /// Path and line, fit for a message: `.env:3`.
  var shown: String { path.printable + (line.map { ":\($0)" } ?? "") }
}

extension StoredKey {
  /// `sk_live_...abcd ("Shop")`.
  var shown: String { shownKey(secret, name) }
}

extension KeyFields {
  /// `sk_live_...abcd ("Shop")`.
  var shown: String { shownKey(secret, name) }
}

extension DjStripeSecretKey {
  /// `sk_live_...abcd ("Shop")`.
  var shown: String { shownKey(secret, name) }
}

private func shownKey(_ secret: Secret, _ name: String) -> String {
  let key = StripeKey(stored: secret)?.summary.redacted ?? "a row of \(secret.count) bytes that are no key"
  return name.isEmpty ? key : "\(key) (\(name.printable))"
}

extension Classification {
  /// What is in a file that nobody else should read.
  var isSecret: Bool {
    switch self {
    case .key(let key, _): key.type != .publishable
    case .otherCredential, .malformed(.strayCharacters): true
    default: false
    }
  }
}

/// `a, b and 7 more`: a message names a few places, a report all.
func listed(_ places: [String], most: Int = 8, separator: String = ", ") -> String {
  guard places.count > most else { return places.joined(separator: separator) }
  return places.prefix(most).joined(separator: separator) + " and \(places.count - most) more"
}

func octal(_ mode: UInt16) -> String { "0" + String(mode & 0o7777, radix: 8) }
