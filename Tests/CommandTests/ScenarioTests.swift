import Foundation
import TestSupport
import Testing

/// The projects of `fixtures/scenarios`, which `fixtures/README.md` tells about.
@Suite("Scenarios") struct ScenarioTests {
  private static let folder = "fixtures/scenarios"

  static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: Repository.url(folder).path)) ?? []).sorted()

  @Test("there are some") func some() { #expect(Self.names.count >= 8) }

  /// Each with the ending of its golden files; the first two are those of what is no report, too.
  private static let formats = [
    ("markdown", "md"), ("json", "json"), ("sarif", "sarif"), ("junit", "junit.xml"), ("gitlab", "gitlab.json"),
  ]

  @Test("go as expected, in every format", arguments: names)
  func scenario(name: String) throws {
    let place = try Project()
    _ = try Repository.script("fill-keys", Repository.url("\(Self.folder)/\(name)").path, place.url("filled").path)
    try place.knowKeys(below: "filled")
    let said = try Repository.text("\(Self.folder)/\(name)/commands").split(separator: "\n")
    let commands = try place.text("filled/commands").split(separator: "\n")
    var session = ""
    var made: Set<String> = ["session.txt"]
    for (line, said) in zip(commands, said) {
      guard line.contains("keyferry "), !line.hasSuffix("/dev/null") else {
        #expect(try place.shell("cd filled/input && umask 077 && \(line)").status == 0, "\(said)")
        continue
      }
      let command = try #require(line.split(separator: " ").drop { !$0.hasSuffix("keyferry") }.dropFirst().first)
      let formats = Self.formats.prefix(command == "config" ? 2 : Self.formats.count)
      for (format, ending) in formats where !line.contains("--quiet") {
        let report = "\(command).\(ending)"
        guard made.insert(report).inserted else { continue }
        let outcome = try place.shell("cp -a filled again && cd again/input && \(line) --format \(format)")
        try Repository.expect(
          settled(outcome.output), is: "\(Self.folder)/\(name)/expected/\(report)", by: "make golden")
        try FileManager.default.removeItem(at: place.url("again"))
      }
      // Into one place, as at a terminal.
      let outcome = try place.shell("cd filled/input && { \(line); } 2>&1")
      session += "$ \(said)\n\(outcome.output)(exit status \(outcome.status))\n\n"
    }
    try Repository.expect(settled(session), is: "\(Self.folder)/\(name)/expected/session.txt", by: "make golden")
    let kept = try FileManager.default.contentsOfDirectory(
      atPath: Repository.url("\(Self.folder)/\(name)/expected").path)
    #expect(Set(kept) == made)
  }

  /// A backup's name holds the time; and what every rule's page says need not stand here again and again.
  private func settled(_ text: String) -> String {
    text.replacing(#/backup-[0-9T]+Z(-[0-9]+)?/#, with: "backup-TIME")
      .replacing(#/(?s)"semanticVersion": .*?\n          \]/#, with: "\"rules\": []")
      .replacing(#/\n *"ruleIndex": [0-9]+,/#, with: "")
  }

  @Test("have every rule among their findings") func rules() throws {
    let sessions = try Self.names.map { try Repository.text("\(Self.folder)/\($0)/expected/session.txt") }.joined()
    let found = Set(sessions.matches(of: /\[(KF[0-9]+)\]/).map { String($0.output.1) })
    let all = Set(try Repository.text("docs/rules.md").matches(of: /## (KF[0-9]+)/).map { String($0.output.1) })
    #expect(found == all, "\(all.subtracting(found).sorted())")
  }

  @Test("no file of the project holds a text that looks like a live key") func literals() throws {
    let looksLive = #/[spr]k_live_[A-Za-z0-9]{24,}/#
    for folder in ["Sources", "Tests", "Scripts", "Benchmarks", "docs", "fixtures"] {
      for case let url as URL in try #require(
        FileManager.default.enumerator(at: Repository.url(folder), includingPropertiesForKeys: nil))
      {
        guard let text = try? String(contentsOf: url, encoding: .utf8) else { continue }
        #expect(text.firstMatch(of: looksLive) == nil, "\(url.path)")
      }
    }
  }
}
