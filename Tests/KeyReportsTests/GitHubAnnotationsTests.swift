import Foundation
import KeyFacts
import KeyReports
import Testing

@Suite("GitHub annotations") struct GitHubAnnotationsTests {
  /// A command as the runner of GitHub Actions takes it apart.
  private struct Command {
    let name: String
    let properties: [String: String]
    let message: String

    init?(_ line: String) {
      guard line.hasPrefix("::"), let end = line.dropFirst(2).range(of: "::") else { return nil }
      let head = line[line.index(line.startIndex, offsetBy: 2)..<end.lowerBound]
      let words = head.split(separator: " ", maxSplits: 1)
      name = String(words[0])
      properties = Dictionary(
        uniqueKeysWithValues: (words.count > 1 ? String(words[1]) : "").split(separator: ",").map { pair in
          let parts = pair.split(separator: "=", maxSplits: 1)
          return (String(parts[0]), Self.plain(parts.count > 1 ? String(parts[1]) : ""))
        })
      message = Self.plain(String(line[end.upperBound...]))
    }

    private static func plain(_ text: String) -> String {
      [("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")].reduce(text) {
        $0.replacingOccurrences(of: $1.0, with: $1.1)
      }
    }
  }

  private func lines(_ report: Report) throws -> [String] {
    try GitHubAnnotations().text(of: report).lines.dropLast()
  }

  @Test("name file, line, column and rule")
  func command() throws {
    let line = try #require(lines(SampleReports.scan).first)
    #expect(
      line == "::error file=.env,line=9,endLine=9,col=24,title=KF202 mode-mismatch::"
        + "STRIPE_TEST_SECRET_KEY holds a live key")
  }

  @Test("let no name end a property, a command or a line")
  func hostile() throws {
    let names = ["100%", "a::b", "a,line=7", "new\nline", "cr\rlf\r\n", "::error::boo", "😀.env", "title=x"]
    let findings = names.map {
      Diagnostic(
        rule: RuleID("KF202", "mode-mismatch"), severity: .error, message: "\($0) holds a live key",
        location: SampleReports.place("dir/" + $0, 3, 1), setting: $0)
    }
    let lines = try lines(Report(command: .scan, diagnostics: findings))
    #expect(lines.count == names.count)
    let commands = lines.compactMap(Command.init)
    #expect(Set(commands.compactMap { $0.properties["file"] }) == Set(names.map { "dir/" + $0 }))
    for command in commands {
      #expect(command.name == "error")
      #expect(command.properties["line"] == "3")
      #expect(command.properties["title"] == "KF202 mode-mismatch")
      #expect(names.contains { command.message == "\($0.printable) holds a live key" })
    }
  }

  @Test("are ten of each severity, the gravest first, and then the number of the others")
  func limits() throws {
    let findings = (1...25).flatMap { line in
      Severity.allCases.map {
        Diagnostic(
          rule: RuleID("KF202", "mode-mismatch"), severity: $0, message: "a finding",
          location: SampleReports.place(".env", line, 1))
      }
    }
    let lines = try lines(Report(command: .scan, diagnostics: findings))
    let expected = ["error", "warning", "notice"].flatMap { Array(repeating: $0, count: 10) }
    #expect(lines.compactMap(Command.init).map(\.name) == expected)
    #expect(lines.last == "and 15 more errors, 15 more warnings, 15 more notes: the report lists all")
  }

  @Test("say what else fails a run")
  func outcomes() throws {
    #expect(try lines(SampleReports.failed).first?.hasPrefix("::error file=README.md") == true)
    #expect(try lines(SampleReports.failed).first?.contains("failed: keyferry.sqlite: another process") == true)
    #expect(try lines(SampleReports.blocked).first?.contains("::blocked: ") == true)
    #expect(try lines(SampleReports.inSync) == [])
  }
}
