/// Texts that stand for a value kept elsewhere, made later, or encrypted.
enum TextForm {
  private static let referencePrefixes = [
    "${", "$(", "op://", "vault:", "arn:aws:", "aws-sm://", "gcp-sm://", "ssm:", "sm://", "secret://", "ref+",
    "@Microsoft.KeyVault(", "env:", "!Ref ", "!Sub ", "!ImportValue ", "/run/secrets/", "file://",
  ].map { Array($0.utf8) }

  /// `vault:v1:` is ciphertext of Vault's transit engine, `encrypted:` dotenvx's, `ENC[` SOPS' and hiera-eyaml's.
  private static let encryptedPrefixes = [
    "ENC[", "$ANSIBLE_VAULT;", "vault:v1:", "encrypted:", "-----BEGIN PGP MESSAGE", "-----BEGIN AGE ENCRYPTED",
    "age-encryption.org/",
  ].map { Array($0.utf8) }

  static func isEncrypted(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    encryptedPrefixes.contains { bytes.starts(with: $0) }
  }

  static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> Classification? {
    if isEncrypted(bytes) { return .encrypted }
    if bytes.holds("${{") { return .reference }
    if bytes.holds("{{") || bytes.holds("{%") || bytes.holds("<%") || bytes.holds("#{") { return .template }
    if referencePrefixes.contains(where: { bytes.starts(with: $0) }) || bytes.holds("${") { return .reference }
    if isDollarName(bytes) || isPercentName(bytes) { return .reference }
    return nil
  }

  /// `${NAME:-default}` as a whole.
  static func hasDefault(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.starts(with: "${".utf8) && bytes.last == UInt8(ascii: "}") && bytes.holds("-")
  }

  /// `STRIPE_PRIVATE_KEY` as a value: the name of the variable that holds it.
  static func isVariableName(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.contains(UInt8(ascii: "_")) && (bytes.first?.isASCIIUpper ?? false)
      && bytes.allSatisfy { $0.isASCIIUpper || $0.isASCIIDigit || $0 == UInt8(ascii: "_") }
      && ["STRIPE", "KEY", "SECRET"].contains(where: { bytes.holds($0) })
      && !["SK_", "PK_", "RK_"].contains(where: { bytes.starts(with: Array($0.utf8)) })
  }

  private static func isDollarName(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count > 1, bytes[0] == UInt8(ascii: "$"), !bytes[1].isASCIIDigit else { return false }
    return bytes.dropFirst().allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") }
  }

  /// `%(NAME)s` of Python and configparser, `%NAME%` of Windows and Symfony.
  private static func isPercentName(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count > 2, bytes[0] == UInt8(ascii: "%") else { return false }
    return bytes[1] == UInt8(ascii: "(") || bytes[bytes.count - 1] == UInt8(ascii: "%")
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether `text` occurs. For short texts in short values.
  func holds(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { needle in self.holds(needle) }
  }

  func holds(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { needle in self.holds(needle) }
  }

  private func holds(_ needle: UnsafeBufferPointer<UInt8>) -> Bool {
    guard needle.count <= count, needle.count > 0 else { return false }
    for start in 0...(count - needle.count) where self[start] == needle[0] {
      if self[start..<start + needle.count].elementsEqual(needle) { return true }
    }
    return false
  }
}
