import KeyFacts
import KeySecrets
import Testing

@testable import KeySources

@Suite("YAML layouts") struct YAMLLayoutTests {
  struct Layout: CustomTestStringConvertible {
    let claim: String
    let text: String
    let expected: [String]

    init(_ claim: String, _ text: String, _ expected: [String]) {
      self.claim = claim
      self.text = text
      self.expected = expected
    }

    var testDescription: String { claim }
  }

  @Test("a setting is found where it stands", arguments: found)
  func finds(layout: Layout) throws {
    #expect(try YAMLReading(YAMLReading.filled(layout.text)).lines == layout.expected)
  }

  @Test("what is no setting of Stripe's is left alone", arguments: left)
  func leaves(layout: Layout) throws {
    #expect(try YAMLReading(YAMLReading.filled(layout.text)).lines == [])
  }

  static let found = [
    Layout("in a mapping", "STRIPE_SECRET_KEY: ‹SK›\n", ["STRIPE_SECRET_KEY key 1:20 STRIPE_SECRET_KEY"]),
    Layout(
      "in a compose mapping", "services:\n  web:\n    environment: {STRIPE_SECRET_KEY: '‹SK›'}\n",
      ["STRIPE_SECRET_KEY key 3:39 services/web/environment/STRIPE_SECRET_KEY"]),
    Layout(
      "in a compose list", "services: {web: {environment: [A=1, STRIPE_API_KEY=‹SK›]}}",
      ["STRIPE_API_KEY key 1:52 services/web/environment/[1]"]),
    Layout(
      "in a quoted item of a list", "environment:\n  - \"STRIPE_API_KEY=‹SK›\"\n",
      ["STRIPE_API_KEY key 2:21 environment/[0]"]),
    Layout(
      "as a name passed through", "environment:\n  - STRIPE_API_KEY\n", ["STRIPE_API_KEY reference 2:5 environment/[0]"]
    ),
    Layout(
      "in Kamal's list of names", "env:\n  secret:\n    - STRIPE_PRIVATE_KEY\n    - DATABASE_URL\n",
      ["STRIPE_PRIVATE_KEY reference 3:7 env/secret/[0]"]),
    Layout(
      "with an inline default", "environment:\n  - STRIPE_LIVE_SECRET_KEY=${STRIPE_LIVE_SECRET_KEY:-sk_<CHANGE_ME>}\n",
      ["STRIPE_LIVE_SECRET_KEY reference 2:28 environment/[0]"]),
    Layout(
      "as name and value", "env:\n- name: STRIPE_SECRET_KEY\n  value: ‹SK›\n",
      ["STRIPE_SECRET_KEY key 3:10 env/[0]/value"]),
    Layout(
      "as value before name", "env: [{value: ‹SK›, name: STRIPE_SECRET_KEY}]",
      ["STRIPE_SECRET_KEY key 1:15 env/[0]/value"]),
    Layout(
      "as a secretKeyRef",
      "env:\n- name: STRIPE_SECRET_KEY\n  valueFrom: {secretKeyRef: {name: stripe-secret, key: STRIPE_KEY}}\n",
      ["STRIPE_SECRET_KEY reference 2:9 env/[0]"]),
    Layout(
      "without a value in render.yaml", "envVars:\n- key: STRIPE_LIVE_SECRET_KEY\n  sync: false\n",
      ["STRIPE_LIVE_SECRET_KEY reference 2:8 envVars/[0]"]),
    Layout(
      "as an ExternalSecret's item",
      "spec:\n  data:\n  - secretKey: STRIPE_SECRET_KEY\n    remoteRef: {key: app, property: stripe_secret_key}\n",
      ["STRIPE_SECRET_KEY reference 3:16 spec/data/[0]"]),
    Layout("in a nested block", "stripe: {live: {secret_key: ‹LK›}}", ["secret_key key 1:29 stripe/live/secret_key"]),
    Layout(
      "for each account", "STRIPE_KEYS: {usd: {secret: ‹SK›}, eur: {secret: ‹LK›}}",
      [
        "secret key 1:29 STRIPE_KEYS/usd/secret",
        "secret key 1:\(29 + 107 + 17) STRIPE_KEYS/eur/secret",
      ]),
    Layout("in camelCase", "config: {stripePublicKey: ''}", ["stripePublicKey empty 1:28 config/stripePublicKey"]),
    Layout(
      "in a workflow", "env:\n  STRIPE_SECRET_KEY: ${{ secrets.STRIPE_SECRET_KEY }}\n",
      ["STRIPE_SECRET_KEY reference 2:22 env/STRIPE_SECRET_KEY"]),
    Layout(
      "in a quoted template", "STRIPE_PRIVATE_KEY: \"{{ localsettings.STRIPE_PRIVATE_KEY }}\"",
      ["STRIPE_PRIVATE_KEY template 1:22 STRIPE_PRIVATE_KEY"]),
    Layout(
      "in a template without quotes", "STRIPE_PRIVATE_KEY: {{ stripe_key }}",
      ["STRIPE_PRIVATE_KEY template 1:21 STRIPE_PRIVATE_KEY"]),
    Layout("without a blank after its colon", "{STRIPE_SECRET_KEY:‹SK›}", ["STRIPE_SECRET_KEY key 1:20 ?"]),
    Layout(
      "in an item with a colon", "environment:\n  - STRIPE_SECRET_KEY:‹SK›\n",
      ["STRIPE_SECRET_KEY key 2:23 environment/[0]"]),
    Layout(
      "behind a tag that is no key's", "STRIPE_SECRET_KEY: !Sub ‹SK›", ["STRIPE_SECRET_KEY key 1:25 STRIPE_SECRET_KEY"]),
    Layout(
      "in an embedded Ruby template", "stripe:\n  secret_key: <%= ENV[\"STRIPE_SECRET_KEY\"] %>\n",
      ["secret_key template 2:15 stripe/secret_key"]),
    Layout(
      "of serverless", "environment: {STRIPE_SECRET_KEY: '${self:custom.secrets.stripeSecretKey}'}",
      ["STRIPE_SECRET_KEY reference 1:35 environment/STRIPE_SECRET_KEY"]),
    Layout(
      "of one of two modes", "stripe:\n  test_sk: ‹SK›\n  live_sk: ‹LK›\n",
      ["test_sk key 2:12 stripe/test_sk", "live_sk key 3:12 stripe/live_sk"]),
    Layout("null", "STRIPE_SECRET_KEY:\nB: 1\n", ["STRIPE_SECRET_KEY empty 1:19 STRIPE_SECRET_KEY"]),
    Layout("with a tilde", "STRIPE_SECRET_KEY: ~", ["STRIPE_SECRET_KEY empty 1:20 STRIPE_SECRET_KEY"]),
    Layout(
      "under !vault", "STRIPE_LIVE_SECRET_KEY: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n",
      ["STRIPE_LIVE_SECRET_KEY encrypted 2:3 STRIPE_LIVE_SECRET_KEY"]),
    Layout(
      "encrypted by Pulumi", "config:\n  app:stripeSecretKey:\n    secure: AAABAGxvbmcgY2lwaGVydGV4dA==\n",
      ["app:stripeSecretKey encrypted 3:5 config/app:stripeSecretKey"]),
    Layout(
      "encrypted by SOPS", "STRIPE_LIVE_SECRET_KEY: ENC[AES256_GCM,data:a,type:str]\nsops: {version: 3.7}",
      ["STRIPE_LIVE_SECRET_KEY encrypted 1:25 STRIPE_LIVE_SECRET_KEY"]),
    Layout(
      "under !Ref", "Environment: {STRIPE_SECRET_KEY: !Ref StripeKey}",
      ["STRIPE_SECRET_KEY reference 1:39 Environment/STRIPE_SECRET_KEY"]),
    Layout(
      "under !Sub with a list", "STRIPE_SECRET_KEY: !Sub [a, {b: c}]",
      ["STRIPE_SECRET_KEY reference 1:20 STRIPE_SECRET_KEY"]),
    Layout(
      "as CloudFormation's reference", "STRIPE_SECRET_KEY: {Ref: StripeKey}",
      ["STRIPE_SECRET_KEY reference 1:20 STRIPE_SECRET_KEY"]),
    Layout(
      "as a chart's reference", "stripe: {secretKey: {name: billing, key: stripe}}",
      ["secretKey reference 1:21 stripe/secretKey"]),
    Layout(
      "from a pipeline's secret", "environment: {STRIPE_SECRET_KEY: {from_secret: stripe_key}}",
      ["STRIPE_SECRET_KEY reference 1:34 environment/STRIPE_SECRET_KEY"]),
    Layout(
      "as the name of a variable", "stripe: {production: {private_key: STRIPE_PRIVATE_KEY}}",
      ["private_key reference 1:36 stripe/production/private_key"]),
    Layout("under a usual name", "SK_TEST: ‹SK›", ["SK_TEST key 1:10 SK_TEST"]),
    Layout("under another name", "token: ‹SK›", ["token key 1:8 token"]),
    Layout("in a list of keys", "STRIPE_KEYS: [‹SK›]", ["STRIPE_KEYS key 1:15 STRIPE_KEYS/[0]"]),
    Layout(
      "through an alias of its value", "k: &k ‹SK›\nSTRIPE_SECRET_KEY: *k\n",
      ["k key 1:7 k", "STRIPE_SECRET_KEY key 2:20 STRIPE_SECRET_KEY"]),
    Layout(
      "once through a merge", "x: &x {STRIPE_SECRET_KEY: ‹SK›}\na: {<<: *x}\nb: {<<: *x}\n",
      ["STRIPE_SECRET_KEY key 1:27 x/STRIPE_SECRET_KEY"]),
    Layout(
      "in every document of a stream", "a: 1\n---\nSTRIPE_SECRET_KEY: ‹SK›\n...\n---\nSTRIPE_PUBLIC_KEY: ‹PK›\n",
      ["STRIPE_SECRET_KEY key 3:20 STRIPE_SECRET_KEY", "STRIPE_PUBLIC_KEY key 6:20 STRIPE_PUBLIC_KEY"]),
    Layout(
      "named in Kamal's list of secrets", "env: {clear: {A: b}, secret: [STRIPE_PUBLIC_KEY, PORT]}",
      ["STRIPE_PUBLIC_KEY reference 1:31 env/secret/[0]"]),
    Layout(
      "as base64 without a kind", "data: {STRIPE_KEY: \(YAMLReading.secret.base64)}",
      ["STRIPE_KEY key 1:20 data/STRIPE_KEY"]),
  ]

