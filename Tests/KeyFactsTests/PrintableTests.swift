import KeyFacts
import Testing

@Suite("Printable text") struct PrintableTests {
  @Test(
    "shows what a terminal would obey or hide",
    arguments: [
      ("plain.env", "plain.env"), ("a\u{1B}[31mb", "a\\u{1B}[31mb"), ("a\r\nb", "a\\u{D}\\u{A}b"),
      ("\u{202E}x", "\\u{202E}x"),
      ("\u{9B}x", "\\u{9B}x"), ("\u{FEFF}x", "\\u{FEFF}x"), ("clé", "clé"), ("a\u{2028}b", "a\\u{2028}b"),
    ])
  func printable(text: String, expected: String) { #expect(text.printable == expected) }
}

@Suite("Key summary") struct KeySummaryTests {
  @Test("shows the prefix and the last four characters")
  func redacted() {
    let tail = Array("wXyZ".utf8).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let summary = KeySummary(type: .restricted, mode: .live, tail: tail, fingerprint: Fingerprint(high: 1, low: 2))
    #expect(summary.redacted == "rk_live_...wXyZ")
  }

  @Test("a fingerprint is 32 hexadecimal digits, leading zeros included")
  func hex() { #expect(Fingerprint(high: 1, low: 0xAB).hex == "000000000000000100000000000000ab") }
}

@Suite("Diagnostics") struct DiagnosticOrderTests {
  @Test("come by place, then rule, those without a place last")
  func order() {
    func found(_ code: String, _ line: Int?) -> Diagnostic {
      Diagnostic(
        rule: RuleID(code, "x"), severity: .note, message: "m",
        location: line.map { SourceLocation(kind: .dotenv, path: ".env", line: $0) })
    }
    let sorted = [found("KF401", nil), found("KF202", 2), found("KF201", 2), found("KF301", 1)].sorted()
    #expect(sorted.map(\.rule.code) == ["KF301", "KF201", "KF202", "KF401"])
  }
}

@Suite("Source errors") struct SourceErrorTests {
  @Test("a limit of definitions is given as such")
  func definitions() {
    #expect(SourceError.tooManyDefinitions(limit: 2_097_151).reason == "more than 2097151 definitions")
  }
}

@Suite("Texts without keys") struct HiddenKeysTests {
  private let body = String(repeating: "aB3", count: 9)

  @Test(
    "end a key where its body starts, wherever it stands", arguments: ["sk_live_", "pk_test_", "rk_live_", "whsec_"])
  func hidden(prefix: String) {
    #expect("STRIPE_KEY:\(prefix)\(body).env".withoutKeys == "STRIPE_KEY:\(prefix)….env")
    #expect("\(prefix)\(body)".printable == "\(prefix)…")
    #expect("a_\(prefix)\(body)/\(prefix)\(body)".withoutKeys == "a_\(prefix)…/\(prefix)…")
  }

  @Test(
    "end a key inside a word, and one of Stripe's other credentials",
    arguments: [
      "STRIPE_SECRET_KEYsk_live_", "dir%3Dsk_live_", "ek_live_", "ek_test_", "sk_org_live_", "sk_org", "sk_org_",
      "sk_test_sk_live_", "XSK_LIVE_",
    ])
  func hiddenInside(lead: String) {
    #expect("\(lead)\(body)/a".withoutKeys == "\(lead)…/a")
  }

  @Test("end a credential's body beyond an underscore, where that goes on")
  func hiddenBeyondUnderscore() {
    #expect("oak_ab_\(body)/a".withoutKeys == "oak_…/a")
    #expect("whsec_\(body)_\(body)_end".withoutKeys == "whsec_…_end")
  }

  @Test("end every one of keys that stand side by side without a gap", arguments: ["sk_live_", "rk_test_", "pk_live_"])
  func hiddenSideBySide(second: String) {
    #expect("sk_live_\(body)\(second)\(body)/a".withoutKeys == "sk_live_…_\(second.dropFirst(3))…/a")
    #expect("SK_TEST_\(body)\(second)\(body.prefix(9))".withoutKeys == "SK_TEST_…_\(second.dropFirst(3))…")
  }

  @Test(
    "stay as they are without one",
    arguments: [
      "STRIPE_LIVE_SECRET_KEY", "sk_live_...abcd", "sk_live_your_key", "test_sk", "", "_",
      "disk_test_somelongname/a.env",
      "STRIPE_SK_LIVE_SECONDARY", "PK_TEST", "sk_live_", "deploy/stripe-live-keys.production.yml",
    ])
  func untouched(text: String) { #expect(text.withoutKeys == text) }

  @Test(
    "show no more than eight characters of what only machines write",
    arguments: ["a1b2c3d4e", "aBcDeFgHi", "A23456789"])
  func randomRuns(run: String) {
    #expect("see \(run), \(run.dropLast())".withoutRandomRuns == "see …, \(run.dropLast())")
    #expect("Production, the SETTINGS of keyferry".withoutRandomRuns == "Production, the SETTINGS of keyferry")
  }
}
