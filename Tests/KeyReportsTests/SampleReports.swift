import KeyFacts
import KeyReports

/// Reports of made-up runs, the same every time.
enum SampleReports {
  static func key(_ type: KeyType, _ mode: KeyMode, _ tail: String, _ number: UInt64) -> KeySummary {
    KeySummary(
      type: type, mode: mode, tail: tail.utf8.reduce(0) { $0 << 8 | UInt32($1) },
      fingerprint: Fingerprint(high: number &* 0x9E37_79B9_7F4A_7C15, low: number &* 0xD1B5_4A32_D192_ED03))
  }

  static let liveSecret = key(.secret, .live, "abcd", 1)
  static let livePublic = key(.publishable, .live, "9fQ2", 2)
  static let testSecret = key(.secret, .test, "77ab", 3)
  static let testPublic = key(.publishable, .test, "K0p1", 4)
  static let restricted = key(.restricted, .live, "zZ81", 5)
  static let gone = key(.secret, .live, "old1", 6)

  static func place(
    _ path: String, _ line: Int? = nil, _ column: Int? = nil, _ kind: SourceKind = .dotenv, in document: String? = nil
  ) -> SourceLocation {
    SourceLocation(kind: kind, path: path, line: line, column: column, documentPath: document)
  }

  static let settings = [
    ReportedSetting(
      name: "STRIPE_LIVE_SECRET_KEY", location: place("environment", nil, nil, .environment), valueKind: .key,
      key: liveSecret),
    ReportedSetting(name: "STRIPE_LIVE_SECRET_KEY", location: place(".env", 3, 24), valueKind: .key, key: liveSecret),
    ReportedSetting(name: "STRIPE_LIVE_PUBLIC_KEY", location: place(".env", 4, 24), valueKind: .key, key: livePublic),
    ReportedSetting(
      name: "STRIPE_TEST_SECRET_KEY", location: place(".env", 6, 24), valueKind: .key, key: testSecret,
      isOverridden: true),
    ReportedSetting(name: "STRIPE_TEST_SECRET_KEY", location: place(".env", 9, 24), valueKind: .key, key: testSecret),
    ReportedSetting(name: "DJSTRIPE_WEBHOOK_SECRET", location: place(".env", 10, 25), valueKind: .otherCredential),
    ReportedSetting(
      name: "STRIPE_TEST_PUBLIC_KEY", location: place(".env.example", 2, 24), valueKind: .key, key: testPublic,
      isExample: true),
    ReportedSetting(
      name: "secretKey",
      location: place("deploy/values.production.yaml", 41, 16, .yaml, in: "billing/stripe/secretKey"), valueKind: .key,
      key: restricted),
    ReportedSetting(
      name: "STRIPE_SECRET_KEY",
      location: place("docker-compose.yml", 12, 9, .yaml, in: "services/web/environment/[2]"), valueKind: .reference),
  ]

  static let diagnostics = [
    Diagnostic(
      rule: RuleID("KF107", "secret-file-readable-by-others"), severity: .warning,
      message: "a file that holds secret keys has mode 0644; make it 0600", location: place(".env")),
    Diagnostic(
      rule: RuleID("KF201", "deprecated-public-key-setting"), severity: .warning,
      message:
        "STRIPE_LIVE_PUBLIC_KEY is deprecated since dj-stripe 2.5.0: only its deprecated mixins read it; keep it in the"
        + " database instead", location: place(".env", 4, 24), setting: "STRIPE_LIVE_PUBLIC_KEY"),
    Diagnostic(
      rule: RuleID("KF214", "removed-setting"), severity: .warning,
      message: "DJSTRIPE_WEBHOOK_SECRET was removed in dj-stripe 2.9.0", location: place(".env", 10, 25),
      setting: "DJSTRIPE_WEBHOOK_SECRET"),
    Diagnostic(
      rule: RuleID("KF210", "restricted-key"), severity: .note,
      message: "secretKey holds a restricted key, whose permissions dj-stripe may exceed",
      location: place("deploy/values.production.yaml", 41, 16, .yaml), setting: "secretKey"),
    Diagnostic(
      rule: RuleID("KF105", "unresolved-reference"), severity: .note,
      message: "STRIPE_SECRET_KEY refers to a value that is not here",
      location: place("docker-compose.yml", 12, 9, .yaml),
      setting: "STRIPE_SECRET_KEY"),
    Diagnostic(
      rule: RuleID("KF405", "store-readable-by-others"), severity: .warning,
      message: "keyferry.sqlite has mode 0644; make it 0600"),
  ]

