import KeyFacts

/// The report as SARIF 2.1.0, the way GitHub's code scanning and others read it. No snippet, and no empty text.
package struct SARIFReportRenderer: ReportRenderer {
  /// How every log begins.
  package static let start = "{\n  \"$schema\": \"\(schema)\""
  private static let schema = "https://json.schemastore.org/sarif-2.1.0.json"

  private let rules: [RulePage]
  private let version: String

  /// - Parameters:
  ///   - rules: every rule that may have found something, in the order of their codes.
  ///   - version: the program's.
  package init(rules: [RulePage], version: String) {
    self.rules = rules
    self.version = version
  }

  package func render(_ report: Report, to sink: ByteSink) throws {
    try JSONWriter.write(to: sink) { json in
      json.field("$schema", Self.schema)
      json.field("version", "2.1.0")
      json.array("runs", of: CollectionOfOne(report)) { json, report in
        json.object {
          $0.object("tool") { $0.object("driver") { driver(&$0) } }
          $0.object("automationDetails", inline: true) { $0.field("id", "keyferry/\(report.command.rawValue)/") }
          $0.field("columnKind", "unicodeCodePoints")
          $0.invocation(of: report)
          results(of: report, to: &$0)
        }
      }
    }
  }

  private func driver(_ json: inout JSONWriter) {
    json.field("name", "keyferry")
    json.field("semanticVersion", version)
    json.array("rules", of: rules) { json, page in json.object { SARIFRule(page: page).write(to: &$0) } }
  }

  private func results(of report: Report, to json: inout JSONWriter) {
    let indices = Dictionary(uniqueKeysWithValues: rules.enumerated().map { ($1.id.code, $0) })
    var placer = FindingPlacer(report)
    json.array("results", of: placer.all()) { json, finding in
      let rule = finding.diagnostic.rule.code
      json.object {
        $0.field("ruleId", rule)
        if let index = indices[rule] { $0.field("ruleIndex", index) }
        $0.field("level", finding.diagnostic.severity.rawValue)
        $0.object("message", inline: true) { $0.field("text", finding.message) }
        $0.locations(of: finding)
        $0.object("partialFingerprints", inline: true) { $0.field("primaryLocationLineHash", finding.fingerprint) }
        if report.baseline != nil {
          $0.field("baselineState", finding.suppression?.kind == .baseline ? "unchanged" : "new")
        }
        if !report.suppressed.isEmpty { $0.suppressions(of: finding) }
      }
    }
  }
}

extension JSONWriter {
  /// Whether the run did its work, and what it could not look at: without results a reader takes it for clean.
  fileprivate mutating func invocation(of report: Report) {
    let unreadable = Set(report.unreadable.map(\.path))
    let leftOut = PlainWords.leftOut(by: report.summary)
    let reasons: [(level: String, words: String)] =
      report.outcomeFindings.map { ("error", $0.message) }
      + report.notRead.map {
        (unreadable.contains($0.path) ? "error" : "warning", "\($0.path) was not read: \($0.reason)")
      } + (leftOut.map { [("note", $0)] } ?? [])
    array("invocations", of: CollectionOfOne(reasons)) { json, reasons in
      json.object {
        $0.field("executionSuccessful", !reasons.contains { $0.level == "error" })
        guard !reasons.isEmpty else { return }
        $0.array("toolExecutionNotifications", of: reasons) { json, reason in
          json.object(inline: true) {
            $0.field("level", reason.level)
            $0.object("message") { $0.field("text", reason.words.printable) }
          }
        }
      }
    }
  }

  /// A value's place is its first character's: how long a value is, nobody has to know.
  fileprivate mutating func locations(of placed: PlacedFinding) {
    let column = placed.column ?? 1
    array("locations", of: CollectionOfOne(placed)) { json, placed in
      json.object {
        $0.object("physicalLocation") {
          $0.object("artifactLocation", inline: true) { $0.field("uri", placed.path.asRelativeURI) }
          $0.object("region", inline: true) {
            $0.field("startLine", placed.line)
            $0.field("startColumn", column)
            $0.field("endLine", placed.line)
            $0.field("endColumn", column + 1)
          }
        }
      }
    }
  }

  /// Empty for one that counts: without the field a reader can't know.
  fileprivate mutating func suppressions(of finding: PlacedFinding) {
    array("suppressions", of: [finding.suppression].compactMap(\.self)) { json, suppression in
      json.object(inline: true) {
        $0.field("kind", suppression.kind == .inline ? "inSource" : "external")
        $0.field("justification", PlainWords.words(suppression))
      }
    }
  }
}

extension String {
  /// A path as a relative reference by RFC 3986. A colon is written in hexadecimal, too: in the first step it would
  /// end a scheme's name.
  var asRelativeURI: String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/!$&'()*+,;=@".utf8)
    var uri = ""
    for byte in withoutKeys.utf8 {
      if plain.contains(byte) {
        uri.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        uri += "%" + byte.hexadecimal(width: 2, uppercase: true)
      }
    }
    return uri
  }
}