  static let left = [
    Layout("Django's key of a service", "services: {stripe-worker: {environment: {SECRET_KEY: abc}}}", []),
    Layout("a volume", "volumes: [{name: stripe-secret, secret: {secretName: stripe-secret}}]", []),
    Layout("a compose secret", "secrets: {stripe_secret_key: {external: true, file: ./key}}", []),
    Layout("a service of that name", "services: {stripe: {image: stripe/stripe-cli, command: listen}}", []),
    Layout("a cookie", "stripe_session_key: {secure: true, path: /}", []),
    Layout("a switch", "stripe: {secret: true, public: false}", []),
    Layout("an existing Secret", "stripe: {existingSecret: {name: stripe, key: secret-key}}", []),
    Layout("a key of Django's in a script", "run: docker run -e SECRET_KEY='sk_test_circle' app", []),
    Layout("a dependency", "dependencies: {stripe: ^5.0}", []),
    Layout("a label of a translation", "stripe_public_key: Your public key\n", []),
    Layout("a Secret's name", "envFrom: [{secretRef: {name: stripe-secret}}]\nenv_file: [.env.stripe]\n", []),
    Layout("an image", "image: stripe/stripe-cli:latest\nname: Stripe:latest\n", []),
    Layout("a comment in a script", "run: |\n  # STRIPE_SECRET_KEY=abc\n", []),
    Layout("a description", "description: the Stripe secret key, such as sk_test_… or sk_live_…", []),
  ]

