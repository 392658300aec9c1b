/// The names that hold Stripe settings in a project: those that everybody knows, and the project's own.
///
/// A name of the project's own means what the project says, whatever it would mean by itself, in every spelling:
/// `PAYMENTS_KEY`, `paymentsKey`, `payments: {key: …}`.
package struct SettingVocabulary: Sendable {
  package static let standard = SettingVocabulary()

  /// By letters and digits alone.
  private let own: [[UInt8]: SettingMeaning]
  /// By the first letter of an own name.
  private let firsts: [[[UInt8]]]
  /// For a text in which own names are looked for; nil where there are none.
  package let search: OwnNameSearch?

  package init(own names: [(name: String, meaning: SettingMeaning)] = []) {
    own = Dictionary(
      names.map { (Self.letters(of: $0.name.utf8), $0.meaning) }, uniquingKeysWith: { first, _ in first })
    var firsts = [[[UInt8]]](repeating: [], count: 256)
    for name in own.keys { if let first = name.first { firsts[Int(first)].append(name) } }
    self.firsts = firsts
    search = own.isEmpty ? nil : OwnNameSearch(Array(own.keys))
  }

  package var hasOwn: Bool { !own.isEmpty }

  /// As ``SettingNames/meaning(of:context:)`` tells of names that everybody knows.
  package func meaning(of name: String, context: [String] = []) -> SettingMeaning? {
    if hasOwn, let meaning = ownMeaning(of: name, context: context) { return meaning }
    return SettingNames.meaning(of: name, context: context)
  }

  package func meaningIfCredential(of name: String, context: [String] = []) -> SettingMeaning? {
    if hasOwn, let meaning = ownMeaning(of: name, context: context) { return meaning }
    return SettingNames.meaningIfCredential(of: name, context: context)
  }

  private func ownMeaning(of name: String, context: [String]) -> SettingMeaning? {
    var letters = Self.letters(of: name.utf8)
    if let meaning = own[letters] { return meaning }
    for outer in context.reversed() {
      letters = Self.letters(of: outer.utf8) + letters
      if let meaning = own[letters] { return meaning }
    }
    return nil
  }

  /// The meaning of an own name that stands there by itself.
  func ownMeaning(of name: UnsafeBufferPointer<UInt8>) -> SettingMeaning? { own[Self.letters(of: name)] }

  /// Whether the text has an own name, with whatever stands between its words.
  package func mentionsOwn(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard hasOwn else { return false }
    var isBefore = true
    for at in bytes.indices {
      let isLetter = Self.isLetter(bytes[at])
      // A letter behind a `\` may be one of an escape.
      if isLetter, isBefore || at > 1 && bytes[at - 2] == UInt8(ascii: "\\"),
        firsts[Int(Self.folded(bytes[at]))].contains(where: { Self.starts(bytes[at...], with: $0) })
      {
        return true
      }
      isBefore = !isLetter
    }
    return false
  }

  /// Whether a name is an own one, or the first part of one whose others are nested in it.
  package func mayStartOwn(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    guard hasOwn, let first = name.first(where: Self.isLetter) else { return false }
    let names = firsts[Int(Self.folded(first))]
    guard !names.isEmpty else { return false }
    let letters = Self.letters(of: name)
    return names.contains { $0.starts(with: letters) }
  }

  private static func starts(_ text: Slice<UnsafeBufferPointer<UInt8>>, with name: [UInt8]) -> Bool {
    var rest = name[...]
    for byte in text where isLetter(byte) {
      guard rest.popFirst() == folded(byte) else { return false }
      if rest.isEmpty { return true }
    }
    return false
  }

  /// Whether a text can be a setting's name: a letter or `_` first, then digits, `.` and `-`, too.
  package static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, first.isASCIIAlphanumeric && !first.isASCIIDigit || first == UInt8(ascii: "_"),
      text.utf8.count <= 200
    else { return false }
    return text.utf8.allSatisfy { $0.isASCIIAlphanumeric || "_-.".utf8.contains($0) }
      && text.utf8.contains(where: \.isASCIIAlphanumeric)
  }

  package static func isSame(_ a: String, _ b: String) -> Bool { letters(of: a.utf8) == letters(of: b.utf8) }

  private static func letters(of name: some Sequence<UInt8>) -> [UInt8] {
    name.filter(isLetter).map(folded)
  }

  /// What counts of a name.
  static func isLetter(_ byte: UInt8) -> Bool { byte.isASCIIAlphanumeric || byte >= 0x80 }

  /// A letter in upper case.
  static func folded(_ byte: UInt8) -> UInt8 { byte.isASCIILower ? byte & 0xDF : byte }
}
