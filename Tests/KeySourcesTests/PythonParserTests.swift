import KeyFacts
import KeySecrets
import TestSupport
import Testing

@testable import KeySources

@Suite("Python parser") struct PythonParserTests {
  @Test(
    "knows every form in which a setting gets its value",
    arguments: [
      ("A = 'x'", "'x'"), ("A = True", "True"), ("A = -1.5e+3", "-"), ("A = None", "None"),
      ("import os\nA = os.environ.get('X')", "reads X"), ("A = os.environ.get('X', 'd')", "reads X, else 'd'"),
      ("A = os.environ.get('X', default=None)", "reads X, else None"), ("A = os.environ['X']", "reads X"),
      ("A = os.getenv('X', '')", "reads X, else ''"), ("from os import environ\nA = environ['X']", "reads X"),
      ("from os import environ as e, getenv as g\nA = g('X', e)", "reads X"),
      ("from os import (\n  environ as e,\n)\nA = e.get('X')", "reads X"),
      ("import os as o\nA = o.getenv('X')", "reads X"),
      ("e = os.environ\nA = e['X']", "reads X"), ("get = os.environ.get\nA = get('X', 1)", "reads X, else 1"),
      ("A = os.environ.get('X') or 'd'", "reads X, else 'd'"), ("A = os.environ.pop('X')", "reads X"),
      ("import environ\nenv = environ.Env()\nA = env('X')", "reads X"),
      ("A = env('X', default='d')", "reads X, else 'd'"),
      ("A = env('X', str, 'd')", "reads X"), ("A = env('X', bool)", "reads X"), ("A = env['X']", "reads X"),
      ("A = env.str('X', 'd')", "reads X, else 'd'"), ("A = env.bool('X', default=False)", "reads X, else False"),
      ("A = env.get('X', 'd')", "reads X, else 'd'"), ("A = env.list(var='X')", "reads X"),
      ("from environs import Env\ne = Env()\nA = e.str('X')", "reads X"),
      ("env = environ.FileAwareEnv(X=(str, 'd'))\nA = env('X')", "reads X, else 'd'"),
      ("from environ import Env\nenv = Env(X=(str, 'd'))\nA = env('X')", "reads X, else 'd'"),
      ("from decouple import config\nA = config('X')", "reads X"),
      ("A = config('X', default='d')", "reads X, else 'd'"),
      ("A = config('X', 'd', cast=str)", "reads X, else 'd'"),
      ("from decouple import config as c\nA = c('X')", "reads X"),
      ("from decouple import AutoConfig\nc = AutoConfig('/x')\nA = c('X')", "reads X"),
      (
        "from starlette.config import Config\nc = Config('.env')\nA = c('X', cast=str, default='d')",
        "reads X, else 'd'"
      ),
      ("from dotenv import dotenv_values\nc = dotenv_values('.env')\nA = c['X']", "reads X"),
      ("A = str(os.environ['X'])", "reads X"), ("A = os.environ['X'].strip()", "reads X"),
      ("B = os.environ['X']\nA = B", "reads X"), ("B = os.environ['X']\nA = B.strip()", "reads X"),
      ("A = B", "is B"), ("B = 'x'\nA = B", "'x'"), ("A = 'x' + 'y'", "'xy'"), ("A = ('x')", "'x'"),
      ("A = SECRETS['x']", "looks up x"), ("A = SECRETS.get('x', 'd')", "looks up x, else 'd'"),
      ("D = {'x': {'y': 'z'}}\nA = D['x']['y']", "'z'"), ("D = {'x': 'z'}\nA = D.get('x')", "'z'"),
      ("D = dict(x='z')\nA = D['x']", "'z'"),
      ("A = f'{x}'", "computed"), ("A = get_secret('x')", "computed"), ("A = get_env_variable('X')", "computed"),
      ("A = x == 'y'", "computed"), ("A = a and b", "computed"), ("A = 'x' % y", "computed"), ("A = [x]", "computed"),
      ("A = lambda: os.environ['X']", "computed"), ("A = decrypt(os.environ['X'])", "computed"),
      ("A = os.environ[x]", "computed"), ("A = os.environ.get(x, 'd')", "computed"), ("A = 'x'\nA += 'y'", "computed"),
      ("A = os.getenv('X', make())", "reads X, else computed"), ("A = [os.getenv('X') for x in y]", "computed"),
      ("from project import config\nA = config('X')", "computed"), ("def config(x): pass\nA = config('X')", "reads X"),
      ("A: str = os.environ['X']", "reads X"), ("A = B = os.environ['X']", "reads X"),
      ("x = 1; A = os.environ['X']", "reads X"),
      ("A, B = os.environ['X'], 2", "reads X"), ("os.environ['A'] = 'x'", "'x'"), ("globals()['A'] = 'x'", "'x'"),
      ("os.environ.setdefault('A', 'x')", "'x'"),
      ("from configurations import values\nA = values.SecretValue()", "reads DJANGO_*"),
      (
        "from configurations import values\nA = values.Value('d', environ_name='X', environ_prefix=None)",
        "reads X, else 'd'"
      ),
      ("class Settings(BaseSettings):\n    A: str", "reads A"),
      ("class Settings(BaseSettings):\n    A: str = 'd'", "reads A, else 'd'"),
      ("class Settings(BaseSettings):\n    A: str = Field('d', env='X')", "reads X, else 'd'"),
    ])
  func forms(text: String, expected: String) {
    let found = PythonReading.assignments(text + "\n").last { $0.root == "A" }
    #expect(found?.words == expected || expected == "-" && found?.words.hasPrefix("-") ?? false, "\(text)")
  }

