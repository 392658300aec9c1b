import KeyFacts
import KeyReports
import Testing

@Suite("Markdown report") struct MarkdownReportTests {
  @Test("keeps every name inside its cell", arguments: 0..<20 as Range<UInt64>)
  func cells(seed: UInt64) throws {
    let names = SampleReports.hostileNames + SampleReports.randomNames(seed: seed)
    let text = try MarkdownReportRenderer().text(of: SampleReports.hostile(names))
    var bars = 0
    for line in text.lines {
      guard line.hasPrefix("|") else {
        bars = 0
        continue
      }
      let count = line.count { $0 == "|" }
      #expect(bars == 0 || count == bars, "\(line)")
      bars = count
    }
    #expect(!text.contains("\\|"))
    #expect(!text.contains("::"))
    let tags = text.matches(of: /<[^>]*>/).map { String($0.output) }
    #expect(
      Set(tags).subtracting(["<wbr>"]) == ["<code>", "</code>", "<details>", "</details>", "<summary>", "</summary>"])
  }

  @Test("lets no name become markup, a mention or a CI command")
  func markup() throws {
    let text = try MarkdownReportRenderer().text(of: SampleReports.hostile)
    for forbidden in ["<img", "</code></details>", "@everyone", "**bold", "[x](y)", "::", "`tick", "--> ", "_it_"] {
      #expect(!text.contains(forbidden), "\(forbidden)")
    }
    let tags = text.matches(of: /<[^>]*>/).map { String($0.output) }
    #expect(
      Set(tags).subtracting(["<wbr>"]) == ["<code>", "</code>", "<details>", "</details>", "<summary>", "</summary>"])
    #expect(text.lines.allSatisfy { !$0.unicodeScalars.contains(where: \.isHiddenOnTerminal) })
  }

  @Test(
    "makes no link of a name",
    arguments: ["a@evil.example", "a|b@evil.example", "www.evil.example", "|www.evil.example"])
  func links(name: String) throws {
    let text = try MarkdownReportRenderer().text(of: SampleReports.hostile([name, "b", "c"]))
    // Outside of a code span: GitHub makes links of bare addresses, and of an address in `<code>`, too.
    let outside = text.replacing(/`[^`\n]*`/, with: "")
    #expect(!outside.contains("www."))
    #expect(!outside.contains("@"))
    #expect(!outside.contains("&#64;evil"))
  }

  @Test("fits a pull request's comment, whatever is long in it, and leaves no room empty")
  func comment() throws {
    let names = (0..<3000).map { "NAME_\($0)_" + String(repeating: "x|", count: 20) }
    let text = try MarkdownReportRenderer().text(of: SampleReports.hostile(names))
    #expect(text.utf8.count < 65_536)
    #expect(text.utf8.count > 50_000)
    for noun in ["changes", "findings", "sources", "keys"] { #expect(text.contains("more \(noun)\n")) }
    #expect(text.hasSuffix("</details>\n"))
  }

  @Test("starts with the verdict")
  func verdict() throws {
    let lines = try MarkdownReportRenderer().text(of: SampleReports.blocked).lines
    #expect(lines[0] == "## keyferry sync: blocked")
  }

  @Test("stays below its size limit and counts what is left out", arguments: [20_000, 65_536, 1_000_000])
  func size(limit: Int) throws {
    let text = try MarkdownReportRenderer(sizeLimit: limit).text(of: SampleReports.large(20_000))
    #expect(text.utf8.count < limit)
    #expect(text.contains(/and [0-9,]+ more changes\n/))
    #expect(text.contains(/and [0-9,]+ more keys\n/))
    #expect(text.hasSuffix("</details>\n"))
  }

  @Test("lists the rows of a database")
  func table() throws {
    try compare("keys.md", with: MarkdownReportRenderer().text(of: SampleReports.table))
  }
}
