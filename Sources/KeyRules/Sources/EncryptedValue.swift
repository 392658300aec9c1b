import KeyFacts
import KeyPlanning
import KeySecrets

/// A value that is encrypted.
enum EncryptedValue: SettingRule {
  static let metadata = RuleMetadata(
    "KF104", "encrypted-value", .note,
    what: "a setting's value is encrypted: SOPS, Ansible Vault, a sealed secret, dotenvx",
    why: "there is a key that keyferry, which does not decrypt, can neither compare nor carry",
    remedy: "decrypt into a pipe: `sops -d secrets.yml | keyferry plan yaml:-`",
    firing: .project(["secrets.yml": "STRIPE_LIVE_SECRET_KEY: ENC[AES256_GCM,data:Zm9v,iv:YmFy,tag:YmF6,type:str]\n"]),
    silent: .project(["secrets.yml": "STRIPE_LIVE_SECRET_KEY: «sk_live:1»\n"]))

  static func finding(_ judged: JudgedSetting) -> Finding? {
    guard judged.classification == .encrypted, judged.setting.meaning.isCredential else { return nil }
    return Finding("\(judged.setting.shown) is encrypted: its key was not looked at")
  }
}
