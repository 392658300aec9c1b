import KeyFacts
import KeySecrets
import Testing

@testable import KeySources

@Suite("Text in YAML") struct YAMLTextTests {
  @Test(
    "pairs in scripts and arguments are found at their place",
    arguments: [
      (
        "run: |\n  kubectl create secret \\\n    --from-literal=STRIPE_API_KEY=‹SK› \\\n    -n x\n",
        "STRIPE_API_KEY key 3:35 run"
      ),
      ("run: echo STRIPE_SECRET_KEY=sk_test_ >> .env\n", "STRIPE_SECRET_KEY placeholder 1:29 run"),
      ("run: |\n  echo 'STRIPE_SECRET_KEY=‹SK›' >> .env\n", "STRIPE_SECRET_KEY key 2:27 run"),
      ("run: helm --set a=b,config.stripeSecretKey=‹SK›,c=d\n", "config.stripeSecretKey key 1:44 run"),
      ("run: docker run -e STRIPE_KEY=${{ secrets.STRIPE_KEY }} x\n", "STRIPE_KEY reference 1:31 run"),
      ("command: [listen, -H, \"x-stripe-secret: ‹SK›\"]", "x-stripe-secret key 1:41 command/[2]"),
      ("command: [listen, --api-key, ‹SK›]", "command key 1:30 command/[2]"),
      ("command: [listen, --api-key=‹SK›]", "api-key key 1:29 command/[1]"),
      ("command: listen --api-key ‹SK›", "command key 1:27 command"),
      ("values: |\n  config:\n    stripeSecretKey: ‹SK›\n", "stripeSecretKey key 3:22 values"),
      ("json: '{\"a\": {\"b\":\"‹SK›\"}}'", "json key 1:20 json"),
      ("note: our key is (‹SK›).", "note key 1:19 note"),
      ("run: >\n  STRIPE_SECRET_KEY=‹SK›\n  ./manage.py\n", "STRIPE_SECRET_KEY key 2:21 run"),
      ("command: &a :listen --api-key ‹SK›", "command key 1:31 command"),
      (".env: |\n  # STRIPE_SECRET_KEY=sk_\n  STRIPE_SECRET_KEY=‹SK›\n", "STRIPE_SECRET_KEY key 3:21 .env"),
    ])
  func pairs(text: String, expected: String) throws {
    #expect(try YAMLReading(YAMLReading.filled(text)).lines == [expected])
  }

  @Test("the last of two equal lines of a .env wins")
  func repeated() throws {
    let reading = try YAMLReading("x.env: |\n  STRIPE_KEY=a\n  STRIPE_KEY=b\n")
    #expect(reading.settings.map(\.isOverridden) == [true, false])
  }

  @Test(
    "an item whose name is not written as it is has the place of the whole text",
    arguments: [
      ("environment:\n  - \"STRIPE\\x5fAPI_KEY=‹SK›\"\n", 2, 6),
      ("a: &a STRIPE_API_KEY=‹SK›\nenvironment: [*a]\n", 2, 15),
      ("environment:\n  - \"STRIPE_API_\\\n    KEY=‹SK›\"\n", 2, 6),
      ("environment:\n  - |\n    STRIPE_API_KEY=‹SK›\n", 3, 20),
    ])
  func rewritten(text: String, line: Int, column: Int) throws {
    let place = try #require(try YAMLReading(YAMLReading.filled(text)).settings.last?.location)
    #expect((place.line, place.column) == (line, column))
  }

  @Test("a name as long as a file, which stands there in other words, is looked for once", .timeLimit(.minutes(1)))
  func longName() throws {
    let text = "a: \"\\x61\(String(repeating: "a", count: 400_000))=‹SK›\"\n"
    #expect(try YAMLReading(YAMLReading.filled(text)).settings.map(\.location.column) == [5])
  }

  @Test(
    "code is no setting",
    arguments: [
      "run: stripe.api_key = os.environ['STRIPE_KEY']", "run: sed -i s/STRIPE_KEY=.*/x/ .env",
      "run: test -n \"$STRIPE_SECRET_KEY\"", "run: stripe_key=$(pass stripe) && stripe_url=http://x stripe trigger",
      "url: https://example.org/?stripe_key=a",
    ])
  func code(text: String) throws {
    let kinds = try YAMLReading(text).settings.map { ValueClassifier.classify($0).kind }
    #expect(kinds.allSatisfy { $0 == .reference })
  }
}

@Suite("Templates") struct TemplateReaderTests {
  @Test("a Helm template is read line by line")
  func helm() throws {
    let text = """
      metadata:
        name: {{ template "fullname" . } }}
      {{- if .Values.stripe }}
      env:
        - name: STRIPE_API_KEY
          value: "{{ .Values.stripe_api_key }}"
        - name: STRIPE_SECRET_KEY
          {{- if .Values.own }}
          valueFrom:
            secretKeyRef: {name: x, key: y}
        - STRIPE_PUBLIC_KEY=‹PK›
      stringData:
        STRIPE_TEST_SECRET_KEY: '‹SK›' # ours
      {{- end }}
      """
    #expect(
      try YAMLReading(YAMLReading.filled(text)).lines == [
        "STRIPE_API_KEY template 6:13 -", "STRIPE_SECRET_KEY reference 7:11 -", "STRIPE_PUBLIC_KEY key 11:23 -",
        "STRIPE_TEST_SECRET_KEY key 13:28 -",
      ])
  }

  @Test("what could be read line by line alone is said to be, settings or none")
  func lineByLine() throws {
    let text = Array("a: 1\n{% if x %}\nb: stripe\n".utf8)
    let reading = try YAMLParser.parse(text, kind: .yaml, path: "a.yml", isExample: false, permissions: nil)
    #expect(reading.settings.isEmpty)
    #expect(reading.malformed.map(\.location.line) == [2])
  }

  @Test("a JSON file that is a template is read line by line")
  func json() throws {
    let reading = try YAMLReading("{\n {{ x }}\n \"STRIPE_SECRET_KEY\": \"{{ y }}\",\n}", kind: .json)
    #expect(reading.lines == ["STRIPE_SECRET_KEY template 3:24 -"])
  }

  @Test("a key in a template's own statement is found", arguments: ["{% set k = \"‹LK›\" %}", "{{- $k := \"‹LK›\" }}"])
  func statements(line: String) throws {
    let text = YAMLReading.filled("{% if x %}\n\(line)\nstripe: 1\n{% endif %}\n")
    #expect(try YAMLReading(text).settings.map { ValueClassifier.classify($0).kind } == [.key])
  }

  @Test("GitHub's expressions make no template of what is broken", arguments: ["a: ${{ secrets.STRIPE_KEY }}\n b: 1\n"])
  func notTemplate(text: String) {
    #expect(throws: SourceError.self) { try YAMLReading(text) }
    #expect(throws: Never.self) { try YAMLReading(text + "{% if x %}\n") }
  }

  @Test("a template's long line has its places at once")
  func longLine() throws {
    let text = "{{ x }}{{\n\(String(repeating: "STRIPE_KEY=abc ", count: 20_000))\n"
    #expect(try YAMLReading(text).settings.last?.location.column == 15 * 19_999 + 12)
  }
}
