import KeyFacts
import KeyPlanning
import KeySecrets

/// A value that is encrypted.
enum EncryptedValue: Rule {
  static let metadata = RuleMetadata(
    "KF104", "encrypted-value", .note,
    what: "a setting's value or a whole file is encrypted: SOPS, Ansible Vault, a sealed secret, dotenvx",
    why: "there is a key that keyferry, which does not decrypt, can neither compare nor carry",
    remedy: "decrypt into a pipe: `sops -d secrets.yml | keyferry plan yaml:-`",
    firing: .project(["secrets.yml": "STRIPE_LIVE_SECRET_KEY: ENC[AES256_GCM,data:Zm9v,iv:YmFy,tag:YmF6,type:str]\n"]),
    silent: .project(["secrets.yml": "STRIPE_LIVE_SECRET_KEY: «sk_live:1»\n"]))

  static func check(_ evidence: Evidence) -> [Diagnostic] {
    evidence.remarkable.filter { $0.classification == .encrypted && $0.setting.meaning.role != .unmapped }.map {
      let meaning = $0.setting.meaning
      let what = meaning.isCredential || meaning.isForKey ? "its key" : "what is in it"
      return diagnostic("\($0.setting.shown) is encrypted: \(what) was not looked at", on: $0.setting)
    }
      + evidence.readings.unread.filter { $0.error == .encrypted }.map { source in
        diagnostic(
          "\(source.path.printable) is encrypted as a whole: its settings were not looked at",
          at: SourceLocation(kind: source.kind ?? .file, path: source.path))
      }
  }
}
