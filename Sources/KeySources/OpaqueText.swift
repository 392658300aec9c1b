import KeyFacts

/// Files in which a search finds nothing, and a parser no text, although keys may be in them.
enum OpaqueText {
  private static let encrypted = [
    "$ANSIBLE_VAULT;", "-----BEGIN PGP MESSAGE", "-----BEGIN AGE ENCRYPTED FILE", "age-encryption.org/", "\0GITCRYPT\0",
  ].map { Array($0.utf8) }

  /// Whether a file is encrypted as a whole: by Ansible Vault, PGP, age, git-crypt.
  static func isEncrypted(_ start: some Sequence<UInt8>) -> Bool { encrypted.contains { start.starts(with: $0) } }

  /// Whether UTF-16 without a byte order mark holds a reason to parse it: then it has to be reported, for no loader
  /// reads it and no search sees into it.
  static func isTellingUTF16(_ start: UnsafeBufferPointer<UInt8>, _ reason: ReasonToParse) -> Bool {
    let head = start.prefix(512)
    guard head.count >= 8, head.count(where: { $0 == 0 }) * 3 >= head.count else { return false }
    var text = [UInt8](repeating: 0, count: ReasonToParse.lead)
    text += start.lazy.filter { $0 != 0 }
    let count = text.count - ReasonToParse.lead
    text += [UInt8](repeating: 0, count: ReasonToParse.padding)
    return text.withUnsafeBytes { bytes in
      bytes.baseAddress.map { reason.isIn($0 + ReasonToParse.lead, count: count) } ?? false
    }
  }
}
