import KeyFacts
import KeySecrets
import KeySources
import TestSupport
import Testing

@Suite("Dotenv bounds") struct DotenvBoundsTests {
  private func parse(_ text: String) throws -> Reading { try DotenvParser.parse(Array(text.utf8), path: ".env") }

  @Test("calls a definition malformed whose variables expand without end")
  func bomb() throws {
    var text = "A0=0123456789\n"
    for level in 1...30 { text += "A\(level)=${A\(level - 1)}${A\(level - 1)}\n" }
    let reading = try parse(text + "STRIPE_SECRET_KEY=${A30}\nSTRIPE_KEY=x\n")
    #expect(reading.malformed.first?.reason == "variables expand to more than 64 KiB")
    #expect(reading.settings.map(\.form) == [.reference, .text])
  }

  @Test(
    "takes time in proportion to the file", arguments: ["${", "${:", "${a:-", "'", "\"", "#", " #", "\\", "=", "\r"])
  func pathological(piece: String) throws {
    let text = "STRIPE_KEY=" + String(repeating: piece, count: 200_000) + "\nSTRIPE_SECRET_KEY=x\n"
    #expect(try parse(text).settings.last?.name == "STRIPE_SECRET_KEY")
  }

  @Test("so does every other loader's reading", arguments: DotenvDialect.allCases)
  func pathologicalDialects(dialect: DotenvDialect) {
    let pieces = [
      "${", "${a:-", "$(", "$(a)", "\\\"", "'", "\"", "`", "(", "\\", "\r", "\n", "a\n", "export ", "<<a\n", "K='\n",
    ]
    for piece in pieces {
      let text = "STRIPE_KEY=" + String(repeating: piece, count: 20_000) + "\nSTRIPE_SECRET_KEY=x\n"
      let found = DotenvParser.definitions(in: Array(text.utf8), dialect: dialect, environment: nil)
      #expect(found.definitions.count <= 20_002)
    }
  }

  @Test("reads a line of 20 MB")
  func longLine() throws {
    let reading = try parse("A=" + String(repeating: "x", count: 20_000_000) + "\nSTRIPE_KEY=y")
    #expect(reading.settings.map(\.location.line) == [2])
  }

  @Test("names a thousand malformed lines, and counts the others")
  func manyMalformed() throws {
    let reading = try parse(String(repeating: "a b\n", count: 1500))
    #expect(reading.malformed.count == 1001)
    #expect(reading.malformed.last?.reason == "500 more lines like these")
  }
}
