import KeyFacts
import KeySecrets
import KeySources
import TestSupport
import Testing

@Suite("Environment") struct EnvironmentTests {
  private func parse(_ variables: [(String, [UInt8])]) -> Reading {
    EnvironmentParser.parse(EnvironmentVariables(variables.map { (Array($0.0.utf8), $0.1) }))
  }

  @Test("finds recognised names and keys under any name, sorted by name")
  func settings() {
    let key = Array(TestKeys.text().utf8)
    let reading = parse([
      ("STRIPE_SECRET_KEY", key), ("HOME", [0x2F]), ("BILLING", key), ("STRIPE_LIVE_MODE", []), ("KEYFERRY_DB", [0x78]),
    ])
    #expect(reading.settings.map(\.name) == ["BILLING", "STRIPE_LIVE_MODE", "STRIPE_SECRET_KEY"])
    #expect(reading.settings.map(\.meaning.role) == [.unmapped, .liveMode, .secret])
    #expect(reading.settings.allSatisfy { $0.location == SourceLocation(kind: .environment, path: "environment") })
  }

  @Test("keeps bytes that are not UTF-8")
  func bytes() {
    let value = Array(TestKeys.text().utf8) + [0xFF]
    #expect(parse([("STRIPE_KEY", value)]).settings.map(\.value) == [Secret(value)])
  }

  @Test("lets the first of two entries of one name count")
  func repeated() {
    let reading = parse([("STRIPE_KEY", [0x61]), ("STRIPE_KEY", [0x62])])
    #expect(reading.settings.map(\.isOverridden) == [false, true])
    #expect(reading.settings.first?.value == Secret([0x61]))
  }

  @Test("reads this process's variables")
  func process() {
    #expect(EnvironmentSource.read().value(of: Array("PATH".utf8))?.isEmpty == false)
  }
}
