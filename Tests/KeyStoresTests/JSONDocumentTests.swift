import KeyFacts
import KeyPlanning
import TestSupport
import Testing

@testable import KeyStores

@Suite("JSON document") struct JSONDocumentTests {
  @Test(
    "gives back a name with characters that no terminal shows",
    arguments: ["\u{1B}", "\u{7F}", "\u{AD}", "\u{202E}", "\u{FEFF}", "\u{E0041}", "\u{E007F}", "\u{1F511}"])
  func hiddenCharacters(character: String) throws {
    let key = StoredKey(
      id: "1", secret: TestKeys.secret(), type: .secret, livemode: false, name: "shop\(character)", account: nil,
      created: Timestamp(microseconds: 0), updated: Timestamp(microseconds: 0), occurrences: [])
    let written = JSONDocument.encode([key])
    let read = try JSONDocument.decode(written).keys
    #expect(read.map(\.name) == [key.name])
    #expect(JSONDocument.encode(read) == written)
  }
}
