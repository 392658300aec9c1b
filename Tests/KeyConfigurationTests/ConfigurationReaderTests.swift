import Foundation
import KeyConfiguration
import KeyFacts
import KeySecrets
import KeySources
import KeyStores
import TestSupport
import Testing

@Suite("Configuration file") struct ConfigurationReaderTests {
  private func parse(_ text: String, path: String = ".keyferry.yml") throws(ConfigurationError) -> Configuration {
    try ConfigurationFile.parse(Array(TestKeys.filling(text).utf8), path: path)
  }

  /// `line:column: reason` for each mistake.
  private func mistakes(_ text: String) -> [String] {
    do throws(ConfigurationError) {
      _ = try parse(text)
      return []
    } catch {
      return error.mistakes.map { String($0.message.dropFirst(".keyferry.yml:".count)) }
    }
  }

  @Test("gives every part with its place")
  func parts() throws {
    let configuration = try parse(
      """
      # all of it
      sources: ["env:", .env, "yaml:deploy/app"]
      exclude: legacy/
      env: no
      dotenv-dialect: compose
      settings:
        PAYMENTS_KEY: {role: secret, mode: live}
        shop-hook: {role: webhook-secret}
      store: keys.sqlite
      layout: keyferry
      lock-timeout: 2.5
      account: acct_1Shop
      djstripe-version: 2.10
      on-conflict: first
      include-unmapped: true
      skip-publishable: false
      strict: yes
      rules:
        KF107: off
        restricted-key: warning
      fail-on: never
      """)
    #expect(configuration.sources?.value == ["env:", ".env", "yaml:deploy/app"])
    #expect(configuration.sources?.location.line == 2)
    #expect(configuration.exclude?.value == ["legacy/"])
    #expect(configuration.environment?.value == false)
    #expect(configuration.dialect?.value == .compose)
    #expect(configuration.names?.value.map(\.name) == ["PAYMENTS_KEY", "shop-hook"])
    #expect(configuration.store?.value == "sqlite:keys.sqlite")
    #expect(configuration.layout?.value == .keyferry)
    #expect(configuration.lockTimeout?.value == 2.5)
    #expect(configuration.account?.value == "acct_1Shop")
    #expect(configuration.djStripe?.value == "2.10")
    #expect(configuration.onConflict?.value == .first)
    #expect(configuration.includeUnmapped?.value == true)
    #expect(configuration.skipPublishable?.value == false)
    #expect(configuration.strict?.value == true)
    #expect(configuration.rules?.value.grades == ["KF107": .off, "KF210": .severity(.warning)])
    #expect(configuration.rules?.value.places["KF107"]?.line == 19)
    #expect(configuration.failOn.map { $0.value == nil } == true)
    let meaning = configuration.vocabulary.meaning(of: "paymentsKey")
    #expect(meaning == SettingMeaning(role: .secret, mode: .live))
  }

  @Test("may be empty, or of comments alone", arguments: ["", "# nothing\n", "---\n", "~\n"])
  func empty(text: String) throws {
    #expect(try parse(text).sources == nil)
  }

