import KeyFacts
import KeySecrets
import KeySources
import TestSupport
import Testing

@Suite("Loader comparison") struct LoaderComparisonTests {
  private func disagreements(
    _ text: String, isExample: Bool = false, isShell: Bool = false, dialect: DotenvDialect = .pythonDotenv
  ) throws -> [Disagreement] {
    let text = text.replacing("K", with: "STRIPE_KEY").replacing("V", with: TestKeys.text())
    return try DotenvParser.parse(
      Array(text.utf8), path: ".env", isExample: isExample, environment: EnvironmentVariables([]), dialect: dialect,
      isShell: isShell
    ).disagreements
  }

  private func words(_ text: String) throws -> [String] {
    try disagreements(text).map { one in
      one.views.map { $0.loaders.joined(separator: "+") + ": " + $0.reads }.joined(separator: "; ")
    }
  }

  @Test(
    "says nothing of a line that all read alike",
    arguments: [
      "K=V", "K=\"V\"", "K='V'\r\n", "K=", "K=\"\"", "K=V;", "K=V#x", "K=\"V#x\"", "K=\" V \"", "# K = V", "K=a=b==",
      "K={\"live\": \"V\"}", "K=<your-key>", "export K=\nK=V".replacing("export K=\n", with: ""), "A = 1", "K='a\\nb'",
    ])
  func agreement(text: String) throws { #expect(try words(text + "\n").isEmpty) }

  @Test(
    "names who reads what kind of value",
    arguments: [
      ("K=V # live", "python-dotenv+compose: a key; django-environ+decouple: a key with a comment in it"),
      (
        "K='V' # live",
        "python-dotenv+compose: a key; django-environ+decouple: a key with quotes around it and a comment in it"
      ),
      ("K = V", "python-dotenv+decouple+compose: a key; django-environ: nothing"),
      ("K= V", "python-dotenv+decouple+compose: a key; django-environ: a key with blanks around it"),
      ("export K=V", "python-dotenv+django-environ+compose: a key; decouple: nothing"),
      ("K: V", "python-dotenv+django-environ+decouple: nothing; compose: a key"),
      (
        "K= # todo",
        "python-dotenv: an empty value; django-environ: a comment with blanks around it; decouple+compose: a comment"
      ),
      ("B=V\nK=$B", "python-dotenv+decouple: a variable that is not filled in; django-environ+compose: a key"),
      (
        "K=$B\nB=V",
        "python-dotenv+decouple: a variable that is not filled in; django-environ: a key; "
          + "compose: a variable that nothing defines"
      ),
      (
        "K=sk_test_x # y",
        "python-dotenv+compose: a placeholder; django-environ+decouple: a placeholder with a comment in it"
      ),
      ("\u{FEFF}K=V", "python-dotenv+compose: a key; django-environ+decouple: nothing"),
      ("N='\nK=V\n'", "python-dotenv+compose: nothing; django-environ+decouple: a key"),
    ])
  func disagreement(text: String, expected: String) throws { #expect(try words(text + "\n") == [expected]) }

  @Test("is about the line, whatever loader was asked for", arguments: DotenvDialect.allCases)
  func anyDialect(dialect: DotenvDialect) throws {
    let found = try disagreements("\nK=V # live\n", dialect: dialect)
    #expect(found.map(\.location.line) == [2])
    #expect(found.map(\.name) == ["STRIPE_KEY"])
  }

  @Test("sees a byte that loaders take differently wherever in a value it is", arguments: 0..<19)
  func anyPlace(index: Int) throws {
    func value(_ piece: String) -> String {
      String(repeating: "x", count: index) + piece + String(repeating: "y", count: 18 - index)
    }
    #expect(try words("K=a\(value(" # "))\n").count == 1)
    #expect(try words("B=1\nK=\(value("$B"))\n").count == 1)
    #expect(try words("K=\"\(value("\\n"))\"\n").count == 1)
    #expect(try words("K=\(value("_-~%;!".replacing("!", with: "+")))\n").isEmpty)
  }

  @Test("is not made for an example, nor for what only a shell reads")
  func leftOut() throws {
    #expect(try disagreements("K = V\n", isExample: true).isEmpty)
    #expect(try disagreements("export K=V # x\n", isShell: true).isEmpty)
  }

  @Test("shows no piece of a value, whatever stands on the line", arguments: ["#", " #", "'", "\"", "$", "\\", "two"])
  func leaks(piece: String) throws {
    for text in ["K=V\(piece)V", "K = \(piece)V\(piece) # V", "export K\(piece)=V"] {
      for one in try disagreements(text + "\n") {
        #expect(!TestKeys.leaks([TestKeys.text()], in: "\(one)"))
      }
    }
  }

  @Test("names a thousand, and counts the lines after them")
  func many() throws {
    let found = try disagreements((0..<1010).map { "K\($0)=x # y\n" }.joined())
    #expect(found.count == 1001)
    #expect(found.last?.uncompared == 10)
  }
}
