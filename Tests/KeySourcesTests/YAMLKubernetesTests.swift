import KeyFacts
import KeySecrets
import Testing

@testable import KeySources

@Suite("YAML of Kubernetes") struct YAMLKubernetesTests {
  private let encoded = YAMLReading.secret.base64

  @Test("a Secret's data is decoded, wherever its kind stands")
  func data() throws {
    for text in ["kind: Secret\ndata: {STRIPE_KEY: \(encoded)}\n", "data: {STRIPE_KEY: \(encoded)}\nkind: Secret\n"] {
      #expect(try YAMLReading(text).holds("STRIPE_KEY", YAMLReading.secret))
    }
  }

  @Test("a placeholder in a Secret's data is decoded too")
  func placeholder() throws {
    let reading = try YAMLReading("data: {STRIPE_KEY: \("your-stripe-key\n".base64)}\nkind: Secret\n")
    #expect(reading.holds("STRIPE_KEY", "your-stripe-key\n"))
  }

  @Test("a line end that was encoded with a key is seen")
  func lineEnd() throws {
    let reading = try YAMLReading("kind: Secret\ndata: {STRIPE_KEY: \((YAMLReading.secret + "\n").base64)}\n")
    #expect(reading.settings.map { ValueClassifier.classify($0) } == [.malformed(.strayCharacters)])
  }

  @Test("a raw key under data is taken as it stands")
  func raw() throws {
    let reading = try YAMLReading(YAMLReading.filled("kind: Secret\ndata: {STRIPE_KEY: ‹SK›}\n"))
    #expect(reading.holds("STRIPE_KEY", YAMLReading.secret))
  }

  @Test("a ConfigMap's data is text")
  func configMap() throws {
    let reading = try YAMLReading("kind: ConfigMap\ndata: {STRIPE_KEY: abcd}\n")
    #expect(reading.holds("STRIPE_KEY", "abcd"))
  }

  @Test("stringData is text")
  func stringData() throws {
    let reading = try YAMLReading(YAMLReading.filled("stringData: {STRIPE_KEY: ‹SK›}\nkind: Secret\n"))
    #expect(reading.holds("STRIPE_KEY", YAMLReading.secret))
  }

  @Test("the object's name speaks for names that lack Stripe's")
  func objectName() throws {
    let text = "kind: Secret\ndata: {secretKey: \("abc".base64), other: eA==}\nmetadata: {name: stripe}\n"
    let reading = try YAMLReading(text)
    #expect(reading.names == ["secretKey"])
    #expect(reading.settings.first?.identity == "STRIPE_SECRET_KEY")
    let django = try YAMLReading(text.replacing("stripe", with: "django"))
    #expect(django.names == [])
  }

  @Test("the object's name speaks for a key under such a name, too, wherever it stands")
  func objectNameOfKey() throws {
    for text in [
      "kind: Secret\nmetadata: {name: stripe}\nstringData: {secretKey: ‹SK›}\n",
      "stringData: {secretKey: ‹SK›}\nkind: Secret\nmetadata: {name: stripe}\n",
    ] {
      let reading = try YAMLReading(YAMLReading.filled(text))
      #expect(reading.settings.map(\.meaning.role) == [.secret])
      #expect(reading.settings.first?.identity == "STRIPE_SECRET_KEY")
    }
  }

  @Test("the items of a List are objects of their own")
  func list() throws {
    let reading = try YAMLReading(
      "kind: List\nitems:\n- {kind: Secret, data: {STRIPE_KEY: \(encoded)}}\n- {kind: ConfigMap, data: {STRIPE_KEY: YWJj}}\n"
    )
    #expect(reading.holds("STRIPE_KEY", YAMLReading.secret))
    #expect(reading.holds("STRIPE_KEY", "YWJj"))
  }

  @Test("a SealedSecret is encrypted")
  func sealed() throws {
    let reading = try YAMLReading(
      "kind: SealedSecret\nmetadata: {name: stripe}\nspec: {encryptedData: {STRIPE_KEY: AgBy, secretKey: AgBz, x: AgB}}\n"
    )
    #expect(reading.names == ["STRIPE_KEY", "secretKey"])
    #expect(reading.settings.allSatisfy { $0.form == .encrypted })
  }

  @Test("a .env in a ConfigMap is read, each value at its line")
  func dotenv() throws {
    let text = """
      kind: ConfigMap
      data:
        app.env: |
          # STRIPE_OLD_KEY=x
          DEBUG=1
          STRIPE_SECRET_KEY=‹SK›

          export STRIPE_PUBLIC_KEY="‹PK›" # ours
      """
    #expect(
      try YAMLReading(YAMLReading.filled(text)).lines == [
        "STRIPE_SECRET_KEY key 6:23 data/app.env", "STRIPE_PUBLIC_KEY key 8:31 data/app.env",
      ])
  }

  @Test("a .env that is a Secret's base64 is read")
  func encodedDotenv() throws {
    let reading = try YAMLReading(
      "kind: Secret\ndata:\n  .env: \("A=1\nSTRIPE_SECRET_KEY=\(YAMLReading.secret)\n".base64)\n")
    #expect(reading.lines == ["STRIPE_SECRET_KEY key 3:9 data/.env"])
  }

  @Test("a .env of one line that is a Secret's base64 is read")
  func encodedLine() throws {
    for text in ["STRIPE_SECRET_KEY=\(YAMLReading.secret)\n", "export STRIPE_SECRET_KEY='\(YAMLReading.secret)'"] {
      let reading = try YAMLReading("kind: Secret\ndata: {.env: \(text.base64)}\n")
      #expect(reading.lines == ["STRIPE_SECRET_KEY key 2:14 data/.env"])
    }
  }

  @Test(
    "what is encrypted under any name of Stripe's is a setting",
    arguments: [
      "stripe_config: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n", "stripe: !vault |\n  6162\n",
      "STRIPE_CONFIG: ENC[AES256_GCM,data:Zm9v]\n", "stripe: ENC[AES256_GCM,data:Zm9v]\n",
      "STRIPE_LIVE_SECRET_KEY_FILE: !vault |\n  6162\n",
      "stripe_secret_key: |\n  -----BEGIN PGP MESSAGE-----\n\n  ab cd\n",
    ])
  func encryptedValues(text: String) throws {
    #expect(try YAMLReading(text).settings.map { ValueClassifier.classify($0) } == [.encrypted])
  }
}