  @Test(
    "says of a mistake where it is, what was met and what is allowed",
    arguments: [
      ("sorces: [.env]", "1:1: sorces is not a part of a configuration: did you mean sources?"),
      ("dotenv_dialect: ruby", "1:1: dotenv_dialect is not a part of a configuration: did you mean dotenv-dialect?"),
      ("- a\n", "1:1: a list, where names with values are to stand: sources:, store:, settings: and the like"),
      (
        "dotenv-dialect: djangoenviron",
        "1:17: djangoenviron is not one of python-dotenv, django-environ, decouple, compose, docker, shell, node, ruby: did you mean django-environ?"
      ),
      ("env: perhaps", "1:6: perhaps is neither true nor false"),
      (
        "sources:",
        "1:9: sources: has no value: a list of files, directories, dotenv:PATH and the like, or \"env:\", the first counts most"
      ),
      (
        "sources: {a: b}",
        "1:10: names with values, where a list is to stand: a list of files, directories, dotenv:PATH and the like, or \"env:\", the first counts most"
      ),
      ("sources: ['env:X']", "1:12: env: takes no path: a file is dotenv:PATH"),
      ("sources: [dotenv:-]", "1:11: standard input is no source of a file: name it on the command line"),
      (
        "exclude: ['!a']",
        "1:12: a pattern can't take back what another leaves out; \\! is for a name that starts with it"
      ),
      (
        "exclude:\n  - legacy/\n  - a[12.yml",
        "3:5: a pattern's [ needs its ], with characters, ranges such as 0-9 or classes such as [:digit:] between them"
      ),
      ("exclude: ['a\\']", "1:12: a pattern's \\ needs the character that it speaks of"),
      (
        "exclude: &all\n  - a/\nsources: *all",
        "3:10: a tag, or an alias of more than a single value, where a list is to stand: a list of files, directories, dotenv:PATH and the like, or \"env:\", the first counts most"
      ),
      ("exclude: &all\n  - b/\n  - *all", "3:5: a tag, or an alias"),
      ("<<: {env: true}", "1:1: << is not a part of a configuration"),
      ("env: true\n\tlayout: djstripe", "2:1: not YAML: a tab indents the line, where blanks are to"),
      ("sources: [env:, .]", "1:14: not YAML: env: in a list of [ ] needs quotes: \"env:\""),
      ("layout: [djstripe]", "1:9: a list, where this is allowed: keyferry, djstripe"),
      ("lock-timeout: soon", "1:15: soon is no number of seconds from 0 to 86400"),
      ("account: cus_1", "1:10: cus_1 is no Stripe account's id, acct_…"),
      ("djstripe-version: 2.3", "1:19: 2.3 is no release of dj-stripe that keyferry knows: 2.4 to 2.11"),
      ("strict: yes\nstrict: no", "2:1: strict is here for the second time"),
      (
        "settings:\n  PAYMENTS_KEY: {role: secrt}",
        "2:24: secrt is not one of secret, restricted, publishable, any-key, webhook-secret, none: did you mean secret?"
      ),
      (
        "settings:\n  PAYMENTS_KEY: {mode: live}",
        "2:17: PAYMENTS_KEY has no role: one of secret, restricted, publishable, any-key, webhook-secret, none"
      ),
      (
        "settings:\n  A B: {role: secret}",
        "2:3: a text of 3 bytes (not shown) is no name of a setting: letters, digits and _, such as PAYMENTS_KEY"
      ),
      (
        "settings:\n  PAY_KEY: {role: secret}\n  payKey: {role: secret}",
        "3:3: payKey is the same name as PAY_KEY: case, _ and - tell none apart"
      ),
      ("rules: {KF999: off}", "1:9: KF999 is no rule"),
      ("rules: {mode-missmatch: off}", "1:9: mode-missmatch is no rule: did you mean mode-mismatch?"),
      ("rules: {KF107: warn}", "1:16: warn is not one of off, error, warning, note"),
      ("store: keys.txt", "1:8: can't tell the kind of key database"),
      ("a: &a [x]\nb: *a", "1:1: a is not a part of a configuration"),
      ("env: !vault x", "1:13: a tag, or an alias of more than a single value, where this is allowed: true or false"),
      ("---\nenv: true\n---\nenv: false\n", "4:1: a second document: all stands in one"),
      ("env: [\n", "2:1: not YAML: syntax error"),
    ])
  func mistakes(text: String, expected: String) throws {
    let found = try #require(mistakes(text).first)
    #expect(found.hasPrefix(expected), "\(found)")
  }

