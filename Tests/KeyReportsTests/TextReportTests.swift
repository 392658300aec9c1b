import KeyFacts
import KeyReports
import Testing

@Suite("Text report") struct TextReportTests {
  @Test("fits its width", arguments: GoldenReportTests.reports.map(\.name), [32, 40, 61, 80, 120, 200])
  func width(name: String, width: Int) throws {
    let report = try #require(GoldenReportTests.reports.first { $0.name == name }).report
    for verbosity in [Verbosity.normal, .quiet, .verbose] {
      let options = TextOptions(width: width, verbosity: verbosity)
      for line in try TextReportRenderer(options: options).text(of: report).lines where !isCommand(line) {
        #expect(columns(of: line) <= width, "\(line)")
      }
    }
  }

  @Test("fits its width and stays harmless whatever the names are", arguments: 0..<20 as Range<UInt64>)
  func random(seed: UInt64) throws {
    let report = SampleReports.hostile(SampleReports.randomNames(seed: seed))
    let width = 36 + Int(seed) * 5
    let lines = try TextReportRenderer(options: TextOptions(width: width)).text(of: report).lines
    for line in lines where !isCommand(line) {
      #expect(columns(of: line) <= width, "\(line)")
      #expect(line == line.printable)
      #expect(!line.drop { $0 == " " }.hasPrefix("::"))
      #expect(!line.contains("##["))
    }
  }

  @Test("says the same with and without colour", arguments: GoldenReportTests.reports.map(\.name))
  func color(name: String) throws {
    let report = try #require(GoldenReportTests.reports.first { $0.name == name }).report
    let colored = try TextReportRenderer(options: TextOptions(color: true)).text(of: report)
    #expect(colored.contains("\u{1B}["))
    let plain = try TextReportRenderer().text(of: report)
    #expect(colored.replacing(/\u{1B}\[[0-9]*m/, with: "") == plain)
  }

  @Test("lets no name act on a terminal or a CI log")
  func hostile() throws {
    let lines = try TextReportRenderer(options: TextOptions(width: 40)).text(of: SampleReports.hostile).lines
    for line in lines {
      #expect(line == line.printable)
      #expect(!line.drop { $0 == " " }.hasPrefix("::"))
      #expect(!line.contains("##["))
    }
  }

  @Test("cuts no name", arguments: [40, 80])
  func uncut(width: Int) throws {
    let names = (0..<30).map { "ACME_\(String(repeating: "PRODUCTION_", count: 12))STRIPE_LIVE_SECRET_KEY_\($0)_" }
    let settings = names.enumerated().map { number, name in
      ReportedSetting(
        name: name, location: SampleReports.place("services/" + name + ".env", number + 1, 1), valueKind: .key,
        key: SampleReports.key(.secret, .live, "abcd", UInt64(number)))
    }
    let report = Report(command: .scan, sources: ReportedSources(settings: settings))
    let text = try TextReportRenderer(options: TextOptions(width: width)).text(of: report)
    let joined = text.lines.map { $0.drop { $0 == " " } }.joined()
    for name in names { #expect(joined.contains(name)) }
  }

  @Test("tells keys of one name and one ending apart")
  func twins() throws {
    let changes = (1...4).map {
      ChangeSummary(
        action: .keep, key: SampleReports.key(.secret, .live, "abcd", UInt64($0)), name: "STRIPE_LIVE_SECRET_KEY")
    }
    let report = Report(command: .check, plan: ReportedPlan(store: SampleReports.store, changes: changes))
    let rows = try TextReportRenderer(options: TextOptions(width: 120)).text(of: report).lines
      .filter { $0.contains("abcd") }
    #expect(rows.count == 4)
    #expect(Set(rows).count == 4)
  }

  @Test("lists the first 200 of very many, and all when asked")
  func many() throws {
    let report = SampleReports.large(1_234)
    let text = try TextReportRenderer().text(of: report)
    #expect(text.contains("and 1,034 more keys"))
    #expect(text.contains("and 1,034 more changes"))
    #expect(text.lines.count < 500)
    let verbose = try TextReportRenderer(options: TextOptions(verbosity: .verbose)).text(of: report)
    #expect(!verbose.contains(" more "))
    #expect(verbose.lines.count > 2_468)
  }

  @Test("lists errors before others when there are too many findings")
  func gravestFirst() throws {
    let notes = (1...500).map {
      Diagnostic(
        rule: RuleID("KF212", "unmapped-key"), severity: .note, message: "a note",
        location: SampleReports.place(".env", $0, 1))
    }
    let report = Report(command: .scan, diagnostics: notes + [SampleReports.mismatch])
    let text = try TextReportRenderer().text(of: report)
    #expect(text.contains("KF202"))
    #expect(text.contains("and 301 more findings"))
  }

  @Test("says of a quiet run its errors and the verdict")
  func quiet() throws {
    let text = try TextReportRenderer(options: TextOptions(width: 200, verbosity: .quiet)).text(of: SampleReports.scan)
    #expect(text.lines.filter { !$0.isEmpty }.map { $0.prefix(9) } == [".env:9:24", "findings:"])
  }

  @Test("lists the rows of a database", arguments: [60, 80, 160])
  func table(width: Int) throws {
    let text = try TextReportRenderer(options: TextOptions(width: width)).text(of: SampleReports.table)
    try compare("keys.\(width).txt", with: text)
    #expect(text.lines.allSatisfy { columns(of: $0) <= width })
  }

  @Test("shows a row with all that is known of it")
  func details() throws {
    var bytes: [UInt8] = []
    try TextReportRenderer().render(detailsOf: SampleReports.table) { bytes += $0 }
    try compare("keys.details.txt", with: String(decoding: bytes, as: UTF8.self))
  }

  private func isCommand(_ line: String) -> Bool { line.contains(/^ +(keyferry |--|\.env)/) || line.hasSuffix("\\") }

  private func columns(of line: String) -> Int {
    line.unicodeScalars.reduce(0) { $0 + ((0x3000...0xFFFF).contains($1.value) ? 2 : $1.value == 0x301 ? 0 : 1) }
  }
}
