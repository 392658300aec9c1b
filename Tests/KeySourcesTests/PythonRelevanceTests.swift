import KeyFacts
import KeySecrets
import TestSupport
import Testing

@testable import KeySources

@Suite("Lines of a settings module that have to do with Stripe") struct PythonRelevanceTests {
  @Test("are those that mention it, and those that bind what these use")
  func mentions() {
    let text = """
      import os
      from pathlib import Path
      import environ
      env = environ.Env(DEBUG=(bool, False))
      DEBUG = env.bool("DEBUG")
      CACHE = env("CACHE_URL", default="locmem://")
      PREFIX = "sk"
      STRIPE_SECRET_KEY = env("STRIPE_SECRET_KEY", default=PREFIX)
      STATIC = os.path.join("a", "b")
      KEYS = {"usd": STRIPE_SECRET_KEY}
      # STRIPE_PUBLIC_KEY = 1
      APPS = ["a", "b"]
      """
    #expect(Self.relevant(text) == [3, 4, 5, 7, 8, 10])
  }

  /// Each has a setting that a reader of too few lines would miss, or take for another.
  static let modules = [
    "from os import environ as e\nget = e.get\nA = get('STRIPE_SECRET_KEY')\nB = {'k': A}\n",
    "K = '«sk_live:1»'\nFOO = K\nBAR = FOO\nDEBUG = True\n",
    "globals()['K'] = '«sk_live:1»'\nFOO = K\n",
    "import os\nos.environ['K'] = '«sk_live:1»'\nFOO = K\nos.environ.setdefault('L', '«sk_test:1»')\nBAR = L\n",
    "FOO = 'sk_' 'live_' + ('«body:1»')\nBAR = 'sk_\\x6cive_«body:1»'\n",
    "if DEBUG: K = '«sk_test:1»'\nelse: K = '«sk_live:1»'\nFOO = K\n",
    "A, B = '«sk_test:1»', 1; C = A\nD: str = C\nE = F = D\n",
    "env = environ.Env(X=(str, '«sk_test:1»'))\nFOO = env('X')\nBAR = env('Y')\n",
    "class Production(Base):\n  key: str\n  api_key = values.SecretValue()\nstripe_key = Production.key\n",
    "T = '''\nSTRIPE_KEY = 1\n'''\nSTRIPE_KEYS = {}\nSTRIPE_KEYS['usd'] = T\nT2 = T\n",
    "STRIPE_KEY = config('X')\nSTRIPE_KEY = None if DEBUG else config('Y')\ndef f():\n  return 1\n",
    "S = {'a': {'b': '«sk_live:1»'}}\nFOO = S['a']['b']\nBAR = S.get('a')\n",
    "X = (\nSTRIPE = 1\nFOO = '«sk_live:1»'\n   BAD = 1\nif STRIPE\n  A = 1\n",
    "try:\n  from .local import *\nexcept ImportError:\n  pass\nelse:\n  STRIPE_SECRET_KEY = env('A')\nX = 1\nelse: Y = 1\n",
  ]

  @Test("give the settings that all lines give", arguments: modules)
  func sameSettings(module: String) throws {
    let bytes = Array(TestKeys.filling(module).utf8)
    #expect(try Self.told(bytes) == Self.told(bytes, readsAll: true))
  }

  @Test("give the settings that all lines give, in whatever order they stand")
  func anyOrder() throws {
    let lines = Self.modules.flatMap { TestKeys.filling($0).split(separator: "\n").map(String.init) }
    var state: UInt64 = 1
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<300 {
      let module = (0..<3 + next(20)).map { _ in lines[next(lines.count)] + "\n" }.joined()
      #expect(try Self.told(Array(module.utf8)) == Self.told(Array(module.utf8), readsAll: true))
    }
  }

  /// Numbers of the lines that count, from 1.
  private static func relevant(_ text: String) -> [Int] {
    Array(text.utf8).withUnsafeBufferPointer { source in
      var tokenizer = PythonTokenizer(source)
      var lines: [PythonLine] = []
      while let line = tokenizer.next() { lines.append(line) }
      let relevance = PythonRelevance(lines, source, ReasonToParse(followsFiles: false))
      return zip(lines, relevance.lines).filter(\.1).compactMap { $0.0.tokens.first?.line }
    }
  }

  /// All that is said of a module's settings, keys by their fingerprints; branches by number of appearance.
  private static func told(_ bytes: [UInt8], readsAll: Bool = false) throws -> [String] {
    let reading = try PythonParser.parse(bytes, path: "settings.py", readsAll: readsAll)
    var chains: [Int: Int] = [:]
    let settings = reading.settings.map { setting in
      let use = setting.module
      let conditions = use?.conditions.map { condition in
        let chain = chains[condition.chain] ?? chains.count
        chains[condition.chain] = chain
        return "\(condition.words) \(chain).\(condition.branch)"
      }
      return """
        \(setting.name) \(setting.meaning) \(setting.form) \(setting.location) \(setting.scope) \
        \(setting.isOverridden) \(Fingerprint(of: setting.value)) \(use?.form as Any) \(use?.reads as Any) \
        \(use?.alias as Any) \(use?.identity as Any) \(use?.conversion as Any) \(conditions as Any) \
        \(use?.fallback?.location as Any) \(use?.origin as Any) \(use?.isName as Any)
        """
    }
    return settings + reading.malformed.map { "\($0.location) \($0.reason)" }
  }
}