  /// Of the rules that anything here is found by.
  static var pages: [RulePage] {
    let ids = Set((diagnostics + [mismatch] + hostile.diagnostics).map(\.rule))
    return ids.sorted().map { id in
      RulePage(
        id: id, severity: id.code == "KF202" ? .error : id.code < "KF21" ? .warning : .note,
        what: "a setting | that is `not` what its name says", why: "<b>reads</b> \"it\"", remedy: "set it right",
        firing: "# .env\nSTRIPE_KEY=sk_live_…1\n", silent: "# .env\nSTRIPE_KEY=sk_live_…2\n")
    }
  }

  static let mismatch = Diagnostic(
    rule: RuleID("KF202", "mode-mismatch"), severity: .error,
    message: "STRIPE_TEST_SECRET_KEY holds a live key", location: place(".env", 9, 24),
    setting: "STRIPE_TEST_SECRET_KEY")

  /// What the pages of some of these rules say.
  static let rules = [
    RulePage(
      id: RuleID("KF202", "mode-mismatch"), severity: .error, what: "a LIVE name holds a test key, or the reverse",
      why: "test keys move no money, and live keys do", remedy: "put the key under the name of its mode", firing: "",
      silent: ""),
    RulePage(
      id: RuleID("KF212", "unmapped-key"), severity: .note, what: "a key under a name that is not known for one",
      why: "a sync leaves it out: <b>who</b> knows what it is for", remedy: "rename it, or use `--include-unmapped`",
      firing: "", silent: ""),
  ]

  static let notRead = [
    NotRead(kind: .yaml, path: "config/broken.yml", reason: "line 3, column 5: not YAML: syntax error"),
    NotRead(kind: nil, path: "run/app.sock", reason: "is a socket, not a file"),
  ]

  static let changes = [
    ChangeSummary(action: .keep, key: livePublic, name: "STRIPE_LIVE_PUBLIC_KEY"),
    ChangeSummary(action: .update, key: testSecret, name: "STRIPE_TEST_SECRET_KEY", fields: [.livemode, .occurrences]),
    ChangeSummary(action: .create, key: liveSecret, name: "STRIPE_LIVE_SECRET_KEY"),
    ChangeSummary(action: .create, key: restricted, name: "billing production"),
    ChangeSummary(action: .remove, key: gone, name: "STRIPE_OLD_SECRET_KEY"),
  ]

  static let sources = ReportedSources(settings: settings, notRead: notRead, filesSearched: 14)

  static var store: ReportedStore { ReportedStore(location: "keyferry.sqlite", exists: true) }

  static var scan: Report {
    Report(command: .scan, sources: sources, diagnostics: diagnostics + [mismatch])
  }

  static var plan: Report {
    Report(
      command: .plan, sources: sources, plan: ReportedPlan(store: store, changes: changes), diagnostics: diagnostics)
  }

  /// All that was found is set aside, each for another reason.
  static var setAside: Report {
    let suppressions = [
      Suppression(kind: .configuration, location: place(".keyferry.yml", 9, 3, .yaml)),
      Suppression(kind: .inline, reason: "the pipeline reads it as another user", location: place(".env", 3, 1)),
      Suppression(kind: .baseline),
    ]
    return Report(
      command: .scan, sources: sources, suppressed: zip(diagnostics, suppressions).map(SuppressedDiagnostic.init))
  }

