import KeyFacts

/// The report for programs; `docs/report.schema.json` says what it holds.
package struct JSONReportRenderer: ReportRenderer, KeyTableRenderer {
  package init() {}

  package func render(_ report: Report, to sink: ByteSink) throws {
    try JSONWriter.write(to: sink) { json in
      json.field("format", "keyferry-report")
      json.field("version", 1)
      json.field("command", report.command.rawValue)
      json.store(report.store)
      json.outcome(of: report)
      json.refusals(report.refusals)
      json.array("settings", of: report.settings) { $0.setting($1) }
      json.array("keys", of: report.keys()) { $0.key($1, of: report) }
      json.array("changes", of: report.changes()) { $0.change($1, of: report) }
      json.effective(report.effective)
      json.lock(report.lock)
      json.array("diagnostics", of: report.diagnostics) { $0.diagnostic($1, in: report.repository) }
      json.array("suppressed", of: report.suppressed) { $0.suppressed($1, in: report.repository) }
      json.baseline(report.baseline)
      json.array("not_read", of: report.notRead) { json, source in
        json.object(inline: true) {
          $0.field("kind", source.kind?.rawValue)
          $0.field("path", source.path)
          $0.field("reason", source.reason)
        }
      }
      json.summary(report.summary)
    }
  }

  package func render(_ table: KeyTable, to sink: ByteSink) throws {
    try JSONWriter.write(to: sink) { json in
      json.field("format", "keyferry-key-list")
      json.field("version", 1)
      json.store(ReportedStore(location: table.store, exists: true))
      json.array("keys", of: table.rows) { $0.row($1) }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func store(_ store: ReportedStore?) {
    guard let store else { return null("store") }
    object("store", inline: true) {
      $0.field("location", store.location)
      $0.field("exists", store.exists)
    }
  }

  fileprivate mutating func outcome(of report: Report) {
    field("plan_id", report.planID)
    field("applied", report.applied)
    field("backup", report.backup?.path)
    field("failure", report.failure)
  }

  fileprivate mutating func refusals(_ refusals: [Refusal]) {
    array("blocked", of: refusals) { json, refusal in
      json.object {
        $0.field("reason", refusal.reason)
        $0.array("places", of: refusal.places) { json, place in
          json.object {
            $0.field("setting", place.setting)
            $0.location("source", place.location)
            $0.summary("key", place.key)
          }
        }
        $0.array("commands", of: refusal.commands) { $0.field(nil, $1) }
      }
    }
  }

  fileprivate mutating func setting(_ setting: ReportedSetting) {
    object {
      $0.field("name", setting.name)
      $0.location("source", setting.location)
      $0.field("value_kind", setting.valueKind.rawValue)
      $0.field("overridden", setting.isOverridden)
      $0.field("example", setting.isExample)
      $0.summary("key", setting.key)
    }
  }

  fileprivate mutating func key(_ key: ReportedKey, of report: Report) {
    object {
      $0.fields(of: key.summary)
      $0.field("name", key.name)
      $0.field("state", key.state.rawValue)
      $0.array("occurrences", of: report.settings(of: key)) { json, setting in
        json.object {
          $0.field("setting", setting.name)
          $0.location("source", setting.location)
        }
      }
    }
  }

  fileprivate mutating func change(_ key: ReportedKey, of report: Report) {
    object {
      $0.field("action", key.action?.rawValue)
      $0.summary("key", key.summary)
      $0.field("name", key.name)
      $0.field("why", report.why(key))
      $0.array("fields", of: key.fields.names, inline: true) { $0.field(nil, $1) }
    }
  }

  /// Nothing for a store that dj-stripe does not read.
  fileprivate mutating func effective(_ effective: ReportedEffectiveKeys?) {
    guard let effective else { return }
    object("effective") {
      $0.field("djstripe_version", effective.version)
      $0.field("version_why", effective.versionReason)
      $0.array("keys", of: effective.keys) { json, key in
        json.object {
          $0.field("account", key.account)
          $0.field("mode", key.mode?.rawValue)
          $0.choice("today", key.today)
          $0.choice("after", key.after)
        }
      }
      $0.field("other_accounts", effective.otherAccounts)
    }
  }

  /// Nothing where no lock was looked at.
  fileprivate mutating func lock(_ lock: ReportedLock?) {
    guard let lock else { return }
    object("lock", inline: true) {
      $0.field("path", lock.path)
      $0.field("same", lock.same)
      $0.field("new", lock.new)
      $0.field("other", lock.other)
      $0.field("gone", lock.gone)
      $0.field("out_of_reach", lock.outOfReach)
    }
  }

  private mutating func choice(_ name: String, _ choice: ReportedChoice) {
    object(name) {
      $0.field("from", choice.origin.rawValue)
      $0.summary("key", choice.key)
      $0.field("name", choice.name)
      $0.field("why", choice.why)
    }
  }

  fileprivate mutating func diagnostic(_ diagnostic: Diagnostic, in repository: RepositoryPaths) {
    object { $0.fields(of: diagnostic, in: repository) }
  }

  fileprivate mutating func suppressed(_ finding: SuppressedDiagnostic, in repository: RepositoryPaths) {
    object {
      $0.fields(of: finding.diagnostic, in: repository)
      $0.object("suppression") {
        $0.field("kind", finding.suppression.kind.rawValue)
        $0.field("reason", finding.suppression.reason)
        $0.location("location", finding.suppression.location)
      }
    }
  }

  private mutating func fields(of diagnostic: Diagnostic, in repository: RepositoryPaths) {
    field("rule", diagnostic.rule.code)
    field("name", diagnostic.rule.name)
    field("severity", diagnostic.severity.rawValue)
    field("message", diagnostic.message)
    location("location", diagnostic.location)
    field("setting", diagnostic.setting)
    field("fingerprint", FindingIdentity(diagnostic, in: repository).fingerprint)
  }

  /// Nothing where a run was given none.
  fileprivate mutating func baseline(_ baseline: ReportedBaseline?) {
    guard let baseline else { return }
    object("baseline") {
      $0.field("path", baseline.path)
      $0.field("known", baseline.known)
      $0.array("gone", of: baseline.gone) { json, entry in
        json.object {
          $0.field("rule", entry.identity.rule)
          $0.field("path", entry.identity.path)
          $0.field("setting", entry.identity.setting)
          $0.field("severity", entry.severity.rawValue)
          $0.field("count", entry.count)
          $0.field("fingerprint", entry.identity.fingerprint)
        }
      }
    }
  }

  fileprivate mutating func summary(_ summary: ReportSummary) {
    object("summary") {
      $0.field("verdict", summary.verdict.rawValue)
      $0.field("files_searched", summary.filesSearched)
      $0.field("excluded", summary.pathsLeftOut)
      $0.field("not_read", summary.notRead)
      $0.field("settings", summary.settings)
      $0.field("keys", summary.keys)
      $0.object("changes", inline: true) { json in
        for action in ChangeAction.allCases { json.field(action.rawValue, summary.count(of: action)) }
      }
      $0.object("diagnostics", inline: true) {
        $0.field("error", summary.errors)
        $0.field("warning", summary.warnings)
        $0.field("note", summary.notes)
      }
      $0.field("suppressed", summary.suppressed)
    }
  }

  fileprivate mutating func row(_ row: KeyTable.Row) {
    object {
      $0.field("id", row.id)
      $0.field("type", row.type.rawValue)
      $0.field("livemode", row.mode.livemode)
      $0.field("redacted", row.redacted)
      $0.field("fingerprint", row.fingerprint?.hex)
      $0.field("name", row.name)
      $0.field("account", row.account)
      $0.field("created", row.created)
      $0.field("updated", row.updated)
      $0.array("occurrences", of: row.occurrences) { json, occurrence in
        json.object(inline: true) {
          $0.field("source", occurrence.source)
          $0.field("line", occurrence.line)
          $0.field("setting", occurrence.setting)
        }
      }
    }
  }

  mutating func location(_ name: String, _ location: SourceLocation?) {
    guard let location else { return null(name) }
    object(name, inline: true) {
      $0.field("kind", location.kind.rawValue)
      $0.field("path", location.path)
      $0.field("line", location.line)
      $0.field("column", location.column)
      $0.field("document_path", location.documentPath)
    }
  }

  mutating func summary(_ name: String, _ key: KeySummary?) {
    guard let key else { return null(name) }
    object(name, inline: true) { $0.fields(of: key) }
  }

  private mutating func fields(of key: KeySummary) {
    field("type", key.type.rawValue)
    field("livemode", key.livemode)
    field("redacted", key.redacted)
    field("fingerprint", key.fingerprint.hex)
  }
}
