import KeyFacts
import KeySecrets

/// A value as a loader gives it, and what may be said of it.
struct LoadedText: Equatable {
  let bytes: [UInt8]

  /// What kind of value it is, in words that quote nothing of it.
  ///
  /// - Parameter depth: of quotes within quotes; few are worth a word.
  static func words(for text: LoadedText?, _ meaning: SettingMeaning, depth: Int = 0) -> String {
    guard let text else { return "nothing" }
    if text.bytes.isEmpty { return "an empty value" }
    let plain = kind(text.bytes, meaning)
    guard depth < 3 else { return plain }
    let surplus = [
      (text.withoutComment, "a comment in it"), (text.withoutQuotes, "quotes around it"),
      (text.withoutBlanks, "blanks around it"),
    ]
    for (bare, words) in surplus {
      guard let bare, bare != text.bytes, !bare.isEmpty else { continue }
      let inner = self.words(for: LoadedText(bytes: bare), meaning, depth: depth + 1)
      return inner + (inner.contains(" with ") ? " and " : " with ") + words
    }
    if text.withoutComment?.isEmpty ?? false { return "a comment" }
    return plain
  }

  private static func kind(_ bytes: [UInt8], _ meaning: SettingMeaning) -> String {
    switch ValueClassifier.classify(Secret(bytes), meaning: meaning) {
    case .key: "a key"
    case .otherCredential: "a credential"
    case .placeholder: "a placeholder"
    case .reference: "a variable that is not filled in"
    case .template: "a template"
    case .encrypted: "an encrypted value"
    case .malformed(.strayCharacters): "a key with other characters around it"
    default: "a text"
    }
  }

  /// Nil without a `#` that starts it or follows a blank.
  private var withoutComment: [UInt8]? {
    let comment = bytes.indices.first { at in
      bytes[at] == UInt8(ascii: "#") && (at == 0 || bytes[at - 1] == 0x20 || bytes[at - 1] == 0x09)
    }
    return comment.map { Array(trimmed(bytes[..<$0])) }
  }

  private var withoutQuotes: [UInt8]? {
    guard bytes.count >= 2, let first = bytes.first, bytes.last == first, "'\"`".utf8.contains(first) else {
      return nil
    }
    return Array(bytes.dropFirst().dropLast())
  }

  private var withoutBlanks: [UInt8]? { Array(trimmed(bytes[...])) }

  private func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text.drop { $0 <= 0x20 }
    while let last = text.last, last <= 0x20 { text = text.dropLast() }
    return text
  }
}