  /// With a baseline that knows some of what was found, and some that is there no more.
  static var known: Report {
    let gone = [
      Baseline.Entry(FindingIdentity(rule: "KF202", path: "a|b/.env", setting: "STRIPE_KEY"), .error, count: 1),
      Baseline.Entry(FindingIdentity(rule: "KF407", path: nil, setting: nil), .warning, count: 2),
    ]
    return Report(
      command: .check, sources: sources, plan: ReportedPlan(store: store, changes: changes), diagnostics: [mismatch],
      suppressed: diagnostics.map { SuppressedDiagnostic($0, Suppression(kind: .baseline)) },
      baseline: ReportedBaseline(path: "keyferry.baseline", known: diagnostics.count, gone: gone))
  }

  static var empty: Report { Report(command: .scan) }

  static var inSync: Report {
    let kept = changes.filter { $0.action != .remove }.map {
      ChangeSummary(action: .keep, key: $0.key, name: $0.name)
    }
    return Report(
      command: .check, sources: ReportedSources(settings: settings, filesSearched: 14),
      plan: ReportedPlan(store: store, changes: kept))
  }

  /// Without a finding.
  static var drift: Report {
    Report(
      command: .check, sources: ReportedSources(settings: settings, filesSearched: 14),
      plan: ReportedPlan(store: store, changes: changes))
  }

  static var done: Report {
    Report(
      command: .sync, sources: sources, plan: ReportedPlan(store: store, changes: changes), diagnostics: diagnostics,
      outcome: .applied(backup: Backup(path: "keyferry.sqlite.2f6c.backup", isOfKeysAlone: false)))
  }

  static var failed: Report {
    Report(
      command: .sync, sources: sources, plan: ReportedPlan(store: store, changes: changes),
      outcome: .failed(reason: "keyferry.sqlite: another process holds the lock, waited 5 s"))
  }

  static var blocked: Report {
    let conflict = Refusal(
      reason: "STRIPE_LIVE_SECRET_KEY has 2 different keys",
      places: [
        .init(setting: "STRIPE_LIVE_SECRET_KEY", location: place(".env", 3, 24), key: liveSecret),
        .init(setting: "STRIPE_LIVE_SECRET_KEY", location: place(".env.production", 7, 24), key: gone),
      ],
      commands: [
        "keyferry sync .env --db keyferry.sqlite", "keyferry sync .env.production --db keyferry.sqlite",
        "keyferry sync .env .env.production --db keyferry.sqlite --on-conflict first",
        "keyferry sync .env .env.production --db keyferry.sqlite --on-conflict all",
      ])
    let guarded = Refusal(
      reason: "the last secret live key would go", commands: ["keyferry sync --db keyferry.sqlite --prune --yes"])
    return Report(
      command: .sync,
      sources: ReportedSources(
        settings: settings, notRead: notRead, filesSearched: 14,
        conflicting: [liveSecret.fingerprint, gone.fingerprint]),
      plan: ReportedPlan(
        store: ReportedStore(location: "keyferry.sqlite", exists: false), changes: changes,
        refusals: [conflict, guarded]), diagnostics: diagnostics + [mismatch])
  }

  static var table: KeyTable {
    let keys = [liveSecret, restricted, testPublic]
    let names = ["STRIPE_LIVE_SECRET_KEY", "billing | production", "STRIPE_TEST_PUBLIC_KEY"]
    return KeyTable(store: "keyferry.sqlite", count: keys.count) { index in
      let key = keys[index]
      return KeyTable.Row(
        id: "01JDC3M8Z0W5Q2K7YV4N9T6R\(index)A", type: key.type, mode: key.mode, redacted: key.redacted,
        fingerprint: key.fingerprint, name: names[index], account: index == 1 ? "acct_1Nexample" : nil,
        created: "2026-11-23T07:06:43Z", updated: "2026-11-24T08:00:00Z",
        occurrences: [KeyTable.Occurrence(source: ".env", line: index + 3, setting: names[index])])
    }
  }

  /// Names that a file or a setting may have, and that must stay text.
  static let hostileNames = [
    "a|b", "`tick`", "<img src=x onerror=alert(1)>", "esc\u{1B}[2Jape", "new\nline", "bidi\u{202E}gnp.exe",
    "::error::boo", "@everyone", "**bold** _it_ [x](y)", "back\\slash\\|", "</code></details>", "  blanks  ",
    "\u{2028}sep",
    "日本語の設定", "e\u{301}", "\"quoted\"", "-->", "1. list", "##[add-matcher]x", "tab\tbed", "\u{0}nul",
  ]

