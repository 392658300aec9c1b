import KeyFacts
import KeySecrets
import TestSupport
import Testing

@testable import KeySources

@Suite("Names of the project's own in sources") struct OwnNamesTests {
  private let vocabulary = SettingVocabulary(own: [("PAYMENTS_KEY", SettingMeaning(role: .secret, mode: .live))])

  @Test(
    "are found as those that everybody knows, whatever the value is",
    arguments: [
      (".env", "PAYMENTS_KEY=change-me\n"), (".env", "export PAYMENTS_KEY=${OTHER}\n"), (".env", "PAYMENTS_KEY=\n"),
      ("app.yml", "PAYMENTS_KEY: change-me\n"), ("app.yml", "payments:\n  key: change-me\n"),
      ("app.yml", "env:\n  - name: PAYMENTS_KEY\n    valueFrom: {secretKeyRef: {name: a, key: b}}\n"),
      ("app.yml", "services:\n  web:\n    environment:\n      - PAYMENTS_KEY=change-me\n"),
      ("app.yml", "data:\n  app.env: |\n    A=1\n    PAYMENTS_KEY=change-me\n"),
      ("app.yml", "services:\n  web:\n    environment: [PAYMENTS_KEY]\n"),
      ("chart.yml", "{{ if x }}\nPAYMENTS_KEY: {{ .Values.key }}\n{{ end }}\n"),
      ("app.json", "{\"paymentsKey\": \"change-me\"}"),
      ("settings.py", "PAYMENTS_KEY = config('X')\n"), ("settings.py", "PAYMENTS_KEY = 'change-me'\n"),
      ("settings.py", "PAYMENTS = {'key': 'change-me'}\n"),
    ])
  func found(name: String, text: String) throws {
    let folder = TemporaryFolder([name: text])
    let reader = SourceReader(environment: nil, vocabulary: vocabulary)
    let settings = reader.read([.path(folder.path)]).readings.flatMap(\.settings)
    let setting = try #require(settings.first)
    #expect(setting.meaning == SettingMeaning(role: .secret, mode: .live))
    #expect(settings.count == 1)
    #expect(SourceReader(environment: nil).read([.path(folder.path)]).readings.flatMap(\.settings).isEmpty)
  }

  @Test(
    "are found wherever their words begin and end, whatever the value is",
    arguments: [
      (".env", "payments_key_live=change-me\n"), ("a.yml", "paymentsKeyLive: change-me\n"),
      ("a.yml", "payments_key_live: change-me\n"), ("a.yml", "payments:\n  key:\n    live: change-me\n"),
      ("a.yml", "live: 1\npay:\n  a: b\n  ments_key-live: change-me\n"),
      ("a.yml", "{p: {a: {ymentskeyliv: {e: change-me}}}}\n"),
      ("a.yml", "environment:\n  - PAYMENTS_KEY_LIVE\n"), ("a.yml", "command: run --set PAYMENTS_KEY_LIVE=change-me\n"),
      ("a.yml", "env:\n  - name: PAYMENTS_KEY_LIVE\n    value: change-me\n"),
      ("a.yml", "x: \"A=1\\nPAYMENTS_KEY_LIVE=change-me\"\n"),
      ("a.json", "{\"payments\": {\"keyLive\": \"change-me\"}}"),
      ("chart.yml", "{{ if x }}\nPAYMENTS_KEY_LIVE: {{ .Values.key }}\n{{ end }}\n"),
      ("settings.py", "PAYMENTS_KEY_LIVE = 'change-me'\n"),
      ("settings.py", "PAYMENTS = {\n  'key': {\n    'live': 'change-me'\n  }\n}\n"),
      ("far.yml", "payments:\n" + String(repeating: "  # and so on\n", count: 50_000) + "  key_live: change-me\n"),
    ])
  func split(name: String, text: String) {
    let folder = TemporaryFolder([name: text])
    let own = SettingVocabulary(own: [("paymentskey_live", SettingMeaning(role: .secret, mode: .live))])
    let settings = SourceReader(environment: nil, vocabulary: own).read([.path(folder.path)]).readings.flatMap(
      \.settings)
    #expect(settings.map(\.meaning) == [SettingMeaning(role: .secret, mode: .live)])
  }

  @Test("are found in the environment")
  func environment() {
    let variables = EnvironmentVariables([(Array("PAYMENTS_KEY".utf8), Array("x".utf8))])
    #expect(EnvironmentParser.parse(variables, vocabulary: vocabulary).settings.map(\.name) == ["PAYMENTS_KEY"])
  }

  @Test("name what a settings module reads")
  func modules() throws {
    let folder = TemporaryFolder([
      ".env": TestKeys.filling("PAYMENTS_KEY=«sk_test:1»\n"),
      "settings.py": "STRIPE_LIVE_SECRET_KEY = config('PAYMENTS_KEY')\n",
    ])
    let reader = SourceReader(environment: nil, vocabulary: vocabulary)
    let settings = reader.read([.path(folder.path)]).readings.flatMap(\.settings)
    #expect(settings.map(\.name).sorted() == ["PAYMENTS_KEY", "STRIPE_LIVE_SECRET_KEY"])
    #expect(settings.allSatisfy { $0.meaning == SettingMeaning(role: .secret, mode: .live) })
  }

  @Test("are missed in a folder that a link leads to, out of the tree")
  func outside() {
    let (folder, other) = (TemporaryFolder(), TemporaryFolder([".env": "PAYMENTS_KEY=change-me\n"]))
    folder.link("config", to: other.path)
    #expect(SourceReader(environment: nil).read([.path(folder.path)]).unread.isEmpty)
    let reader = SourceReader(environment: nil, vocabulary: vocabulary)
    #expect(reader.read([.path(folder.path)]).unread.map(\.error) == [.linkOutOfTree])
  }

  @Test("without a word of four letters are found, too")
  func short() throws {
    let folder = TemporaryFolder([".env": "PAY_KEY=x\n"])
    let own = SettingVocabulary(own: [("PAY_KEY", SettingMeaning(role: .secret))])
    let reader = SourceReader(environment: nil, vocabulary: own)
    #expect(reader.read([.path(folder.path)]).readings.flatMap(\.settings).count == 1)
  }
}

extension TemporaryFolder {
  /// - Parameter files: texts by name.
  convenience init(_ files: [String: String]) {
    self.init()
    for (name, text) in files { write(name, text) }
  }
}
