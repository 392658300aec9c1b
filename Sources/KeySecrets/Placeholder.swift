import KeyFacts

/// Texts that tell a person to put a key there.
enum Placeholder {
  /// Words of seven letters and more: in one case, a random body of 99 holds one of them less than once in a thousand
  /// million.
  private static let longWords = [
    "placeholder", "changeme", "example", "yourkey", "replace", "secretkey", "yourstripe", "testkey", "livekey",
    "123456789", "abcdefgh", "deadbeef",
  ]
  /// Words that make a text which is no key anyway a placeholder.
  private static let words = [
    "your", "change", "replace", "insert", "placeholder", "example", "dummy", "fake", "todo", "fixme", "sample",
    "here", "xxx", "yyy", "zzz", "...", "\u{2026}", "***", "<", ">", "not-set", "not_set", "123456", "mock", "foobar",
    "secret", "redacted", "unset", "undefined", "enter_", "paste", "none", "null",
  ]
  private static let wordsOfOtherSettings = [
    "your", "change_me", "changeme", "change-me", "replace", "insert_", "placeholder", "xxx", "<", ">", "...",
  ]

  /// A body that has a key's length and letters, but was typed by a person: one letter held down, a few letters,
  /// a long word. Must never be true of a random body.
  static func isStretch(_ body: UnsafeBufferPointer<UInt8>) -> Bool {
    isOfFewLetters(body) || holdsRun(of: 8, in: body) || holdsLongWord(body)
  }

  /// Whether at most four different ASCII characters are in it. Of a random body this looks at five bytes or six.
  private static func isOfFewLetters(_ body: UnsafeBufferPointer<UInt8>) -> Bool {
    var seen: (UInt64, UInt64) = (0, 0)
    for byte in body {
      if byte < 64 { seen.0 |= 1 << UInt64(byte) } else if byte < 128 { seen.1 |= 1 << UInt64(byte - 64) }
      if seen.0.nonzeroBitCount + seen.1.nonzeroBitCount > 4 { return false }
    }
    return true
  }

  /// Whether a byte stands `length` times in a row. Looks where such a run would end, and from there back.
  private static func holdsRun(of length: Int, in body: UnsafeBufferPointer<UInt8>) -> Bool {
    var last = length - 1
    while last < body.count {
      var first = last
      while body[first - 1] == body[last] {
        first -= 1
        if last - first == length - 1 { return true }
      }
      last = first + length - 1
    }
    return false
  }

  /// Words, numbers and what joins them: `your_own_KEY_1`. Of random bodies with a `_` or two, not one in a million is so.
  static func isPhrase(_ body: UnsafeBufferPointer<UInt8>) -> Bool {
    body.split { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }.allSatisfy { word in
      let number = word.drop { !$0.isASCIIDigit }
      let letters = word.prefix { !$0.isASCIIDigit }
      guard number.allSatisfy(\.isASCIIDigit) else { return false }
      return letters.allSatisfy(\.isASCIIUpper) || letters.dropFirst().allSatisfy(\.isASCIILower)
    }
  }

  /// A body or credential that is too short or too odd to be real, and shows that nobody meant it to be.
  static func isSketch(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let lower = lowercased(text)
    if text.isEmpty || isStretch(text) || ["123", "abc", "test", "foo", "bar", "key"].contains(lower) { return true }
    return words.contains { lower.holds($0) } || lower.hasSuffix("_") || lower.hasPrefix("12345") || isWords(text)
  }

  /// `whsec_12345`, `whsec_your_webhook_secret`: a credential that is no API key, with a body that nobody was given.
  static func isCredentialSketch(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let underscore = UInt8(ascii: "_")
    let start = (text.firstIndex(of: underscore) ?? 0) + 1
    let body = UnsafeBufferPointer(rebasing: text[min(start, text.count)...])
    let isWords = body.contains(underscore) && body.allSatisfy { ($0 | 0x20).isASCIILower || $0 == underscore }
    // A random body may well hold a short word.
    if body.count >= StripeKeyGrammar.shortestBody, body.allSatisfy(\.isASCIIAlphanumeric) { return isStretch(body) }
    // `ek_live_` and `sk_org_` go on after the prefix's first underscore.
    let isWebhookSecret = text.starts(with: "whsec_".utf8)
    return isSketch(body) || (isWebhookSecret && (body.count < 10 || isWords))
  }

  /// A text without a key's prefix.
  static func isText(_ text: UnsafeBufferPointer<UInt8>, expectsSecret: Bool) -> Bool {
    guard text.count <= 200 else { return false }
    let lower = lowercased(text)
    guard expectsSecret else {
      return wordsOfOtherSettings.contains { lower.holds($0) } || (isWords(text) && lower.hasSuffix("_id"))
    }
    // The name of a variable may hold "secret", and is no placeholder for it.
    let strong = wordsOfOtherSettings.contains { lower.holds($0) }
    if strong || (text.count >= 3 && Set(text).count == 1) { return true }
    if TextForm.isVariableName(text) { return false }
    return words.contains { lower.holds($0) } || isWords(text)
  }

  /// `get_a_key_from_dashboard.stripe.com`: lower-case words and what joins them, no digit.
  private static func isWords(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let joiners = Set("_-. ".utf8)
    return text.contains(where: joiners.contains) && text.allSatisfy { $0.isASCIILower || joiners.contains($0) }
  }

  private static func holdsLongWord(_ body: UnsafeBufferPointer<UInt8>) -> Bool {
    // A cheap test first. A word's first seven letters are six pairs, one of which stands at a place that is looked at;
    // in a random body one pair in fourteen is of a word.
    for pair in stride(from: 5, to: body.count - 1, by: 6) where wordPairs.contains(body[pair], body[pair + 1]) {
      for start in pair - 5...min(pair, body.count - 7) where wordStarts.contains(body[start], body[start + 1]) {
        if longWordBytes.contains(where: { starts(body[start...], with: $0) }) { return true }
      }
    }
    return false
  }

  /// Whether `text` starts with `word` in lower case, or in upper case.
  private static func starts(_ text: Slice<UnsafeBufferPointer<UInt8>>, with word: [UInt8]) -> Bool {
    text.starts(with: word) || text.starts(with: word.lazy.map { $0.isASCIILower ? $0 & 0xDF : $0 })
  }

  private static let longWordBytes = longWords.map { Array($0.utf8) }
  private static let wordStarts = PairSet(longWordBytes.map { ($0[0], $0[1]) })
  private static let wordPairs = PairSet(longWordBytes.flatMap { zip($0.prefix(6), $0[1..<7]) })

  /// Pairs of bytes by their five low bits, so that case does not matter: a few others are taken for members, too.
  private struct PairSet {
    private var bits = [UInt32](repeating: 0, count: 32)

    init(_ pairs: [(UInt8, UInt8)]) {
      for (first, second) in pairs { bits[Int(first & 31)] |= 1 << UInt32(second & 31) }
    }

    func contains(_ first: UInt8, _ second: UInt8) -> Bool { bits[Int(first & 31)] >> UInt32(second & 31) & 1 == 1 }
  }

  private static func lowercased(_ text: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: text, as: UTF8.self).lowercased()
  }
}
