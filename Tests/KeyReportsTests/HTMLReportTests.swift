import CLibCrypto
import Foundation
import KeyFacts
import Mustache
import Testing

@testable import KeyReports

@Suite("HTML report") struct HTMLReportTests {
  private static func page(_ report: Report, limit: Int = 1000) throws -> String {
    try HTMLReportRenderer(rules: SampleReports.rules, rowLimit: limit).text(of: report)
  }

  @Test("lets the style and the script of the page run, and nothing else")
  func policy() throws {
    let page = try Self.page(SampleReports.plan)
    let style = try #require(page.firstMatch(of: #/<style>((?s:.*?))</style>/#)).output.1
    let script = try #require(page.firstMatch(of: #/<script>((?s:.*?))</script>/#)).output.1
    let policy = """
      default-src 'none'; style-src 'sha256-\(digest(style))'; script-src 'sha256-\(digest(script))'; \
      base-uri 'none'; form-action 'none'
      """
    #expect(page.contains("http-equiv=\"Content-Security-Policy\" content=\"\(policy)\""), "it should be: \(policy)")
  }

  private func digest(_ text: Substring) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    let bytes = Array(text.utf8)
    SHA256(bytes, bytes.count, &digest)
    return Data(digest).base64EncodedString()
  }

  @Test(
    "is what swift-mustache makes of the same templates", arguments: ["plan", "blocked", "set-aside", "known", "many"])
  func mustache(name: String) throws {
    let report = GoldenReportTests.reports.first { $0.name == name }?.report ?? SampleReports.many
    var library = MustacheLibrary()
    for (name, bytes) in HTMLTemplates.parts { try library.register(HTMLTemplates.text(bytes), named: name) }
    let page = HTMLPage(report, rules: SampleReports.rules, limit: 1000)
    let template = try MustacheTemplate(string: HTMLTemplates.text(PackageResources.page_mustache))
    let made = template.render(page, library: library)
    let isSame = try made == Self.page(report)
    #expect(isSame)
  }

  @Test("has no name in its templates that nothing stands for") func unknownNames() throws {
    struct Person { let name: String? }
    func rendered(_ text: String) throws -> String {
      try HTMLTemplate(Array(text.utf8)).render([Person(name: "Ada"), Person(name: nil)][0], parts: [:])
    }
    #expect(try rendered("{{#name}}<{{name}}>{{/name}}\n{{^name}}\nnobody\n{{/name}}\n") == "<Ada>\n")
    for broken in [
      "{{nme}}", "{{#name}}{{.name}}{{/name}}", "{{>part}}", "{{#name}}", "{{/name}}", "{{name", "{{#name}}{{/nme}}",
    ] {
      #expect(throws: HTMLTemplate.Failure.self) { try rendered(broken) }
    }
  }

  @Test("names nothing outside of itself", arguments: GoldenReportTests.reports.map(\.name))
  func selfContained(name: String) throws {
    let report = try #require(GoldenReportTests.reports.first { $0.name == name }).report
    let page = try Self.page(report)
    for outside in ["http:", "https:", "//", "@import", "<link", "<iframe"] {
      // The rest of the script's comments, which the page's own words don't have.
      let text = page.replacing(#/ *\/\/ .*/#, with: "")
      #expect(!text.contains(outside), "\(outside)")
    }
    let links = page.matches(of: #/(?:href=|url\()"?([^")]*)/#).map { String($0.output.1) }
    let outside = links.filter { !$0.hasPrefix("#") }
    #expect(outside == [])
  }

  @Test("keeps every name inside its text", arguments: 0..<10 as Range<UInt64>)
  func names(seed: UInt64) throws {
    let names = SampleReports.hostileNames + SampleReports.randomNames(seed: seed)
    let harmless = names.indices.map { "n\($0)" }
    let (page, plain) = (try Self.page(SampleReports.hostile(names)), try Self.page(SampleReports.hostile(harmless)))
    let names0 = Set(tags(page).map(\.name))
    #expect(names0 == Set(tags(plain).map(\.name)))
    for tag in tags(page) {
      for attribute in tag.attributes { #expect(Self.attributes.contains(attribute), "\(tag.name) \(attribute)") }
    }
    #expect(tags(page).count { $0.name == "li" } == tags(plain).count { $0.name == "li" })
  }

  private static let attributes = Set(
    """
    lang charset http-equiv content name class href id aria-label aria-labelledby aria-hidden aria-live role tabindex \
    viewBox width height refX refY markerWidth markerHeight markerUnits orient d x y rx cx cy r marker-end hidden type \
    value checked data-severity scope colspan open
    """.split(separator: " ").map(String.init))

  /// Tags with the names of their attributes; what follows the first `<script>` and stands in the style is left out.
  private func tags(_ page: String) -> [(name: String, attributes: [String])] {
    let text = page.replacing(#/<(style|script)>(?s:.*?)<\/(style|script)>/#, with: "")
    return text.matches(of: #/<([a-zA-Z][^\s>\/]*)([^>]*)>/#).map { match in
      let rest = String(match.output.2).replacing(#/="[^"]*"/#, with: "")
      return (String(match.output.1), rest.split { " \n/".contains($0) }.map(String.init))
    }
  }

  @Test("escapes a quote that an accent stands on, which is one character with it")
  func accents() throws {
    let name = "a\"\u{301} onload=x <\u{301}b>\u{301} '\u{301} &\u{301}"
    let page = try Self.page(SampleReports.hostile([name, "b", "c"]))
    #expect(page.contains("a&quot;\u{301} onload=x &lt;\u{301}b&gt;\u{301} &#39;\u{301} &amp;\u{301}"))
    let open = "\"\u{301}"
    #expect(!page.contains(open))
  }

  @Test("shows no key that a name holds")
  func keys() throws {
    let body = String(repeating: "aB3", count: 10)
    let page = try Self.page(SampleReports.hostile(["sk_live_\(body)", "dir/rk_test_\(body).env", "c"]))
    #expect(page.contains("sk_live_\u{2026}"))
    #expect(!page.contains(body))
  }

  @Test("says how many rows it leaves out, and stays small")
  func size() throws {
    let page = try Self.page(SampleReports.large(100_000))
    #expect(page.utf8.count < 1_000_000)
    #expect(page.contains("and 99,000 more changes"))
    #expect(page.contains("and 99,000 more keys"))
    let few = try Self.page(SampleReports.scan, limit: 3)
    #expect(few.contains("and 4 more findings"))
    #expect(few.contains("mode-mismatch"))
  }

  @Test("tells what the findings' rules say")
  func rules() throws {
    let page = try Self.page(SampleReports.scan)
    #expect(page.contains("<dd>Test keys move no money, and live keys do.</dd>"))
    #expect(try Self.page(SampleReports.hostile).contains("A sync leaves it out: &lt;b&gt;who&lt;/b&gt; knows"))
  }

  @Test("draws 200 keys one by one where there is something to say of them, and the others in groups")
  func manyKeys() throws {
    let page = try Self.page(SampleReports.many)
    let picture = try #require(page.firstMatch(of: #/<svg (?s:.*)<\/svg>/#)).output
    let nodes = picture.ranges(of: "<g class=\"node").count
    #expect(nodes > 20 && nodes < 60)
    let (conflicts, new) = (picture.ranges(of: ">conflict, ").count, picture.ranges(of: ">new</text>").count)
    #expect(conflicts == 3)
    #expect(new == 8)
    #expect(page.contains("17 keys are drawn one by one, the other 183 as groups"))
  }

  @Test(
    "draws no two boxes onto each other, and no name over the edge of its box", arguments: ["plan", "hostile", "many"])
  func picture(name: String) throws {
    let report = GoldenReportTests.reports.first { $0.name == name }?.report ?? SampleReports.many
    let page = try Self.page(report)
    let picture = String(try #require(page.firstMatch(of: #/<svg (?s:.*)<\/svg>/#)).output)
    var boxes: [(x: Int, y: Int, right: Int, bottom: Int)] = []
    for node in picture.matches(of: #/<g class="node[^>]*>(.*?)<\/g>/#).map({ String($0.output.1) }) {
      let shape = #/<rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"/#
      let rect = try #require(node.firstMatch(of: shape)).output
      let numbers = [rect.1, rect.2, rect.3, rect.4].compactMap { Int($0) }
      let box = (x: numbers[0], y: numbers[1], right: numbers[0] + numbers[2], bottom: numbers[1] + numbers[3])
      for text in node.matches(of: #/<text class="(\w+)" x="(\d+)" y="(\d+)">([^<]*)</#) where text.output.1 != "state"
      {
        let (x, y) = (try #require(Int(text.output.2)), try #require(Int(text.output.3)))
        // No character of the picture's type is wider than 7.3 units, but for wide ones, which are two.
        let columns = unescaped(String(text.output.4)).unicodeScalars.reduce(0) { $0 + ($1.value >= 0x1100 ? 2 : 1) }
        let words = String(text.output.4)
        let isInside = x >= box.x && x + columns * 73 / 10 <= box.right && y - 10 >= box.y && y + 2 <= box.bottom
        #expect(isInside || text.output.1 == "sign", "\(words)")
      }
      boxes.append(box)
    }
    #expect(boxes.count > 5)
    for (index, a) in boxes.enumerated() {
      for b in boxes[..<index] {
        let isApart = a.x >= b.right || b.x >= a.right || a.y >= b.bottom || b.y >= a.bottom
        #expect(isApart, "\(a) \(b)")
      }
    }
  }

  private func unescaped(_ text: String) -> String {
    text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
  }
}
