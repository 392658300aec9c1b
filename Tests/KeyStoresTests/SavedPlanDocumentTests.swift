import Foundation
import KeyFacts
import Testing

@testable import KeyStores

@Suite("A saved plan's file") struct SavedPlanDocumentTests {
  @Test("gives back what was written, names of any kind included")
  func roundTrip() throws {
    for plan in [SamplePlans.plan, SamplePlans.hostile, SamplePlans.copy] {
      #expect(try SavedPlanDocument.decode(SavedPlanDocument.encode(plan)) == plan)
    }
  }

  @Test("is the same for the same plan, and is read as JSON by others")
  func bytes() throws {
    let bytes = SavedPlanDocument.encode(SamplePlans.hostile)
    #expect(bytes == SavedPlanDocument.encode(SamplePlans.hostile))
    let document = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    #expect(document["format"] as? String == "keyferry-plan")
    #expect(String(decoding: bytes, as: UTF8.self).unicodeScalars.allSatisfy { $0 == "\n" || !$0.isHiddenOnTerminal })
  }

  @Test(
    "any change of it is told",
    arguments: [
      ("\"prune\": false", "\"prune\": true"), ("STRIPE_KEY", "STRIPE_KEY2"), ("\"create\"", "\"remove\""),
      ("0000000000000001", "0000000000000002"), ("\"line\": 3", "\"line\": 4"), ("sha256:", "sha256:0"),
      ("\n    {", "\r\n    {"),
      ("}\n", "}"), ("\"version\": 1", "\"version\":  1"),
    ])
  func changed(part: String, replacement: String) {
    let text = String(decoding: SavedPlanDocument.encode(SamplePlans.plan), as: UTF8.self)
    let spoilt = text.replacing(part, with: replacement, maxReplacements: 1)
    #expect(spoilt != text)
    #expect(throws: SavedPlanError.changed) { try SavedPlanDocument.decode(Array(spoilt.utf8)) }
  }

  @Test(
    "what is damaged is told by its place, and nothing of it is shown",
    arguments: [
      ("\"version\": 1,", "\"version\": 1", "line 4: not JSON"),
      ("\"version\": 1", "\"version\": \"s3cr3t\"", "version is no number"),
      ("\"version\": 1,\n", "", "version is missing"), ("\"plan_id\"", "\"version\"", "line 5: field given twice"),
      ("\"blocked\": []", "\"blocked\": [[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", "nested deeper"),
    ])
  func damaged(part: String, replacement: String, place: String) throws {
    let text = String(decoding: SavedPlanDocument.encode(SamplePlans.plan), as: UTF8.self)
    let error = try #require(throws: SavedPlanError.self) {
      try SavedPlanDocument.decode(Array(text.replacing(part, with: replacement, maxReplacements: 1).utf8))
    }
    guard case .damaged(let why) = error else { throw error }
    #expect(why.contains(place), "\(why)")
    #expect(!error.message(path: "p").contains("s3cr3t"))
  }

  @Test("a file that ends in the middle is damaged, wherever it ends")
  func truncated() {
    let bytes = SavedPlanDocument.encode(SamplePlans.plan)
    for count in stride(from: 40, to: bytes.count - 3, by: 7) {
      let error = #expect(throws: SavedPlanError.self) { try SavedPlanDocument.decode(Array(bytes[..<count])) }
      guard case .damaged? = error else {
        Issue.record("cut at \(count): \(String(describing: error))")
        return
      }
    }
  }

  @Test(
    "a field that is none is refused even where the checksum is right, by its path",
    arguments: [
      ("\"kind\": \"dotenv\"", "\"kind\": \"oracle\"", "keys[0].places[0].kind has a value that is not known"),
      ("\"redacted\": \"sk_live_...abcd\"", "\"redacted\": \"sk_test_...abcd\"", "keys[0].redacted"),
      ("\"fingerprint\": \"0", "\"fingerprint\": \"X", "keys[0].fingerprint is none"),
      ("\"fields\": [\"name\"", "\"fields\": [\"colour\"", "changes[1].fields has a value"),
      ("\"exists\": true", "\"exists\": 1", "store.exists is neither true nor false"),
      ("\"db\": ", "\"dbx\": ", "request.db is missing"),
      ("\"revision\"", "\"more\": 1, \"revision\"", "store has a field"),
      ("\"blocked\": []", "\"blocked\": [1]", "blocked holds what is no text"),
      ("\"keys\": [", "\"keys\": [1, ", "keys[0] is no object"),
    ])
  func forged(part: String, replacement: String, place: String) throws {
    let text = String(decoding: SavedPlanDocument.encode(SamplePlans.plan), as: UTF8.self)
    let body = text.components(separatedBy: ",\n  \"checksum\"")[0]
    let spoilt = Array(body.replacing(part, with: replacement, maxReplacements: 1).utf8)
    let sealed = spoilt + Array(",\n  \"checksum\": \"sha256:\(StoreRevision.digest(of: spoilt))\"\n}\n".utf8)
    let error = try #require(throws: SavedPlanError.self) { try SavedPlanDocument.decode(sealed) }
    guard case .damaged(let why) = error else { throw error }
    #expect(why.contains(place), "\(why)")
  }

  @Test("a later version's is refused by its number, whatever else is in it")
  func newer() {
    let text = "{\n  \"format\": \"keyferry-plan\",\n  \"version\": 2,\n  \"more\": [1]\n}\n"
    #expect(throws: SavedPlanError.newer(version: 2)) { try SavedPlanDocument.decode(Array(text.utf8)) }
  }

  @Test(
    "what is none is told apart",
    arguments: ["", "{}", "[]", "PK\u{3}\u{4}", "{\"format\": \"keyferry-report\"}", "{\"format\": 1}"])
  func foreign(text: String) {
    #expect(throws: SavedPlanError.foreign) { try SavedPlanDocument.decode(Array(text.utf8)) }
  }
}