  @Test("the last of two equal names in a mapping wins")
  func repeated() throws {
    let reading = try YAMLReading("STRIPE_KEY: a\nSTRIPE_KEY: b\n")
    #expect(reading.settings.map(\.isOverridden) == [true, false])
  }

  @Test(
    "the last of two equal names in a list wins",
    arguments: [
      "environment: [STRIPE_KEY=a, STRIPE_KEY=b]",
      "env: [{name: STRIPE_KEY, value: a}, {name: STRIPE_KEY, value: b}]",
    ])
  func repeatedItems(text: String) throws {
    #expect(try YAMLReading(text).settings.map(\.isOverridden) == [true, false])
  }

  @Test("a name in another mapping overrides nothing")
  func otherMapping() throws {
    let reading = try YAMLReading("a: {STRIPE_KEY: x}\nb: {STRIPE_KEY: y}\n")
    #expect(reading.settings.map(\.isOverridden) == [false, false])
  }

  @Test(
    "an explicit name wins over a merged one, wherever the merge stands",
    arguments: [
      "<<: {STRIPE_KEY: a}\nSTRIPE_KEY: b\n", "STRIPE_KEY: b\n<<: [{STRIPE_KEY: a}]\n",
    ])
  func merged(text: String) throws {
    let reading = try YAMLReading(text)
    #expect(reading.settings.first { $0.isOverridden }?.value == Secret(Array("a".utf8)))
    #expect(reading.settings.count { $0.isOverridden } == 1)
  }

