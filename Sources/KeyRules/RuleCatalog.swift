package import KeyFacts

/// Every rule there is, in the order of their ids.
package enum RuleCatalog {
  package static let all: [any Rule.Type] = [
    UnreadableSource.self, MalformedLineRule.self, ParserDisagreement.self, EncryptedValue.self,
    UnresolvedReference.self,
    RepeatedSetting.self, SecretFileReadableByOthers.self, KeyInExampleFile.self,
    UnusedIgnore.self,
    DeprecatedPublicKeySetting.self, ModeMismatch.self, SecretInPublicSetting.self, PublicInSecretSetting.self,
    MalformedKey.self, PlaceholderValue.self, StrayCharactersRule.self, KeyTooLong.self, OtherCredential.self,
    RestrictedKey.self, LookalikeKey.self, UnmappedKey.self, ModelessSetting.self, RemovedSetting.self,
    TextLiveMode.self, LiveModeWithoutKey.self,
    DuplicateKey.self, ConflictingValues.self, KeyUnderBothModes.self,
    StoredKeyNotInSettings.self, StaleStoredFields.self, ShadowedKey.self, WouldRemoveLastKey.self,
    StoreReadableByOthers.self, KeyWithoutAccount.self, TwoSecretKeys.self, KeyOfAnotherAccount.self,
    HardCodedKey.self, ComputedSetting.self, SettingRenamed.self, ModeFromText.self,
    KeyNotInLock.self, OtherKeyThanLocked.self, LockedKeyGone.self, LockedKeyOutOfReach.self,
  ]

  /// What all rules find, in no particular order.
  package static func check(_ evidence: Evidence) -> [Diagnostic] { all.flatMap { $0.check(evidence) } }

  /// What all rules find, without what comments pass by, as a policy grades it.
  package static func findings(_ evidence: Evidence, policy: FindingPolicy = FindingPolicy()) -> Findings {
    let found = all.filter { $0 != UnusedIgnore.self }.flatMap { $0.check(evidence) }
    return Findings(found).ignoring(by: evidence).graded(by: policy)
  }

  /// The rule that `--yes` answers.
  package static var lastKeyRule: RuleID { WouldRemoveLastKey.metadata.id }

  /// The rules about what dj-stripe does with the keys in its table.
  package static var effectiveRules: Set<RuleID> {
    [
      ShadowedKey.metadata.id, KeyWithoutAccount.metadata.id, TwoSecretKeys.metadata.id,
      KeyOfAnotherAccount.metadata.id,
    ]
  }

  /// A rule by its code or name, in any case.
  package static func rule(_ text: String) -> (any Rule.Type)? {
    let text = text.lowercased()
    return all.first { $0.metadata.id.code.lowercased() == text || $0.metadata.id.name == text }
  }

  /// Rules whose errors nobody can pass by: keys would be lost or given away.
  package static let guards: Set<RuleID> = Set(all.map { $0.metadata }.filter(\.isGuard).map(\.id))

  /// Rules whose errors do not keep a sync from writing.
  package static var exempt: Set<RuleID> {
    Set(all.map { $0.metadata }.filter { !$0.blocksSync }.map { $0.id })
  }
}