enum SamplePlans {
  static func key(_ number: UInt64, _ mode: KeyMode = .live) -> KeySummary {
    KeySummary(type: .secret, mode: mode, tail: 0x6162_6364, fingerprint: Fingerprint(high: number, low: number))
  }

  private static func place(_ setting: String, _ path: String) -> SavedPlan.Place {
    SavedPlan.Place(
      setting: setting,
      location: KeyFacts.SourceLocation(kind: .dotenv, path: path, line: 3, column: 12, documentPath: nil))
  }

  static let plan = SavedPlan(
    program: "0.1.0", id: "1f3a9c0b12de",
    store: .init(location: "keys.sqlite", layout: "keyferry", exists: true, revision: "0a1b.7"), origin: nil,
    request: .init(), blocked: [],
    keys: [.init(summary: key(1), places: [place("STRIPE_KEY", ".env"), place("STRIPE_SECRET", "b.env")])],
    changes: [
      .init(action: .create, key: key(1), name: "STRIPE_KEY", account: nil, fields: .none),
      .init(action: .update, key: key(2, .test), name: "A", account: "acct_1", fields: [.name, .account]),
    ])

  static var hostile: SavedPlan {
    let names = ["\u{1B}[31m", "a\"b\\c\n\r\t", "\u{202E}txt", "é\u{301}😀\u{E0041}", "<img src=x>", ""]
    return SavedPlan(
      program: plan.program, id: plan.id, store: plan.store, origin: nil, request: plan.request,
      blocked: names, keys: [.init(summary: key(3), places: names.map { place($0, $0 + "x") })],
      changes: names.map { .init(action: .keep, key: key(3), name: $0, account: nil, fields: .none) })
  }

  static var copy: SavedPlan {
    var request = SavedPlan.Request()
    request.from = "old.json"
    request.folder = SavedPlan.Request.name(ofFolder: "/srv/shop")
    request.database = "env:DATABASE_URL"
    request.sources = ["env:", "a b.env"]
    request.onConflict = .first
    request.maxDeletes = 3
    (request.prune, request.confirmed) = (true, true)
    return SavedPlan(
      program: "9", id: plan.id, store: plan.store, origin: .init(location: "old.json", revision: "ff"),
      request: request, blocked: ["1 error of KF202 mode-mismatch"], keys: [], changes: [])
  }
}
