import KeyFacts
import KeySecrets
import KeySources
import Testing

@Suite("Dialects") struct DialectTests {
  @Test(
    "name the line and column of a value, in Unicode scalars",
    arguments: [
      (DotenvDialect.djangoEnviron, "A=é\r\nexport K=\"V\"\n"), (.djangoEnviron, "# x\u{B}K='V'"),
      (.decouple, "\n  É = 1\rK = 'V'"), (.decouple, "K=V"), (.compose, "\u{FEFF}A: \"x\ny\" # z\n export K : 'V'"),
      (.compose, "A\nK=V"), (.docker, "\u{FEFF}A=é\n\n  K=V"), (.shell, "export A='é\ny' K=\"V\""),
      (.shell, "A=1; K=V"),
      (.node, "A=`x\ny`\nB: 1\n K = `V` # z"), (.ruby, "A='é\ny'\r\nexport K: 'V'"), (.pythonDotenv, "A='é\n'\nK= 'V'"),
    ])
  func places(dialect: DotenvDialect, text: String) throws {
    let before = text.replacing("K", with: "STRIPE_KEY").replacing("\u{FEFF}", with: "").unicodeScalars.prefix {
      $0 != "V"
    }
    var (line, column) = (1, 1)
    var previous: Unicode.Scalar = " "
    for scalar in before {
      if scalar == "\n" && previous == "\r" {
        previous = scalar
        continue
      }
      (line, column) = scalar == "\n" || scalar == "\r" ? (line + 1, 1) : (line, column + 1)
      previous = scalar
    }
    let bytes = Array(text.replacing("K", with: "STRIPE_KEY").replacing("V", with: "value").utf8)
    let setting = try #require(try DotenvParser.parse(bytes, path: ".env", dialect: dialect).settings.last)
    #expect(setting.value == Secret(Array("value".utf8)))
    #expect(setting.location == SourceLocation(kind: .dotenv, path: ".env", line: line, column: column))
  }

  @Test("refuse a file for a line as their loader does", arguments: [DotenvDialect.compose, .docker, .ruby])
  func refusal(dialect: DotenvDialect) {
    let line = dialect == .ruby ? "export NOT_SET" : "not a name=x"
    do throws(SourceError) {
      _ = try DotenvParser.parse(Array("STRIPE_KEY=x\n\(line)\n".utf8), path: ".env", dialect: dialect)
      Issue.record("it was read")
    } catch {
      #expect(error.line == 2)
      guard case .refused(_, dialect.rawValue, _) = error else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test(
    "that ignore a bad line say so where it concerns Stripe", arguments: [DotenvDialect.decouple, .node, .ruby, .shell])
  func ignored(dialect: DotenvDialect) throws {
    let text = "hello world\n---\nset STRIPE_LIVE_SECRET_KEY= x\n"
    let reading = try DotenvParser.parse(Array(text.utf8), path: ".env", dialect: dialect)
    #expect(reading.malformed.map(\.location.line) == [3])
  }
}