  @Test("keeps every branch with its condition, and lets a later definition under the same ones take its place")
  func branches() throws {
    let reading = try PythonReading(
      """
      STRIPE_KEY = ''
      if ENVIRONMENT == 'prod':
          STRIPE_KEY = 'a'
          STRIPE_KEY = 'b'
      elif DEBUG and PASSWORD == "pass 1":
          STRIPE_KEY = 'c'
      else: STRIPE_KEY = 'd'
      try:
          from .local import *
      except ImportError:
          STRIPE_KEY = 'e'
      with x() as y:
          STRIPE_ID = 'f'
      for x in y:
          if z:
              STRIPE_ID = 'g'
      class Production(Base):
          STRIPE_ID = 'h'
      STRIPE_URL = 'i' if DEBUG else 'j' if B else 'k'
      STRIPE_ID = 'l'
      """)
    #expect(
      reading.lines == [
        "STRIPE_KEY empty 1:15", "STRIPE_KEY! malformed 3:19 if ENVIRONMENT == 'prod'",
        "STRIPE_KEY malformed 4:19 if ENVIRONMENT == 'prod'",
        "STRIPE_KEY malformed 6:19 elif DEBUG and PASSWORD == '…'",
        "STRIPE_KEY malformed 7:21 else of elif DEBUG and PASSWORD == '…'",
        "STRIPE_KEY malformed 11:19 except ImportError",
        "STRIPE_ID! other 13:18", "STRIPE_ID! other 16:22 for x in y if z",
        "STRIPE_ID! other 18:18 class Production", "STRIPE_URL other 19:15 if DEBUG", "STRIPE_URL other 19:33 if B",
        "STRIPE_URL other 19:47 else of if B", "STRIPE_ID other 20:14",
      ])
  }

  @Test("reads dicts with their path, and a dict's names by what stands around them")
  func dicts() throws {
    let reading = try PythonReading(
      """
      STRIPE_KEYS = {
          "usd": {"public": "«pk_live:1»", "secret": env("USD")},
          'eur': dict(secret='«sk_live:2»'), **more,
      }
      STRIPE_KEYS['gbp'] = "«sk_live:3»"
      OTHER = {'STRIPE_SECRET_KEY': 'x', 'secret': 'y'}
      """)
    #expect(
      reading.lines == [
        "public key 2:24 STRIPE_KEYS/usd/public", "secret reference 2:144 STRIPE_KEYS/usd/secret",
        "secret key 3:25 STRIPE_KEYS/eur/secret", "gbp key 5:23 STRIPE_KEYS/gbp",
        "STRIPE_SECRET_KEY malformed 6:32 OTHER/STRIPE_SECRET_KEY",
      ])
    #expect(Set(reading.reading.settings.map(\.identity)).count == 5)
  }

  @Test("entries of a dict whose keys are no texts do not take each other's place")
  func unknownKeys() throws {
    let reading = try PythonReading("STRIPE_KEYS = {('a', 1): '«sk_live:1»', ('b', 1): '«sk_live:2»'}\n")
    #expect(reading.lines == ["? key 1:27 STRIPE_KEYS/?", "? key 1:148 STRIPE_KEYS/?"])
  }

  @Test("a key is found wherever it stands in the code")
  func credentials() throws {
    let reading = try PythonReading(
      """
      STRIPE_SECRET_KEY = decrypt("«sk_live:1»")
      client = Client(api_key="«sk_test:2»", x=["«sk_test:3»"])
      STRIPE_LIVE_SECRET_KEY = f"{x}«sk_live:4»"
      def f():
          stripe.api_key = "«sk_live:5»"
          url = "x"
      print("«sk_live:6»")
      STRIPE_TEST_SECRET_KEY = env("X", default="«sk_test:7»")
      # STRIPE_KEY = "«sk_live:8»"
      """)
    #expect(
      reading.lines == [
        "STRIPE_SECRET_KEY reference 1:21", "STRIPE_SECRET_KEY key 1:30", "api_key key 2:26", "x key 2:140",
        "STRIPE_LIVE_SECRET_KEY malformed 3:28", "stripe.api_key key 5:23 in f()", "? key 7:8",
        "STRIPE_TEST_SECRET_KEY reference 8:26",
      ])
  }

  @Test("a mode comes from the name that is read, where the setting's has none")
  func modes() throws {
    let reading = try PythonReading(
      """
      STRIPE_SECRET_KEY = config("STRIPE_LIVE_SECRET_KEY")
      STRIPE_TEST_SECRET_KEY = config("STRIPE_LIVE_SECRET_KEY")
      """)
    #expect(reading.reading.settings.map(\.meaning.mode) == [.live, .test])
    #expect(reading.reading.settings.map(\.identity) == ["STRIPE_LIVE_SECRET_KEY", "STRIPE_LIVE_SECRET_KEY"])
  }

  @Test(
    "tells whether STRIPE_LIVE_MODE stays a text",
    arguments: [
      ("os.environ.get('M')", ModuleUse.Conversion.none), ("os.getenv('M', False)", .none),
      ("bool(os.getenv('M'))", .none),
      ("config('M', default=False)", .none), ("config('M', cast=bool)", .bool), ("env.bool('M')", .bool),
      ("env('M', default=False)", .bool), ("env('M', bool)", .bool), ("os.getenv('M') == 'True'", .bool),
      ("os.getenv('M', '').lower() in ('1', 'true')", .bool), ("strtobool(os.getenv('M', '0'))", .other),
      ("json.loads(os.getenv('M', 'false'))", .other), ("env('M')", .none), ("not os.getenv('M')", .bool),
    ])
  func conversions(value: String, expected: ModuleUse.Conversion) throws {
    let setting = try #require(try PythonReading("STRIPE_LIVE_MODE = \(value)\n").setting("STRIPE_LIVE_MODE"))
    #expect(setting.module?.form == .environment)
    #expect(setting.module?.conversion == expected)
  }

  @Test("a scheme's type converts, and its default counts")
  func scheme() throws {
    let reading = try PythonReading(
      """
      import environ
      env = environ.Env(STRIPE_LIVE_MODE=(bool, True), STRIPE_SECRET_KEY=(str, "«sk_test:1»"))
      STRIPE_LIVE_MODE = env("STRIPE_LIVE_MODE")
      STRIPE_SECRET_KEY = env("STRIPE_SECRET_KEY")
      """)
    let mode = try #require(reading.setting("STRIPE_LIVE_MODE")?.module)
    #expect(mode.conversion == .bool && mode.fallback?.isWord == true)
    #expect((mode.fallback?.location.line, mode.fallback?.location.column) == (2, 43))
    #expect(!reading.lines.contains { $0.hasPrefix("STRIPE_SECRET_KEY key 2:") })
    let key = try #require(reading.setting("STRIPE_SECRET_KEY")?.module?.fallback)
    #expect((key.location.line, key.location.column) == (2, 75))
  }

  @Test("what is not Stripe's is passed by")
  func others() throws {
    let reading = try PythonReading(
      """
      SECRET_KEY = 'x'
      stripe = Stripe('usd')
      stripe.api_version = '2020'
      from .utils import stripe_callback
      SECRET_KEY = os.environ['STRIPEX']
      def stripe_key(): stripe_key = 'x'
      """)
    #expect(reading.lines.isEmpty, "\(reading.lines)")
  }
}
