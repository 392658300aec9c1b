import Foundation
import KeyFacts
import KeyStores
import Testing

@Suite("A saved plan's schema") struct SavedPlanSchemaTests {
  private static let schema = repository.appending(path: "docs/plan.schema.json")

  private static func plan(blocked: [String] = []) -> SavedPlan {
    let key = KeySummary(type: .secret, mode: .live, tail: 0x6162_6364, fingerprint: Fingerprint(high: 1, low: 2))
    let place = SavedPlan.Place(
      setting: "STRIPE_LIVE_SECRET_KEY",
      location: KeyFacts.SourceLocation(kind: .yaml, path: "a.yml", line: 3, column: 5, documentPath: "a/[0]"))
    return SavedPlan(
      program: "0.1.0", id: "1f3a9c0b12de",
      store: .init(location: "keys.sqlite", layout: "djstripe", exists: false, revision: "absent"),
      origin: .init(location: "old.json", revision: "1"), request: .init(), blocked: blocked,
      keys: [.init(summary: key, places: [place])],
      changes: [.init(action: .update, key: key, name: "A", account: "acct_1", fields: [.name])])
  }

  @Test("is that of what is written")
  func valid() throws {
    let schema = try JSONSchema(String(contentsOf: Self.schema, encoding: .utf8))
    for plan in [Self.plan(), Self.plan(blocked: ["1 error of KF202 mode-mismatch"])] {
      let text = String(decoding: SavedPlanDocument.encode(plan), as: UTF8.self)
      #expect(schema.complaints(about: try JSONValue(parsing: text)) == [])
    }
  }

  @Test(
    "complains of what is not so",
    arguments: [
      ("\"version\": 1", "\"version\": 2"), ("\"plan_id\": \"", "\"plan_id\": \"x"), ("sha256:", "md5:"),
      ("\"layout\": \"djstripe\"", "\"layout\": \"oracle\""), ("\"line\": 3", "\"line\": 0"),
      ("\"blocked\": []", "\"blocked\": null"),
      ("\"max_deletes\": 10", "\"max_deletes\": -1"), ("\"yes\": false, ", ""), ("\"revision\"", "\"secret\""),
      ("\"action\": \"update\"", "\"action\": \"guess\""), ("...abcd", "...abcde"),
    ])
  func invalid(part: String, replacement: String) throws {
    let schema = try JSONSchema(String(contentsOf: Self.schema, encoding: .utf8))
    let text = String(decoding: SavedPlanDocument.encode(Self.plan()), as: UTF8.self)
    let spoilt = text.replacing(part, with: replacement, maxReplacements: 1)
    #expect(spoilt != text)
    #expect(!schema.complaints(about: try JSONValue(parsing: spoilt)).isEmpty)
  }
}
