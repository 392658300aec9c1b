import KeyFacts
package import KeyReports
import KeyRules

/// The rules as people read them.
package enum RuleGuide {
  package static var pages: [RulePage] { RuleCatalog.all.map { page($0.metadata) } }

  /// By code or name, in any case.
  package static func page(_ text: String) -> RulePage? { RuleCatalog.rule(text).map { page($0.metadata) } }

  private static func page(_ metadata: RuleMetadata) -> RulePage {
    RulePage(
      id: metadata.id, severity: metadata.severity, what: metadata.what, why: metadata.why,
      remedy: metadata.remedy, firing: metadata.firing.words, silent: metadata.silent.words)
  }
}

extension RuleExample {
  /// The project as a listing, each file under its name. Keys are shown by what they are: `sk_live_…1`.
  fileprivate var words: String {
    var parts =
      environment.isEmpty
      ? []
      : ["# environment\n" + environment.map { "\($0.name)=\(RuleExample.shown($0.value))\n" }.joined()]
    parts += (locked ?? []).map { "# \($0.name), as it was locked\n\(RuleExample.shown($0.text))" }
    parts += files.map { file in
      let mode = file.mode == 0o600 ? "" : " (mode 0\(String(file.mode, radix: 8)))"
      return "# \(file.name)\(mode)\n\(RuleExample.shown(file.text))"
    }
    if let accounts {
      parts.append("# in djstripe_account\n" + accounts.map { "\($0)\n" }.joined())
    }
    if !stored.isEmpty {
      let mode = storeMode == 0o600 ? "" : " (mode 0\(String(storeMode, radix: 8)))"
      let rows = stored.map { row in
        let livemode = row.livemode.map { ", livemode: \($0)" } ?? ""
        let account = row.account.map { ", account: \($0)" } ?? ""
        return "\(RuleExample.shown("«\(row.key)»")), name: \(row.name)\(livemode)\(account)\n"
      }
      parts.append("# in \(accounts == nil ? "the database" : "djstripe_apikey")\(mode)\n" + rows.joined())
    }
    let options = (prune ? " --prune" : "") + (account.map { " --account \($0)" } ?? "")
    if locked != nil { parts.append("$ keyferry check --lock keyferry.lock\n") }
    if !options.isEmpty { parts.append("$ keyferry plan\(options)\n") }
    return parts.joined(separator: "\n")
  }

  /// `«sk_live:1»` as `sk_live_…1`, `«sk_live:1:17»` as `sk_live_…1 (17 characters behind the prefix)`.
  private static func shown(_ text: String) -> String {
    var shown = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "«"), let close = rest[open...].firstIndex(of: "»") {
      let parts = rest[rest.index(after: open)..<close].split(separator: ":")
      let prefix = parts.first.map { $0 == "body" ? "" : $0 == "paystack" ? "sk_live_" : "\($0)_" } ?? ""
      let body = parts.first == "paystack" ? "…(40 hexadecimal digits)" : "…\(parts.dropFirst().first ?? "")"
      let length = parts.count > 2 && parts[0] != "body" ? " (\(parts[2]) characters behind the prefix)" : ""
      shown += rest[..<open] + prefix + body + length
      rest = rest[rest.index(after: close)...]
    }
    return shown + rest
  }
}
