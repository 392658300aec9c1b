import KeyFacts

/// The keys that dj-stripe takes, by account, a mode a line; two where the sync changes it.
struct EffectiveSection {
  let effective: ReportedEffectiveKeys
  let limit: Int

  /// - Parameter more: says how many lines were left out.
  func write(to text: inout TextWriter, more: (Int, inout TextWriter) -> Void) {
    text.heading("Used by dj-stripe \(effective.version)", "(\(effective.versionReason))")
    let shown = effective.keys.prefix(limit)
    let table = TextTable(indent: 4, sample: shown.prefix(200).flatMap(rows), width: text.width)
    var account: String?
    for key in shown where text.isOpen {
      if key.accountWord != account { text.wrapped([StyledText(key.accountWord, .heading)], indent: 2, hanging: 4) }
      account = key.accountWord
      for row in rows(key) { table.write(row, to: &text) }
    }
    if effective.keys.count > shown.count { more(effective.keys.count - shown.count, &text) }
    if let others = effective.othersInWords { text.wrapped([StyledText(others, .faint)], indent: 2, hanging: 4) }
  }

  private func rows(_ key: ReportedEffectiveKey) -> [[StyledText]] {
    key.states.enumerated().map { index, state in
      [
        StyledText(index == 0 ? key.modeWord : ""), StyledText(state.time, .faint),
        StyledText(state.choice.keyWord, state.choice.origin == .none ? .faint : .plain),
        StyledText(state.choice.reason, .faint),
      ]
    }
  }
}

extension ReportedEffectiveKeys {
  /// `and 3 more accounts without a key of their own, as no account`.
  var othersInWords: String? {
    guard otherAccounts > 0 else { return nil }
    return "and \(PlainWords.count(otherAccounts, "more account")) without a secret key: the settings' keys are taken"
  }
}
