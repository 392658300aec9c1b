import KeyFacts
import KeyPlanning
import KeyRules
import KeySecrets
import KeySources
import TestSupport
import Testing

@Suite("Completeness") struct CompletenessTests {
  private func evidence(_ text: String) throws -> Evidence {
    let reading = try DotenvParser.parse(Array(TestKeys.filling(text).utf8), path: ".env")
    let readings = Readings(readings: [reading], unread: [], filesSearched: 1)
    return Evidence(readings: readings, inventory: Inventory(of: [reading]), conflictPolicy: .error)
  }

  @Test(
    "what is encrypted under any name of Stripe's was not looked at, and is said to be",
    arguments: [
      "STRIPE_CREDENTIALS=encrypted:BDq", "STRIPE_CONFIG=ENC[x]", "STRIPE_SECRET_KEY_FILE=encrypted:BDq",
      "STRIPE_WEBHOOK_SECRET=encrypted:BDq",
    ])
  func encrypted(line: String) throws {
    let evidence = try evidence("STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n\(line)\n")
    #expect(!evidence.isComplete)
    #expect(RuleCatalog.check(evidence).contains { $0.rule.code == "KF104" && $0.location?.line == 2 })
  }

  @Test("what was all there is complete")
  func complete() throws {
    #expect(try evidence("STRIPE_LIVE_SECRET_KEY=«sk_live:1»\nSTRIPE_PRICE_ID=price_1\n").isComplete)
  }

  @Test("a line that lacks its = is not complete")
  func malformed() throws { #expect(try !evidence("STRIPE_SECRET_KEY:«sk_live:1»\n").isComplete) }

  @Test("a key in the place of its file's path is reported as found under another name")
  func keyFile() throws {
    let found = RuleCatalog.check(try evidence("STRIPE_SECRET_KEY_FILE=«sk_live:1»\n"))
    #expect(found.contains { $0.rule.code == "KF212" })
  }

  @Test("a compose file's env_file that is not there is a reference, and no failure")
  func environmentFile() {
    let unread = UnreadSource(
      kind: .dotenv, path: ".env.stripe", error: .environmentFileMissing(namedAt: "compose.yml:4"))
    let evidence = Evidence(
      readings: Readings(readings: [], unread: [unread], filesSearched: 1), inventory: Inventory(of: []),
      conflictPolicy: .error)
    #expect(!evidence.isComplete)
    #expect(RuleCatalog.check(evidence).map(\.rule.code) == ["KF105"])
  }
}
