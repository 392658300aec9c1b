import Foundation
import KeyFacts
import KeySecrets
import TestSupport
import Testing

@Suite("Secret") struct SecretTests {
  let text = TestKeys.text(.secret, .live)
  var secret: Secret { Secret(Array(text.utf8)) }

  @Test("no way of printing shows it: interpolation, dump, mirror, optionals, collections, settings")
  func printing() throws {
    let key = try #require(StripeKey(stored: secret))
    let setting = Setting(
      name: "STRIPE_KEY", meaning: .unmapped, value: secret, location: SourceLocation(kind: .dotenv, path: ".env"))
    var printed = "\(secret) \(String(describing: secret)) \(String(reflecting: secret)) \([secret]) \(["a": secret])"
    printed += "\(String(describing: Optional(secret))) \(key) \(setting) \(String(reflecting: setting))"
    for value in [secret, Optional(secret) as Any, [secret], key, setting, SecretBytes(Array(text.utf8))] as [Any] {
      dump(value, to: &printed)
      for child in Mirror(reflecting: value).children { printed += "\(child.value)" }
    }
    #expect(!TestKeys.leaks([text], in: printed))
    #expect(printed.contains("107 bytes"))
  }

  @Test("is compared and ordered by its bytes, wherever they lie")
  func comparing() {
    let buffer = SecretBytes(Array("xx\(text)yy".utf8))
    #expect(Secret(buffer, 2..<(2 + text.utf8.count)) == secret)
    #expect(Secret(Array("a".utf8)) < Secret(Array("b".utf8)))
    #expect(Secret(Array("a".utf8)) < Secret(Array("aa".utf8)))
  }

  @Test("is not Encodable")
  func encoding() { #expect(!(secret is any Encodable)) }

  @Test("a fingerprint is SHA-256 over the domain and the key, cut to 16 bytes")
  func fingerprint() {
    // printf 'keyferry:v1:abc' | sha256sum
    #expect(Fingerprint(of: Secret(Array("abc".utf8))).hex == "de9337d5e3ffa7455583868c5f2ba2ce")
  }

  @Test("stores alone may ask for the value")
  func reveal() throws {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources")
    let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var importers: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      guard try String(contentsOf: file, encoding: .utf8).contains("@_spi(Reveal)") else { continue }
      importers.insert(file.pathComponents[sources.pathComponents.count])
    }
    #expect(importers == ["KeySecrets", "KeyStores"])
  }
}
