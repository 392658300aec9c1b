import KeyFacts
import KeySecrets
import KeySources
import TestSupport
import Testing

private func parse(
  _ text: String, environment: [String: String] = [:], isShell: Bool = false
) throws -> Reading {
  try DotenvParser.parse(
    Array(text.utf8), path: ".env",
    environment: EnvironmentVariables(environment.map { (Array($0.key.utf8), Array($0.value.utf8)) }),
    isShell: isShell)
}

private func secret(_ text: String) -> Secret { Secret(Array(text.utf8)) }

@Suite("Dotenv parser") struct DotenvParserTests {
  private static let v = TestKeys.text()

  @Test(
    "reads a value as python-dotenv does",
    arguments: [
      ("K=V\n", "V"), ("K=\"V\"\n", "V"), ("K='V'\n", "V"), ("K=`V`\n", "`V`"), ("export K=V", "V"),
      ("export\tK=V", "V"), ("  K = V  \n", "V"), ("K=V # live\n", "V"), ("K=V#live\n", "V#live"),
      ("K=V\t# live\n", "V"), ("K=\"V\"#live\n", "V"), ("K='V' # live\n", "V"), ("K=# todo\n", "# todo"),
      ("K= # todo\n", ""), ("K=V two\n", "V two"), ("K=V;\n", "V;"), ("K=\" V \"\n", " V "),
      ("K=a=b==\n", "a=b=="), ("K=\n", ""), ("K=\"\"\n", ""), ("K=V\r\nB=1\r\n", "V"), ("K=\"V\"\r\nB=1\r\n", "V"),
      ("K=V\rB=1\r", "V"), ("\u{FEFF}K=V\n", "V"), ("K=V\u{A0}\n", "V"), ("K=\u{A0}V\n", "V"), ("\u{A0}K=V", "V"),
      ("K=\u{201C}V\u{201D}\n", "\u{201C}V\u{201D}"), ("K=cl\u{E9}\n", "cl\u{E9}"), ("K=one\nK=V", "V"),
      ("K=\"a\\nb\"", "a\nb"), ("K='a\\nb'", "a\\nb"), ("K=a\\nb", "a\\nb"), ("K=\"a\\\"b\"", "a\"b"),
      ("K='a\\'b'", "a'b"), ("K=\"a\\\\b\"", "a\\b"), ("K=\"a\\$b\"", "a\\$b"), ("K=\"a\nb\"", "a\nb"),
      ("K='a\r\nb'", "a\nb"), ("K=\"a\\\\\"\nB=\"d\"", "a\\"), ("K=$B", "$B"), ("K=pa$", "pa$"),
      ("[stripe]\nK=V", "V"), ("---\nK=V", "V"),
    ])
  func values(text: String, expected: String) throws {
    let text = text.replacing("K", with: "STRIPE_SECRET_KEY").replacing("V", with: Self.v)
    let setting = try #require(try parse(text).settings.last)
    #expect(setting.name == "STRIPE_SECRET_KEY")
    #expect(setting.value == secret(expected.replacing("V", with: Self.v)))
    #expect(setting.form == .text)
  }

  @Test(
    "fills in variables from the file, then from the environment",
    arguments: [
      ("B=x\nK=${B}", "x"), ("K='${B}'", "env"), ("K=\"a${B}c\"", "aenvc"), ("B=\nK=${B:-V}", ""), ("K=${N:-V}", "V"),
      ("K=${N:V}", "${N:V}"), ("K=${B", "${B"), ("B=${B}2\nK=${B}", "env2"), ("B='a\\'b'\nK=${B}", "a'b"),
      ("B=1\nB=2\nK=${B}\nB=3", "2"), ("K=${B}${B}", "envenv"), ("K=${ ${B:-} }", " }"),
    ])
  func interpolation(text: String, expected: String) throws {
    let settings = try parse(
      text.replacing("K", with: "STRIPE_KEY"), environment: ["B": "env", "N ": "", " ${B": ""]
    ).settings
    #expect(settings.map(\.value) == [secret(expected)])
  }

  @Test(
    "calls a value that needs an undefined name a reference",
    arguments: ["K=${NOPE}", "K=sk_${NOPE}", "A=${NOPE}\nK=${A}", "A=${NOPE}\nK=${A:-x}", "K=${B}\nB=1", "A\nK=${A}"])
  func unresolved(text: String) throws {
    let settings = try parse(text.replacing("K", with: "STRIPE_KEY")).settings
    #expect(settings.map(\.form) == [.reference])
  }

  @Test("finds a key beside an undefined name under any name")
  func unresolvedKey() throws {
    let settings = try parse(TestKeys.filling("PAYMENTS=«sk_test:1»${NOPE}\nOTHER=x${NOPE}\n")).settings
    #expect(settings.map(\.name) == ["PAYMENTS"])
  }

  @Test("calls a name without = absent")
  func bareName() throws {
    #expect(try parse("STRIPE_SECRET_KEY\nexport STRIPE_KEY # x\n").settings.map(\.form) == [.absent, .absent])
  }

