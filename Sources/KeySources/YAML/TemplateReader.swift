import KeyFacts
import KeySecrets

/// Reads Helm, Jinja and ERB templates, which are YAML only once they are rendered, line by line: each `NAME: value`,
/// `NAME=value` and `name:`/`value:` pair that can be seen.
struct TemplateReader {
  /// A value belongs to a name at most so many lines above it.
  private static let farthest = 8

  private var finder: SettingFinder
  private var named: (name: String, place: TextPlace)?

  /// `${{ … }}` is GitHub's, and in YAML that is YAML as it stands.
  static func isTemplate(_ text: [UInt8]) -> Bool {
    var previous: (UInt8, UInt8) = (0, 0)
    for byte in text {
      switch (previous.1, byte) {
      case (UInt8(ascii: "{"), UInt8(ascii: "{")) where previous.0 != UInt8(ascii: "$"): return true
      case (UInt8(ascii: "{"), UInt8(ascii: "%")), (UInt8(ascii: "<"), UInt8(ascii: "%")): return true
      default: previous = (previous.1, byte)
      }
    }
    return false
  }

  /// What `finder` takes from `text`; what it had found before is left behind.
  static func settings(in text: [UInt8], _ finder: SettingFinder) -> [Setting] {
    var reader = TemplateReader(finder: finder)
    reader.finder.found = []
    var start = 0
    var line = 1
    while start < text.count {
      let end = text[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? text.count
      reader.take(line: line, text[start..<end], of: text)
      let isPair = end + 1 < text.count && text[end] == 0x0D && text[end + 1] == 0x0A
      start = end + (isPair ? 2 : 1)
      line += 1
    }
    return reader.finder.settings()
  }

  private init(finder: SettingFinder) { self.finder = finder }

  private mutating func take(line number: Int, _ line: ArraySlice<UInt8>, of text: [UInt8]) {
    let pairs = TextPairs(line: line)
    guard !pairs.isSilent else { return }
    // Places are asked for from left to right; counting each from the line's start would take quadratic time.
    var (counted, column) = (line.startIndex, 1)
    func place(_ at: Int) -> TextPlace {
      if at < counted { (counted, column) = (line.startIndex, 1) }
      column += line[counted..<at].count { $0 & 0xC0 != 0x80 }
      counted = at
      return TextPlace(line: number, column: column)
    }
    if let entry = pairs.entry {
      let key = String(decoding: text[entry.name], as: UTF8.self)
      let value = String(decoding: text[entry.value], as: UTF8.self)
      let isNear = named.map { number - $0.place.line <= Self.farthest } ?? false
      switch NestedNames.part(key) {
      case .name, .key:
        named = (value, place(entry.value.lowerBound))
        return
      case .value:
        if isNear, let named { add(named.name, text[entry.value], .text, place(entry.value.lowerBound)) }
        named = nil
        return
      case nil where NestedNames.isReference(key):
        if isNear, let named { add(named.name, [], .reference, named.place) }
        named = nil
        return
      case nil where entry.value.isEmpty: return
      case nil: break
      }
    }
    for pair in finder.pairs(in: pairs, of: text) {
      let name = pair.name.isEmpty ? "value" : String(decoding: text[pair.name], as: UTF8.self)
      add(name, text[pair.value], .text, place(pair.value.lowerBound))
    }
  }

  /// Adds a setting if its name or value is Stripe's.
  private mutating func add(_ name: String, _ bytes: ArraySlice<UInt8>, _ form: ValueForm, _ place: TextPlace) {
    let value = CredentialScan.decodedCredential(Array(bytes)) ?? Array(bytes)
    let fallback = finder.vocabulary.meaningIfCredential(of: name) ?? .unmapped
    guard let meaning = finder.vocabulary.meaning(of: name) ?? (CredentialScan.isCredential(value) ? fallback : nil)
    else {
      return
    }
    finder.found.append(
      FoundValue(
        name: CredentialScan.shown(name), bytes: value, form: form, place: place, path: "", meaning: meaning, scope: "")
    )
  }
}
