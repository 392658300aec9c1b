import KeyFacts
import KeySecrets

extension Findings {
  /// Sets aside what a comment in its file passes by, and finds the comments that pass nothing by.
  func ignoring(by evidence: Evidence) -> Findings {
    let comments = evidence.readings.readings.flatMap(\.ignores)
    guard !comments.isEmpty else { return self }
    var uses = comments.map { IgnoreUse($0) }
    let places = Dictionary(grouping: uses.indices, by: { comments[$0].location.path })
    let findings = settingAside { diagnostic in
      guard let path = diagnostic.location?.path else { return nil }
      let here = (places[path] ?? []).filter { uses[$0].covers(diagnostic) }
      // All that would pass it by are of use.
      for index in here { uses[index].used.insert(diagnostic.rule.code) }
      return here.first.map { uses[$0].suppression }
    }
    for diagnostic in findings.kept where Self.isGuarded(diagnostic) {
      guard let path = diagnostic.location?.path else { continue }
      for index in places[path] ?? [] where uses[index].covers(diagnostic) {
        uses[index].refused.insert(diagnostic.rule.code)
      }
    }
    return findings.adding(
      uses.flatMap { $0.problems(hasStore: evidence.snapshot != nil, hasLock: evidence.lock != nil) })
  }
}

/// A comment, and what came of it.
private struct IgnoreUse {
  let comment: IgnoreComment
  private let codes: Set<String>
  /// What it passed by.
  var used: Set<String> = []
  /// What it may not pass by.
  var refused: Set<String> = []

  init(_ comment: IgnoreComment) {
    self.comment = comment
    codes = Set(comment.rules.compactMap { RuleCatalog.rule($0)?.metadata.id.code })
  }

  var suppression: Suppression {
    Suppression(kind: .inline, reason: comment.reason, location: comment.location)
  }

  /// A finding about a file as a whole has no line: any line of the file may speak of it.
  func covers(_ diagnostic: Diagnostic) -> Bool {
    guard comment.reason != nil, codes.contains(diagnostic.rule.code), let place = diagnostic.location else {
      return false
    }
    return place.line.map(comment.lines.contains) ?? true
  }

  func problems(hasStore: Bool, hasLock: Bool) -> [Diagnostic] {
    if let flaw = comment.flaw { return [problem(Self.words(flaw))] }
    guard !comment.rules.isEmpty else {
      return [problem("names no rule, and ignores nothing: keyferry:ignore[KF107] and the reason")]
    }
    guard comment.reason != nil else {
      return [problem("gives no reason, and ignores nothing: the reason follows the rules, on the same line")]
    }
    return comment.rules.compactMap { word in
      guard let rule = RuleCatalog.rule(word)?.metadata else {
        return problem("\(Self.shown(word)) is no rule, and ignores nothing")
      }
      let name = "\(rule.id.code) \(rule.id.name)"
      if refused.contains(rule.id.code) {
        return problem("\(name) keeps keys from being lost or given away, and can't be ignored")
      }
      // A rule about the database, or a lock, finds nothing where none is looked at.
      let isOutOfSight = !hasStore && rule.id.code.hasPrefix("KF4") || !hasLock && rule.id.code.hasPrefix("KF6")
      if used.contains(rule.id.code) || isOutOfSight { return nil }
      return problem("ignores \(name), which finds nothing there")
    }
  }

  private static func words(_ flaw: IgnoreComment.Flaw) -> String {
    switch flaw {
    case .spelling: "is spelled otherwise, and ignores nothing: keyferry:ignore[KF107] and the reason"
    case .behindWords: "stands behind other words, and ignores nothing: a comment begins with it"
    case .tooMany: "is one of more than 1000 in its file, and ignores nothing, nor does any below it"
    }
  }

  private func problem(_ message: String) -> Diagnostic {
    UnusedIgnore.diagnostic(message, at: comment.location)
  }

  /// What has the form of a rule's code or name; any other word may be a key, or a piece of one.
  private static func shown(_ word: String) -> String {
    let number = word.utf8.dropFirst(2)
    let isCode = word.lowercased().hasPrefix("kf") && number.count <= 4 && number.allSatisfy { $0 &- 0x30 < 10 }
    let isName = word.utf8.count <= 48 && word.utf8.allSatisfy { $0 &- 0x61 < 26 || $0 == UInt8(ascii: "-") }
    return isCode || isName && word.withoutRandomRuns == word ? word : "a word of \(word.utf8.count) bytes (not shown)"
  }
}
