import Foundation
import KeyFacts
import KeyReports
import Testing

@Suite("A setting's story") struct SettingStoryTests {
  private static let schema = repository.appending(path: "docs/setting.schema.json")

  private func text(_ story: SettingStory) throws -> String {
    var bytes: [UInt8] = []
    try story.renderJSON { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// With something in every list, and nothing where there may be nothing.
  private func story(_ database: SettingStory.Database?) -> SettingStory {
    let standings = SettingStory.Standing.allCases
    let places = SampleReports.settings.enumerated().map { number, setting in
      SettingStory.Place(
        setting, standing: standings[number % standings.count],
        module: number == 0 ? "reads PAYMENTS from the environment" : nil, conditions: number == 0 ? ["if LIVE"] : [],
        loaders: number == 1 ? [SettingStory.LoaderView(loaders: ["decouple"], reads: "a key")] : [])
    }
    return SettingStory(
      name: "STRIPE_LIVE_SECRET_KEY", promise: "the live secret key", places: places, verdict: ".env:3: every place",
      database: database, diagnostics: SampleReports.diagnostics, notRead: SampleReports.notRead, pathsLeftOut: 2)
  }

  private static let store = ReportedStore(location: "keys.sqlite", exists: true)

  @Test("in JSON is valid by its schema, with a database and without")
  func valid() throws {
    let schema = try JSONSchema(String(contentsOf: Self.schema, encoding: .utf8))
    let key = SampleReports.liveSecret
    let keys = [
      SettingStory.Database.Key(
        redacted: key.redacted, fingerprint: key.fingerprint, type: .secret, mode: .live, name: "Shop", isSet: true),
      SettingStory.Database.Key(
        redacted: "9 bytes that are no key", fingerprint: nil, type: .restricted, mode: .test, name: "", isSet: false),
    ]
    for database in [
      nil, SettingStory.Database(store: Self.store, keys: keys),
      SettingStory.Database(store: Self.store, failure: "damaged"),
    ] {
      #expect(schema.complaints(about: try JSONValue(parsing: text(story(database)))) == [])
    }
  }

  @Test(
    "is held to its schema: a wrong one is complained of",
    arguments: [
      ("\"version\": 1", "\"version\": 2"), ("\"standing\": \"counts\"", "\"standing\": \"wins\""),
      ("\"excluded\": 2", "\"more\": 2"),
      ("\"reads\": \"a key\"", "\"reads\": 3"), ("\"line\": 3", "\"line\": 0"),
      ("\"is_set\": true", "\"is_set\": null"),
      ("\"rule\": \"KF107\"", "\"rule\": \"107\""),
    ])
  func invalid(part: String, replacement: String) throws {
    let schema = try JSONSchema(String(contentsOf: Self.schema, encoding: .utf8))
    let key = SettingStory.Database.Key(
      redacted: "x", fingerprint: nil, type: .secret, mode: .live, name: "Shop", isSet: true)
    let whole = try text(story(SettingStory.Database(store: Self.store, keys: [key])))
    let spoilt = whole.replacing(part, with: replacement, maxReplacements: 1)
    #expect(spoilt != whole)
    #expect(!schema.complaints(about: try JSONValue(parsing: spoilt)).isEmpty)
  }

  @Test("has every enumeration that the code knows in its schema")
  func enumerations() throws {
    let schema = try JSONValue(parsing: String(contentsOf: Self.schema, encoding: .utf8))
    func names(_ property: JSONValue) -> Set<String> { Set(property["enum"].items.compactMap(\.text)) }
    let place = schema["properties"]["places"]["items"]["properties"]
    #expect(names(place["standing"]) == Set(SettingStory.Standing.allCases.map(\.rawValue)))
    #expect(names(place["value_kind"]) == Set(ValueKind.allCases.map(\.rawValue)))
    #expect(names(schema["$defs"]["location"]["properties"]["kind"]) == Set(SourceKind.allCases.map(\.rawValue)))
    #expect(names(schema["$defs"]["type"]) == Set(KeyType.allCases.map(\.rawValue)))
  }
}
