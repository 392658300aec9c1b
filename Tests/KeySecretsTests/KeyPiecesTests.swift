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

  private func shown(_ setting: Setting) -> [String] {
    let whole = Setting(
      name: "STRIPE_KEY", meaning: .unmapped, value: Secret(Array(key.utf8)),
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

  @Test("a condition shows no key's body")
  func conditions() {
    let words = ModuleUse.Condition(words: "if \(key)", chain: 1, branch: 0).words
    #expect(!TestKeys.leaks([key], in: words))
  }
}
