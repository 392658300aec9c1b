import KeyFacts

/// A rule's page as SARIF's readers show it beside a result.
struct SARIFRule {
  /// GitHub takes no longer descriptions.
  private static let mostOfDescription = 1024

  let page: RulePage

  func write(to json: inout JSONWriter) {
    json.field("id", page.id.code)
    json.field("name", page.id.name)
    text("shortDescription", page.what, to: &json)
    text("fullDescription", "\(page.what): \(page.why)", to: &json)
    json.object("help") {
      $0.field("text", "\(page.what). Why it matters: \(page.why). What to do: \(page.remedy).")
      $0.field("markdown", RulePage.one(page).markdown)
    }
    json.object("defaultConfiguration", inline: true) { $0.field("level", page.severity.rawValue) }
    json.object("properties") {
      $0.array("tags", of: ["security", "stripe", group], inline: true) { $0.field(nil, $1) }
      $0.field("precision", "very-high")
      $0.field("problem.severity", page.severity == .note ? "recommendation" : page.severity.rawValue)
      $0.field("security-severity", score)
    }
  }

  private func text(_ name: String, _ text: String, to json: inout JSONWriter) {
    json.object(name, inline: true) { $0.field("text", String(text.prefix(Self.mostOfDescription))) }
  }

  /// By the code's first digit.
  private var group: String {
    switch page.id.code.dropFirst(2).first {
    case "1": "sources"
    case "2": "settings"
    case "3": "duplicates"
    case "4": "database"
    default: "modules"
    }
  }

  /// On the scale of CVSS, where GitHub calls 7 and more high, 4 and more medium.
  private var score: String {
    switch page.severity {
    case .error: "8.0"
    case .warning: "5.0"
    case .note: "2.0"
    }
  }
}