  @Test("says where a text stops being one")
  func unreadable() throws {
    func mistakes(_ bytes: [UInt8]) -> [String] {
      do throws(ConfigurationError) {
        _ = try ConfigurationFile.parse(bytes, path: "k.yml")
        return []
      } catch {
        return error.mistakes.map(\.message)
      }
    }
    #expect(mistakes(Array("env: true\r\n# é".utf8) + [0xFF]) == ["k.yml:2:4: not UTF-8"])
    #expect(
      mistakes(Array("env: true\nlayout: ".utf8) + [0] + Array("\n".utf8)) == ["k.yml:2:9: binary data, not text"])
  }

  @Test("takes env: for the environment as an item, too")
  func environment() throws {
    #expect(try parse("sources:\n  - env:\n  - .env\n").sources?.value == ["env:", ".env"])
  }

  @Test("tells every mistake at once")
  func all() {
    #expect(mistakes("a: 1\nenv: 2\nlayout: x\nrules: {KF302: off, nope: off}\n").count == 5)
  }

  @Test(
    "lets no rule be switched off that keeps keys from being lost", arguments: ["KF101", "KF203", "KF302", "KF404"])
  func guards(code: String) {
    #expect(mistakes("rules: {\(code): off}").first?.contains("it stays an error") == true)
    #expect(mistakes("rules: {\(code): note}").first?.contains("it stays an error") == true)
    #expect(mistakes("rules: {\(code): error}").isEmpty)
  }

  @Test(
    "shows no secret that somebody put into it",
    arguments: [
      "store: «sk_live:1»", "sources: [«sk_live:1»]", "settings:\n  PAYMENTS_KEY: «sk_live:1»",
      "settings:\n  «sk_live:1»: {role: secret}", "«sk_live:1»: x", "rules: {«sk_live:1»: off}", "env: «sk_live:1»",
      "account: «rk_test:1»", "exclude: [whsec_«body:3:32»]", "layout: «body:4:32»",
      "store: postgres://shop:«body:4:32»@db/shop", "store: postgres://db/shop?password=«body:4:32»",
      "store: \"password=«body:4:32» host=db\"", "«body:4:64»: x",
      "on-conflict: AbCdEfGhIjKlMnOpQrStUvWx",
    ])
  func secrets(text: String) throws {
    let found = mistakes(text)
    #expect(!found.isEmpty)
    let secret = TestKeys.filling(text).split { !$0.isLetter && !$0.isNumber && $0 != "_" }.max { $0.count < $1.count }
    let body = String(try #require(secret).suffix(20))
    #expect(found.allSatisfy { !$0.contains(body) }, "\(found.count) mistakes")
  }

  @Test(
    "refuses a key wherever it stands, with line and column",
    arguments: [
      ("env: true\n# was «sk_live:1»\n", "2:15: a key stands here"),
      ("exclude:\n  - a/ # «sk_live:1»\n", "2:18: a key stands here"),
    ])
  func anywhere(text: String, expected: String) throws {
    let found = mistakes(text)
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix(expected) == true, "\(found)")
  }

  @Test("takes no more names than can be looked for in every file")
  func manyNames() {
    let names = (0..<5000).map { "  PAY_KEY_\($0): {role: secret}\n" }.joined()
    #expect(mistakes("settings:\n" + names) == ["202:3: more than 200 names of settings"])
  }

  @Test("refuses a key in base64")
  func base64() throws {
    let key = Data(TestKeys.filling("«sk_live:1»").utf8).base64EncodedString()
    let found = mistakes("env: true\nexclude: [\(key)]\n")
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("2:11: a key stands here") == true, "\(found)")
  }

  @Test("has its paths from the folder that it lies in")
  func paths() throws {
    let above = try parse(
      "sources: [., deploy, dotenv:/etc/shop.env, \"env:\"]\nstore: db.sqlite3\n", path: "../../.keyferry.yml")
    #expect(above.sources?.value == ["../..", "../../deploy", "dotenv:/etc/shop.env", "env:"])
    #expect(above.store?.value == "sqlite:../../db.sqlite3")
    #expect(try parse("store: service=shop", path: "a/b.yml").store?.value == "service=shop")
    #expect(try parse("store: env:DATABASE_URL", path: "a/b.yml").store?.value == "env:DATABASE_URL")
  }
}