  static var hostile: Report { hostile(hostileNames) }

  /// Names of characters that mean something to some reader, the same for the same `seed`.
  static func randomNames(seed: UInt64) -> [String] {
    let alphabet = Array("a|`<>&\\:@*_[]()\n\r\t\u{1B}#-.!~$ /\"'é設".unicodeScalars)
    var state = seed
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    return (0..<40).map { _ in
      var name = "n"
      for _ in 0..<(1 + next(90)) { name.unicodeScalars.append(alphabet[next(alphabet.count)]) }
      return String(name.unicodeScalars.dropFirst(next(2)))
    }
  }

  static func hostile(_ hostileNames: [String]) -> Report {
    let settings = hostileNames.enumerated().map { number, name in
      ReportedSetting(
        name: name, location: place("dir/" + name, number + 1, 1, .yaml, in: name), valueKind: .key,
        key: key(.secret, .live, "abcd", UInt64(100 + number)))
    }
    let findings = hostileNames.enumerated().map { number, name in
      Diagnostic(
        rule: RuleID("KF212", "unmapped-key"), severity: .note, message: "\(name) holds a key",
        location: place("dir/" + name, number + 1, 1, .yaml), setting: name)
    }
    let changes = settings.compactMap { setting in
      setting.key.map { ChangeSummary(action: .create, key: $0, name: setting.name) }
    }
    let refusal = Refusal(
      reason: "\(hostileNames[2]) and \(hostileNames[0]) differ",
      places: hostileNames.map { .init(setting: $0, location: place("dir/" + $0, 1, 1)) },
      commands: ["keyferry sync 'dir/a|b' --db \"x`y\""])
    return Report(
      command: .plan,
      sources: ReportedSources(
        settings: settings, notRead: hostileNames.map { NotRead(kind: nil, path: $0, reason: "binary data, not text") },
        filesSearched: 20),
      plan: ReportedPlan(
        store: ReportedStore(location: "db|<b>.json", exists: false), changes: changes, refusals: [refusal]),
      diagnostics: findings)
  }

  /// 200 keys in 40 files, with names of every length, most of them unchanged.
  static var many: Report {
    let names = (0..<200).map { "KEY_\($0)_" + String(repeating: "LONG_", count: $0 % 40) + "設定" }
    let settings = names.enumerated().map { number, name in
      let folder = String(repeating: "deeper/", count: number % 20)
      return ReportedSetting(
        name: name, location: place("\(folder)\(number % 40).env", number + 1, 1), valueKind: .key,
        key: key(
          KeyType.allCases[number % 3], KeyMode.allCases[number % 2], "abcd", UInt64(1000 + number)),
        isExample: number % 40 == 7)
    }
    let changes = settings.enumerated().compactMap { number, setting in
      setting.key.map {
        ChangeSummary(
          action: number % 23 == 0 ? .create : number % 31 == 0 ? .remove : .keep, key: $0, name: setting.name)
      }
    }
    return Report(
      command: .plan,
      sources: ReportedSources(
        settings: settings, filesSearched: 40,
        conflicting: Set(settings.prefix(3).compactMap { $0.key?.fingerprint })),
      plan: ReportedPlan(store: store, changes: changes))
  }

  /// A report of `count` keys, each in a line of one file.
  static func large(_ count: Int) -> Report {
    let settings = (0..<count).map { number in
      ReportedSetting(
        name: "KEY_\(number)", location: place(".env", number + 1, 12), valueKind: .key,
        key: key(.secret, .test, "abcd", UInt64(number)))
    }
    let changes = settings.lazy.compactMap { setting in
      setting.key.map { ChangeSummary(action: .create, key: $0, name: setting.name) }
    }
    return Report(
      command: .sync, sources: ReportedSources(settings: settings, filesSearched: 1),
      plan: ReportedPlan(store: store, changes: changes))
  }
}
