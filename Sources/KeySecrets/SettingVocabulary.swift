/// The names that hold Stripe settings in a project: those that everybody knows, and the project's own.
///
/// A name of the project's own means what the project says, whatever it would mean by itself, in every spelling:
/// `PAYMENTS_KEY`, `paymentsKey`, `payments: {key: …}`.
package struct SettingVocabulary: Sendable {
  package static let standard = SettingVocabulary()

  /// By letters and digits alone.
  private let own: [[UInt8]: SettingMeaning]
  /// The longest word of each own name: every spelling has it, in some case. Of a name of one word it is empty: what
  /// the project takes for one word may be two elsewhere, and far from each other.
  package let marks: [[UInt8]]

  package init(own names: [(name: String, meaning: SettingMeaning)] = []) {
    own = Dictionary(
      names.map { (Self.letters(of: $0.name.utf8), $0.meaning) }, uniquingKeysWith: { first, _ in first })
    marks = names.map { Self.longestWord(of: $0.name) }
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

  /// Whether the text may hold an own name.
  package func mentionsOwn(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    marks.contains { mark in
      guard let first = mark.first else { return true }
      guard bytes.count >= mark.count else { return false }
      return (0...bytes.count - mark.count).contains { start in
        bytes[start] | 0x20 == first | 0x20
          && bytes[start..<start + mark.count].elementsEqual(mark) { $0 | 0x20 == $1 | 0x20 }
      }
    }
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
    name.filter { $0.isASCIIAlphanumeric || $0 >= 0x80 }.map { $0.isASCIILower ? $0 & 0xDF : $0 }
  }

  private static func longestWord(of name: String) -> [UInt8] {
    let words = SettingNames.words(of: name).map { Array($0.utf8) }
    return words.count < 2 ? [] : words.max { $0.count < $1.count } ?? []
  }
}
