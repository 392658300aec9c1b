import KeyFacts
import KeySecrets
import TestSupport
import Testing

@testable import KeySources

@Suite("Links from settings modules") struct ModuleLinksTests {
  /// What a folder with these files and this environment gives.
  private func read(
    _ files: KeyValuePairs<String, String>, environment: [(String, String)] = []
  ) throws -> [Setting] {
    let folder = TemporaryFolder()
    for (name, text) in files { folder.write(name, TestKeys.filling(text)) }
    let variables = environment.map { (name: Array($0.0.utf8), value: Array(TestKeys.filling($0.1).utf8)) }
    return SourceReader(environment: EnvironmentVariables(variables)).read([.environment, .path(folder.path)])
      .readings.flatMap(\.settings)
  }

  private func module(_ settings: [Setting], _ name: String) -> Setting? {
    settings.first { $0.location.kind == .python && $0.name == name && !$0.isOverridden }
  }

  private func key(_ mark: String) -> Secret { Secret(Array(TestKeys.filling("«\(mark)»").utf8)) }

  @Test("a setting has the value that .env holds under the name it reads, and is found there")
  func dotenv() throws {
    let settings = try read([
      "settings.py": "STRIPE_SECRET_KEY = config('STRIPE_LIVE_SECRET_KEY')\n",
      ".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n",
    ])
    let setting = try #require(module(settings, "STRIPE_SECRET_KEY"))
    #expect(setting.value == key("sk_live:1"))
    #expect(setting.module?.origin?.kind == .dotenv && setting.module?.origin?.line == 1)
    #expect(setting.meaning == SettingMeaning(role: .secret, mode: .live))
    #expect(setting.identity == "STRIPE_LIVE_SECRET_KEY")
  }

  @Test("the environment comes before .env, .env before YAML")
  func order() throws {
    let module = "STRIPE_SECRET_KEY = os.environ['STRIPE_SECRET_KEY']\n"
    let all: KeyValuePairs = [
      "settings.py": module, ".env": "STRIPE_SECRET_KEY=«sk_live:2»\n", "c.yml": "STRIPE_SECRET_KEY: «sk_live:3»\n",
    ]
    let first = try read(all, environment: [("STRIPE_SECRET_KEY", "«sk_live:1»")])
    #expect(self.module(first, "STRIPE_SECRET_KEY")?.value == key("sk_live:1"))
    #expect(self.module(try read(all), "STRIPE_SECRET_KEY")?.value == key("sk_live:2"))
    let last = try read(["settings.py": module, "c.yml": "STRIPE_SECRET_KEY: «sk_live:3»\n"])
    #expect(self.module(last, "STRIPE_SECRET_KEY")?.value == key("sk_live:3"))
  }

  @Test("a variable of any name in the environment counts")
  func variable() throws {
    let settings = try read(
      ["settings.py": "STRIPE_SECRET_KEY = os.environ['PAY']\n"], environment: [("PAY", "changeme")])
    #expect(module(settings, "STRIPE_SECRET_KEY").map { ValueClassifier.classify($0).kind } == .placeholder)
    #expect(module(settings, "STRIPE_SECRET_KEY")?.module?.origin == nil)
  }

  @Test("a name that no source sets lies elsewhere, or has its default")
  func unset() throws {
    let settings = try read([
      "settings.py": """
      STRIPE_SECRET_KEY = os.environ.get('A')
      STRIPE_LIVE_SECRET_KEY = os.environ.get('B', '')
      STRIPE_TEST_SECRET_KEY = os.environ.get('C', '«sk_test:1»')
      STRIPE_RESTRICTED_KEY = os.environ.get('D', make())
      """
    ])
    let kinds = settings.map { "\($0.name) \(ValueClassifier.classify($0).kind.rawValue)" }
    #expect(
      kinds == [
        "STRIPE_SECRET_KEY reference", "STRIPE_LIVE_SECRET_KEY empty", "STRIPE_TEST_SECRET_KEY key",
        "STRIPE_RESTRICTED_KEY reference",
      ])
    #expect(module(settings, "STRIPE_TEST_SECRET_KEY")?.module?.isFallback == true)
  }

  @Test("a default that is a key is there beside the value that counts")
  func fallback() throws {
    let settings = try read([
      "settings.py": "STRIPE_SECRET_KEY = env('STRIPE_SECRET_KEY', default='«sk_test:1»')\n",
      ".env": "STRIPE_SECRET_KEY=«sk_test:2»\n",
    ]).filter { $0.location.kind == .python }
    #expect(settings.map(\.value) == [key("sk_test:2"), key("sk_test:1")])
    #expect(settings.map(\.isOverridden) == [false, true])
    #expect(settings[1].location.column == 55)
  }

  @Test("a name that says nothing means what the module takes it for")
  func renames() throws {
    let settings = try read([
      "settings.py": """
      STRIPE_LIVE_SECRET_KEY = env('PAYMENTS')
      STRIPE_LIVE_SECRET_KEY_EU = env('BOTH')
      STRIPE_TEST_SECRET_KEY = env('BOTH')
      """, ".env": "PAYMENTS=«sk_live:1»\nBOTH=«sk_live:2»\nOTHER=«sk_live:3»\n",
    ]).filter { $0.location.kind == .dotenv }
    #expect(settings.map(\.meaning.mode) == [.live, nil, nil])
    #expect(settings.map(\.meaning.role) == [.secret, .secret, .unmapped])
    #expect(settings[0].module?.reads == "STRIPE_LIVE_SECRET_KEY")
    #expect(settings[0].identity == "STRIPE_LIVE_SECRET_KEY")
  }

  @Test("an example's names are not joined to what is set")
  func examples() throws {
    let settings = try read([
      "settings_example.py": "STRIPE_SECRET_KEY = env('STRIPE_SECRET_KEY')\n",
      ".env": "STRIPE_SECRET_KEY=«sk_live:1»\n",
    ])
    #expect(module(settings, "STRIPE_SECRET_KEY")?.value.isEmpty == true)
  }

  @Test("an alias of another module's name has its value")
  func otherModule() throws {
    let settings = try read([
      "settings/base.py": "STRIPE_SECRET_KEY = '«sk_live:1»'\n",
      "settings/prod.py": "from .base import *\nstripe.api_key = STRIPE_SECRET_KEY\n",
    ])
    #expect(module(settings, "stripe.api_key")?.value == key("sk_live:1"))
  }

  @Test("so it has where that other name is read from the environment")
  func otherModuleReads() throws {
    let settings = try read([
      "settings/base.py": "STRIPE_SECRET_KEY = env('PAY', default='')\n",
      "settings/prod.py": "from .base import *\nstripe.api_key = STRIPE_SECRET_KEY\n", ".env": "PAY=«sk_live:1»\n",
    ])
    #expect(module(settings, "stripe.api_key")?.value == key("sk_live:1"))
    #expect(module(settings, "stripe.api_key")?.module?.origin?.kind == .dotenv)
  }
}