  @Test(
    "names the line and column of a value, from 1, in Unicode scalars",
    arguments: [
      ("K=V", 1, 12), ("\n# note\nK='V'", 3, 13), ("\u{FEFF}K=V", 1, 12), ("A=1\r\n\r\nK = V", 3, 14),
      ("A=1\rK=V", 2, 12), ("A='x\ny\nz'\nK=V", 4, 12), ("  'é'=1\n export K=\"V\"", 2, 21), ("é\u{A0}=1\nK=V", 2, 12),
      ("K\u{A0}=\u{A0}V", 1, 14), ("K=\nB=1", 1, 12),
    ])
  func places(text: String, line: Int, column: Int) throws {
    let setting = try #require(try parse(text.replacing("K", with: "STRIPE_KEY")).settings.last)
    #expect(setting.location == SourceLocation(kind: .dotenv, path: ".env", line: line, column: column))
  }

  @Test(
    "skips a line that python-dotenv can't read, and goes on with the next",
    arguments: [
      ("K=\"V\"two\nB=1", 1, "text after the closing quote"), ("K='V\nB=1", 1, "value without its closing quote"),
      ("\n\n K: V\nB=1", 3, "neither NAME=value nor a comment"), ("=V\nB=1", 1, "no name before the ="),
      ("'K=V\nB=1", 1, "name without its closing quote"), ("set K=V\nB=1", 1, "neither NAME=value nor a comment"),
    ])
  func malformed(text: String, line: Int, reason: String) throws {
    let reading = try parse(text.replacing("B", with: "STRIPE_KEY"))
    #expect(reading.malformed.map(\.reason) == [reason])
    #expect(reading.malformed.map(\.location.line) == [line])
    #expect(reading.settings.map(\.name) == ["STRIPE_KEY"])
  }

  @Test("marks earlier definitions of a name as overridden, whatever the last one holds")
  func overridden() throws {
    #expect(try parse("STRIPE_KEY=a\nB=1\nSTRIPE_KEY=b").settings.map(\.isOverridden) == [true, false])
    #expect(try parse("X=\(Self.v)\nX=plain").settings.map(\.isOverridden) == [true])
  }

  @Test("finds a key under any name, and nothing else under a name that says nothing of Stripe")
  func unmapped() throws {
    let text = "X=\(Self.v)\nSK_TEST=\(Self.v)\nB=secret\nSK_LIVE=1\nPRODUCT=stripe"
    let settings = try parse(text).settings
    #expect(settings.map(\.name) == ["X", "SK_TEST"])
    #expect(settings.map(\.meaning.role) == [.unmapped, .secret])
  }

  @Test("reads the settings of an .envrc as a shell does, and calls only what a command keeps from being set malformed")
  func shell() throws {
    let text = """
      source_up
      if [ -z "$STRIPE_SECRET_KEY" ]; then echo no; fi
      export STRIPE_KEY='\(Self.v)'
      export STRIPE_SECRET_KEY="a" OTHER=b
      STRIPE_LIVE_MODE=1 layout python
      """
    let reading = try parse(text, isShell: true)
    #expect(reading.settings.map(\.name) == ["STRIPE_KEY", "STRIPE_SECRET_KEY"])
    #expect(reading.malformed.map(\.location.line) == [5])
  }

  @Test("refuses what is no UTF-8 text")
  func encodings() {
    func error(_ bytes: [UInt8]) -> SourceError? {
      do throws(SourceError) {
        _ = try DotenvParser.parse(bytes, path: ".env")
        return nil
      } catch {
        return error
      }
    }
    let line = Array("A=1\r\nB=22222222222222222222222222222222222\n".utf8)
    #expect(error([0xFF, 0xFE, 0x41, 0]) == .utf16)
    #expect(error([0xFE, 0xFF, 0, 0x41]) == .utf16)
    #expect(error(line + [0]) == .binary)
    #expect(error(line + [0xE9, 0x0A]) == .notUTF8(line: 3))
    #expect(error(line + [0xED, 0xA0, 0x80]) == .notUTF8(line: 3))
    #expect(error(line + [0xC0, 0x80]) == .notUTF8(line: 3))
    #expect(error(line + [0xF0, 0x9F, 0x92]) == .notUTF8(line: 3))
    #expect(error(line + Array("é€😀".utf8)) == nil)
    #expect(error([]) == nil)
  }

  @Test("a shell's export of a name without a value changes nothing")
  func bareExport() throws {
    let text = "STRIPE_SECRET_KEY=\(Self.v)\nexport STRIPE_SECRET_KEY\n"
    let settings = try parse(text, isShell: true).settings
    #expect(settings.map(\.value) == [secret(Self.v)])
    #expect(settings.map(\.isOverridden) == [false])
    #expect(try parse(text).settings.map(\.isOverridden) == [true, false])
  }

  @Test(
    "a line that lacks its = is malformed where a setting or a key is in it",
    arguments: [
      ("STRIPE_SECRET_KEY:V", true), ("V", true), ("X:V", true), ("stripe.key", true), ("A\nB:c", false),
      ("[stripe]", false), ("STRIPE_SECRET_KEY", false), ("---", false), ("[V]", true),
    ])
  func bareNames(line: String, isMalformed: Bool) throws {
    let reading = try parse("A=1\n" + line.replacing("V", with: Self.v) + "\n")
    #expect(reading.malformed.map(\.reason) == (isMalformed ? ["a name without ="] : []))
    #expect(reading.malformed.allSatisfy { $0.location.line == 2 })
  }
}
