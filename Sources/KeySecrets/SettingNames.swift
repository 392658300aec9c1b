import KeyFacts

/// Which names hold Stripe settings: dj-stripe's own, and the variants that real projects use, from one table of words.
package enum SettingNames {
  /// The meaning of a name, or nil for one that says nothing of Stripe.
  ///
  /// - Parameter context: names of the mappings around a nested setting, outermost first, that may speak for it
  ///   (`stripe`, `live` of `stripe: {live: {secret_key: …}}`). They count only where the name itself lacks "stripe",
  ///   and only for keys.
  package static func meaning(of name: String, context: [String] = []) -> SettingMeaning? {
    let words = words(of: name)
    if let stripe = words.lastIndex(where: isStripe) {
      return meaning(prefix: words[..<stripe].map(\.self), rest: words[(stripe + 1)...].map(\.self))
    }
    // `stripe_secret_key: {external: true}`: the name has to speak of a key itself.
    guard words.contains(where: isTelling), let meaning = meaning(of: words, in: context) else { return nil }
    return meaning.isCredential ? meaning : nil
  }

  private static func meaning(of words: [String], in context: [String]) -> SettingMeaning? {
    guard let start = context.lastIndex(where: { Self.words(of: $0).contains(where: isStripe) }) else { return nil }
    let around = Self.words(of: context[start])
    let inner =
      around.suffix(from: (around.lastIndex(where: isStripe) ?? 0) + 1)
      + context[(start + 1)...].flatMap { Self.words(of: $0) }
    return meaning(prefix: [], rest: inner + words)
  }

  /// The meaning of a name that lacks "stripe" but is usual for its keys (`SK_TEST`, `WHSEC`): believed only when the
  /// value is a Stripe credential too.
  ///
  /// - Parameter context: as for ``meaning(of:context:)``: `usd` of `STRIPE_KEYS: {usd: …}` says nothing of a key itself.
  package static func meaningIfCredential(of name: String, context: [String] = []) -> SettingMeaning? {
    let words = words(of: name)
    if let nested = meaning(of: words, in: context), nested.isCredential { return nested }
    if words.contains("WHSEC") { return SettingMeaning(role: .webhookSecret) }
    guard words.contains(where: { ["SK", "PK", "RK"].contains($0) }), let mode = mode(in: words) else { return nil }
    let role = role(of: words.filter { !modeWords.contains($0) }) ?? .anyKey
    return SettingMeaning(role: role, mode: mode)
  }

  /// The name in the one spelling that equal settings share: `stripeSecretKey` gives `STRIPE_SECRET_KEY`.
  package static func canonical(_ name: String) -> String {
    if name.utf8.allSatisfy({ $0.isASCIIUpper || $0.isASCIIDigit || $0 == UInt8(ascii: "_") }) { return name }
    return words(of: name).joined(separator: "_")
  }

  /// A public-key setting that dj-stripe announced as deprecated for 2.5.0.
  package static func isDeprecatedPublicKey(_ setting: Setting) -> Bool {
    ["STRIPE_LIVE_PUBLIC_KEY", "STRIPE_TEST_PUBLIC_KEY"].contains(setting.name)
  }

  /// Removed from dj-stripe in 2.9.0.
  package static func isRemovedWebhookSecret(_ setting: Setting) -> Bool {
    setting.name == "DJSTRIPE_WEBHOOK_SECRET"
  }

  /// A setting that dj-stripe reads in either mode.
  package static func isModeless(_ setting: Setting) -> Bool {
    ["STRIPE_SECRET_KEY", "STRIPE_PUBLIC_KEY"].contains(setting.name)
  }

  // MARK: words

  private static let publicWords: Set<String> = ["PUBLISHABLE", "PUBLISHABLEKEY", "PUBLIC", "PUB", "PK"]
  private static let secretWords: Set<String> = ["SECRET", "PRIVATE", "PRIV", "SK"]
  private static let restrictedWords: Set<String> = ["RESTRICTED", "RK"]
  private static let keyWords: Set<String> = ["KEY", "KEYS", "TOKEN"]
  private static let webhookWords: Set<String> = ["WEBHOOK", "WEBHOOKS", "ENDPOINT", "SIGNING", "WHSEC", "WH"]
  private static let modeWords: Set<String> = ["LIVE", "TEST", "SANDBOX"]
  /// A name that ends so speaks about a key, and holds none.
  private static let aboutWords: Set<String> = [
    "ID", "IDS", "FILE", "PATH", "DIR", "NAME", "URL", "URI", "ARN", "ENABLED", "VERSION", "HOST", "COUNT", "DAYS",
    "TTL",
    "PREFIX", "HASH", "HEADER", "ROTATION", "EXPIRES", "EXPIRY", "LABEL", "TIMEOUT", "REF", "LENGTH", "REQUIRED",
    "DESCRIPTION", "PATTERN", "REGEX", "HELP", "USERNAME", "PASSWORD", "TYPE", "MODE", "AGE", "DATE",
  ]
  private static let joined: [String: [String]] = [
    "SECRETKEY": ["SECRET", "KEY"], "PUBLICKEY": ["PUBLIC", "KEY"], "PUBLISHABLEKEY": ["PUBLISHABLE", "KEY"],
    "PRIVATEKEY": ["PRIVATE", "KEY"], "APIKEY": ["API", "KEY"], "RESTRICTEDKEY": ["RESTRICTED", "KEY"],
    "PUBKEY": ["PUB", "KEY"], "WEBHOOKSECRET": ["WEBHOOK", "SECRET"], "LIVEMODE": ["LIVE", "MODE"],
    "TESTKEY": ["TEST", "KEY"], "LIVEKEY": ["LIVE", "KEY"], "SECRETAPIKEY": ["SECRET", "API", "KEY"],
  ]

  private static func isTelling(_ word: String) -> Bool {
    isRole(word) || keyWords.contains(word) || webhookWords.contains(word)
      || modeWords.contains(word)
  }

  private static func isStripe(_ word: String) -> Bool { word == "STRIPE" || word == "DJSTRIPE" }

  private static func meaning(prefix: [String], rest: [String]) -> SettingMeaning {
    let rest = rest.isEmpty ? prefix : rest
    if rest == ["LIVE", "MODE"] { return SettingMeaning(role: .liveMode) }
    if rest == ["API", "HOST"] { return SettingMeaning(role: .apiHost) }
    let mode = mode(in: rest) ?? mode(in: prefix)
    if let last = rest.last, ["FILE", "PATH"].contains(last),
      role(of: rest.dropLast().filter { !modeWords.contains($0) }) != nil
    {
      return SettingMeaning(role: .keyFile, mode: mode)
    }
    guard let last = rest.last, !aboutWords.contains(last), !rest.contains("EXISTING") else {
      return SettingMeaning(role: .otherStripe, mode: mode)
    }
    if rest.contains(where: webhookWords.contains) {
      let isSecret = rest.contains { keyWords.contains($0) || secretWords.contains($0) || $0 == "WHSEC" }
      return SettingMeaning(role: isSecret ? .webhookSecret : .otherStripe, mode: mode)
    }
    return SettingMeaning(role: role(of: rest.filter { !modeWords.contains($0) }) ?? .otherStripe, mode: mode)
  }

  /// The role that the words of a name without its mode give it; nil when they name no key.
  private static func role(of words: [String]) -> SettingMeaning.Role? {
    let named: SettingMeaning.Role? =
      if words.contains(where: publicWords.contains) {
        .publishable
      } else if words.contains(where: restrictedWords.contains) {
        .restricted
      } else if words.contains(where: secretWords.contains) {
        .secret
      } else {
        nil
      }
    guard let key = words.firstIndex(where: keyWords.contains) else {
      // STRIPE_SECRET, STRIPE_SK_USD, but not STRIPE_SECRET_SANTA_ENABLED.
      guard let named, let role = words.firstIndex(where: isRole) else { return nil }
      let suffix = words[(role + 1)...]
      return suffix.isEmpty || suffix.count == 1 && (suffix.first?.count ?? 9) <= 3 ? named : nil
    }
    if let named { return named }
    let before = words[..<key]
    if before.isEmpty { return .anyKey }
    return before.last == "API" ? .secret : nil
  }

  private static func isRole(_ word: String) -> Bool {
    publicWords.contains(word) || secretWords.contains(word) || restrictedWords.contains(word)
  }

  /// Nil when no mode is named, or both.
  private static func mode(in words: [String]) -> KeyMode? {
    switch (words.contains("LIVE"), words.contains("TEST") || words.contains("SANDBOX")) {
    case (true, false): .live
    case (false, true): .test
    default: nil
    }
  }

  /// The words of a name in upper case: split at anything but letters and digits, and where camelCase does.
  static func words(of name: String) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    var previous: UInt8 = 0
    func close(_ word: inout [UInt8]) {
      guard !word.isEmpty else { return }
      words += split(String(decoding: word, as: UTF8.self))
      word.removeAll(keepingCapacity: true)
    }
    for byte in name.utf8 {
      guard byte.isASCIIAlphanumeric || byte >= 0x80 else {
        close(&word)
        previous = 0
        continue
      }
      if byte.isASCIIUpper && (previous.isASCIILower || previous.isASCIIDigit) { close(&word) }
      word.append(byte.isASCIILower ? byte & 0xDF : byte)
      previous = byte
    }
    close(&word)
    return words
  }

  /// Takes words apart that are written as one: `STRIPEKEY`, `secretkey`.
  private static func split(_ word: String) -> [String] {
    if let parts = joined[word] { return parts }
    guard word.count > 6, !isStripe(word) else { return [word] }
    for stripe in ["DJSTRIPE", "STRIPE"] where word.hasPrefix(stripe) {
      let rest = String(word.dropFirst(stripe.count))
      let mode = modeWords.first { rest.hasPrefix($0) && rest != $0 }
      let last = String(rest.dropFirst(mode?.count ?? 0))
      // Not STRIPED, nor STRIPES.
      guard let parts = joined[last] ?? (isTelling(last) || last == "API" ? [last] : nil) else { break }
      return [stripe] + (mode.map { [$0] } ?? []) + parts
    }
    return [word]
  }
}
