import KeyFacts

@testable import KeySecrets

/// The classifier: a name's line, then a value.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let input = FuzzInput(start, count)
  let name = String(decoding: input.bytes.prefix { $0 != 0x0A }, as: UTF8.self)
  let bytes = Array(input.bytes.drop { $0 != 0x0A }.dropFirst())
  let value = Secret(bytes)
  let isKey = Oracle.isKey(bytes)
  var meanings: [SettingMeaning] = [.unmapped]
  if let meaning = SettingNames.meaning(of: name) { meanings.append(meaning) }
  if let meaning = SettingNames.meaningIfCredential(of: name) { meanings.append(meaning) }
  for meaning in meanings {
    let found = ValueClassifier.classify(value, meaning: meaning)
    claim(found == ValueClassifier.classify(value, meaning: meaning), "one value, two classes")
    if case .key(let key, let oddities) = found {
      claim(isKey, "a key that is of no key's form")
      claim(key.secret == value && bytes.starts(with: "\(key.type.prefix)_\(key.mode.rawValue)_".utf8), "another key")
      claim(oddities.contains(.longerThanColumn) == (bytes.count > 128), "a length that is not said")
      claim(oddities.contains(.unusualAlphabet) == !bytes.dropFirst(8).allSatisfy(Oracle.isAlphanumeric), "an alphabet")
      claimSummary(key, bytes)
    } else {
      claim(!input.keys.contains(bytes), "a key that is taken for none")
    }
    for form in [ValueForm.text, .reference, .template, .encrypted, .absent] {
      let place = SourceLocation(kind: .dotenv, path: ".env", line: 1, column: 1)
      _ = ValueClassifier.classify(
        Setting(name: name, meaning: meaning, value: value, form: form, location: place))
    }
  }
  claim((StripeKey(stored: value) != nil) == isKey, "a stored key's form")
  if ValueClassifier.looksLikeCredential(value) { claim(bytes.count >= 24, "a credential of a few characters") }
  return 0
}

/// No more of a key than its prefix and its last four characters.
private func claimSummary(_ key: StripeKey, _ bytes: [UInt8]) {
  let shown = key.summary.redacted
  claim(Array(shown.utf8) == Array(bytes.prefix(8)) + Array("...".utf8) + Array(bytes.suffix(4)), "a summary of more")
}
