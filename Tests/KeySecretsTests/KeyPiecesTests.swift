import KeyFacts
import KeySecrets
import TestSupport
import Testing

@Suite("Pieces of keys in names") struct KeyPiecesTests {
  private let key = TestKeys.text(.secret, .live)
  private var piece: String { String(key.dropFirst(40).prefix(20)) }

  private func setting(_ name: String, path: String? = nil, module: ModuleUse? = nil) -> Setting {
    Setting(
      name: name, meaning: .unmapped, value: Secret([]),
      location: SourceLocation(kind: .python, path: "settings.py", line: 1, column: 1, documentPath: path),
      module: module)
  }

  private func shown(_ setting: Setting, besides value: String? = nil) -> [String] {
    let whole = Setting(
      name: "STRIPE_KEY", meaning: .unmapped, value: Secret(Array((value ?? key).utf8)),
      location: SourceLocation(kind: .dotenv, path: ".env"))
    let readings = [Reading(kind: .python, path: "settings.py", settings: [setting, whole])]
    let clean = Readings(readings: readings, unread: [], filesSearched: 1).withoutPiecesInNames
    var shown: [String] = []
    for setting in clean.readings.flatMap(\.settings) {
      let module = setting.module
      let names: [String?] = [
        setting.name, setting.scope, setting.location.documentPath, module?.reads, module?.alias, module?.identity,
        module?.fallback?.location.documentPath,
      ]
      shown += names.compactMap(\.self)
      shown += module?.conditions.map(\.words) ?? []
    }
    return shown
  }

  @Test("are cut from every name that a report may show")
  func cut() {
    let place = SourceLocation(kind: .python, path: "settings.py", line: 1, column: 1, documentPath: "A/\(piece)")
    let condition = ModuleUse.Condition(words: "if \(piece)", chain: 1, branch: 0)
    let fallback = ModuleUse.Fallback(value: Secret([]), form: .absent, location: place, isWord: false)
    for setting in [
      setting("A_\(piece)"), setting("A", path: "B/\(piece)"),
      setting("A", module: ModuleUse(form: .environment, reads: piece)),
      setting("A", module: ModuleUse(form: .alias, alias: piece, identity: piece)),
      setting("A", module: ModuleUse(form: .literal, conditions: [condition])),
      setting("A", module: ModuleUse(form: .environment, reads: "B", fallback: fallback)),
    ] {
      let shown = shown(setting)
      #expect(shown.contains { $0.contains("…") })
      #expect(!TestKeys.leaks([key], in: shown.joined(separator: "\n")))
    }
  }

  /// With what a key has lost, or has around it, in place of its prefix.
  private static let leads = [
    " sk_live_", "Bearer sk_live_", "x,sk_live_", "\u{feff}sk_live_", "sklive_", "SK-LIVE-", "https://sk_live_",
    "rkcs_live_", "oak_", "'whsec_", "xsk_live_",
  ]

  @Test("are cut, whatever stands around the key or is wrong with its prefix", arguments: leads)
  func smudged(lead: String) {
    let value = lead + key.dropFirst(8)
    #expect(!TestKeys.leaks([key], in: shown(setting("STRIPE_\(piece)_KEY"), besides: value).joined(separator: "\n")))
  }

  private func reason(_ reason: String, besides value: String, fallback: String? = nil) -> String? {
    let place = SourceLocation(kind: .dotenv, path: ".env", line: 1, column: 1)
    let module = fallback.map { text in
      let value = Secret(Array(text.utf8))
      let fallback = ModuleUse.Fallback(value: value, form: .text, location: place, isWord: false)
      return ModuleUse(form: .environment, reads: "B", fallback: fallback)
    }
    let setting = Setting(
      name: "STRIPE_KEY", meaning: .unmapped, value: Secret(Array(value.utf8)), location: place, module: module)
    let comment = IgnoreComment(location: place, rules: ["KF107"], reason: reason, lines: 2...2)
    let reading = Reading(kind: .dotenv, path: ".env", settings: [setting], ignores: [comment])
    let clean = Readings(readings: [reading], unread: [], filesSearched: 1).withoutPiecesInNames
    return clean.readings.first?.ignores.first?.reason
  }

  @Test("are cut from what a comment says, without any prefix, too", arguments: leads + ["", "a"])
  func comments(lead: String) {
    let body = "aqzexvghjkmp" + key.dropFirst(20)
    for word in [String(body.prefix(11)), String(body.dropFirst(30).prefix(11))] {
      #expect(!TestKeys.leaks([body], in: reason("see \(word)", besides: lead + body) ?? ""))
      #expect(!TestKeys.leaks([body], in: reason("see \(word)", besides: "", fallback: lead + body) ?? ""))
    }
  }

  @Test("are no words of a comment that a value has, too")
  func words() {
    let value = "postgres://database.example/production"
    #expect(reason("the database of production", besides: value) == "the database of production")
  }

  @Test("a condition shows no key's body")
  func conditions() {
    let words = ModuleUse.Condition(words: "if \(key)", chain: 1, branch: 0).words
    #expect(!TestKeys.leaks([key], in: words))
  }
}