  @Test("two accounts of a nested block are two settings, one name is one")
  func identity() throws {
    let nested = try YAMLReading(YAMLReading.filled("STRIPE_KEYS: {usd: {secret: ‹SK›}, eur: {secret: ‹LK›}}"))
    #expect(nested.settings.map(\.identity) == ["STRIPE_KEYS_USD_SECRET", "STRIPE_KEYS_EUR_SECRET"])
    let plain = try YAMLReading("a: {STRIPE_SECRET_KEY: x}\nstripe: {secret_key: y}\n")
    #expect(plain.settings.map(\.identity) == ["STRIPE_SECRET_KEY", "STRIPE_SECRET_KEY"])
    let environments = try YAMLReading("production: {stripe: {key: x}}\nstaging: {stripe: {key: y}}\n")
    #expect(environments.settings.map(\.identity) == ["PRODUCTION_STRIPE_KEY", "STAGING_STRIPE_KEY"])
  }

  @Test("the names around a setting give it its mode and role")
  func meaning() throws {
    let reading = try YAMLReading("stripe: {live: {public_key: x}, test: {restricted: y, webhook: {secret: z}}}")
    #expect(
      reading.settings.map(\.meaning) == [
        SettingMeaning(role: .publishable, mode: .live), SettingMeaning(role: .restricted, mode: .test),
        SettingMeaning(role: .webhookSecret, mode: .test),
      ])
  }

  @Test(
    "a file's name speaks for the names in it when it is about Stripe",
    arguments: [
      ("config/stripe.yml", ["secret_key"]), ("stripe.example.yml", ["secret_key"]),
      ("stripe-keys.yml", ["secret_key"]),
      ("stripe-worker.yml", []), ("app.yml", []),
    ])
  func fileName(path: String, names: [String]) throws {
    #expect(try YAMLReading("secret_key: abc\nproduction: {}\n", path: path).names == names)
  }

  @Test("an app.json names variables with a value, and without")
  func appJSON() throws {
    let text = """
      {"env": {"STRIPE_SECRET_KEY": {"description": "key", "value": "‹SK›"},
       "STRIPE_PUBLIC_KEY": {"required": true}, "STRIPE_WEBHOOK_SECRET": {"generator": "secret"}}}
      """
    #expect(
      try YAMLReading(YAMLReading.filled(text), kind: .json).lines == [
        "STRIPE_SECRET_KEY key 1:64 env/STRIPE_SECRET_KEY/value", "STRIPE_PUBLIC_KEY empty 2:23 env/STRIPE_PUBLIC_KEY",
        "STRIPE_WEBHOOK_SECRET reference 2:68 env/STRIPE_WEBHOOK_SECRET",
      ])
  }

  @Test(
    "no name, path or scope holds a key",
    arguments: [
      "{STRIPE_SECRET_KEY:‹SK›}", "env: [{name: ‹SK›, value: ‹LK›}]", "stripe: {‹SK›: {secret_key: a}}",
      "environment: [STRIPE_‹SK›]", "environment: [STRIPE_‹SK›=‹LK›]", "STRIPE_KEY_‹SK›: ‹LK›", "‹SK›: ‹LK›",
      "run: |\n  STRIPE_‹SK›=a\n  STRIPE_‹SK›: ‹LK›\n",
      "kind: Secret\nmetadata: {name: stripe-‹SK›}\ndata: {secretKey: a}",
      "{{ x }}{{\nSTRIPE_‹SK›: ‹LK›\n- name: STRIPE_‹SK›\n  value: a\n", "- {key: STRIPE_‹SK›, sync: false}",
    ])
  func leaks(text: String) throws {
    for setting in try YAMLReading(YAMLReading.filled(text)).settings {
      let shown = setting.name + (setting.location.documentPath ?? "") + setting.scope + setting.identity
      #expect(!shown.contains(YAMLReading.secret.dropFirst(12).prefix(20)))
      #expect(!shown.contains(YAMLReading.live.dropFirst(12).prefix(20)))
    }
  }

  @Test("a name and a value under two keys are two settings, and in a list the last counts")
  func namedUnderKeys() throws {
    let text = "prod: {name: STRIPE_SECRET_KEY, value: ‹LK›}\ndev: {name: STRIPE_SECRET_KEY, value: ‹SK›}\n"
    let reading = try YAMLReading(YAMLReading.filled(text))
    #expect(
      reading.lines == ["STRIPE_SECRET_KEY key 1:40 prod/value", "STRIPE_SECRET_KEY key 2:39 dev/value"])
    let references = "{a: {name: STRIPE_KEY, valueFrom: {x: y}}, b: {name: STRIPE_KEY, valueFrom: {x: y}}}"
    #expect(try YAMLReading(references).lines == ["STRIPE_KEY reference 1:12 a", "STRIPE_KEY reference 1:54 b"])
    let list = "[{name: STRIPE_KEY, value: a}, {name: STRIPE_KEY, value: b}]"
    #expect(try YAMLReading(list).settings.map(\.isOverridden) == [true, false])
  }
}
