import KeyFacts
import KeySecrets

/// Settings inside a text: a .env in a ConfigMap, `--from-literal=` in a script, a header in a command's argument.
extension SettingFinder {
  /// - Parameters:
  ///   - key: the name that the text stands under.
  ///   - path: the text's own.
  /// - Returns: how many settings were found.
  @discardableResult
  mutating func findPairs(in scalar: Scalar, under key: String?, path: String) -> Int {
    guard scalar.withBytes(mentionsAnything) else { return 0 }
    let text = scalar.bytes
    let start = found.count
    var places = TextPlaces(scalar, source)
    var seen: [String: Int] = [:]
    for line in text.split(separator: 0x0A) {
      for pair in pairs(in: TextPairs(line: line), of: text) {
        let name = pair.name.isEmpty ? key ?? "value" : String(decoding: text[pair.name], as: UTF8.self)
        let meaning = vocabulary.meaning(of: name).flatMap { pair.name.isEmpty && !$0.expectsKey ? nil : $0 }
        let place = places.place(of: pair, in: text)
        if !pair.name.isEmpty, let earlier = seen.updateValue(found.count, forKey: name) {
          found[earlier].isOverridden = true
        }
        let value = CredentialScan.decodedCredential(Array(text[pair.value])) ?? Array(text[pair.value])
        found.append(
          FoundValue(
            name: CredentialScan.shown(name), bytes: value, form: .text, place: place, path: path,
            meaning: meaning ?? vocabulary.meaningIfCredential(of: name) ?? .unmapped, scope: ""))
      }
    }
    return found.count - start
  }

  /// The pairs of a line that are Stripe's, and the credentials that stand without a name.
  func pairs(in line: TextPairs, of text: [UInt8]) -> [TextPair] {
    guard !line.isSilent else { return [] }
    if let entry = line.entry, isStripe(entry, in: text) { return [entry] }
    let assignments = line.assignments.filter { isStripe($0, in: text) }
    // Both are in the line's order: each is passed once.
    var next = 0
    let credentials = line.runs.filter { run in
      while next < assignments.count, assignments[next].value.upperBound <= run.lowerBound { next += 1 }
      let isOfPair = next < assignments.count && assignments[next].name.lowerBound < run.upperBound
      return !isOfPair && CredentialScan.isCredential(Array(text[run]))
    }
    let bare = credentials.map { TextPair(name: $0.lowerBound..<$0.lowerBound, value: $0) }
    return (assignments + bare).sorted { $0.value.lowerBound < $1.value.lowerBound }
  }

  private func isStripe(_ pair: TextPair, in text: [UInt8]) -> Bool {
    let value = Array(text[pair.value])
    if CredentialScan.isCredential(value) || CredentialScan.decodedCredential(value) != nil { return true }
    let name = String(decoding: text[pair.name], as: UTF8.self)
    guard mayName(name), let meaning = vocabulary.meaning(of: name) else {
      return false
    }
    if name.utf8.allSatisfy({ !(0x61...0x7A).contains($0) }) { return true }
    // A name in lower case may be a variable of some program: the value has to be one that a setting has.
    guard meaning.isCredential else { return false }
    switch ValueClassifier.classify(Secret(value), meaning: meaning) {
    case .other, .malformed(.noKey), .malformed(.badCharacter): return false
    default: return true
    }
  }
}

/// Finds the places of a text's pairs in the source, forwards.
struct TextPlaces {
  /// What is longer, and may stand nowhere, would take the product of both lengths to look for.
  private static let longestSearch = 512

  private let source: UnsafeBufferPointer<UInt8>
  private let start: TextPlace
  private let end: Int
  private var cursor: PlaceCursor
  /// An escape or a fold: the text is not written in the source as it is.
  private var isLost: Bool

  init(_ scalar: Scalar, _ source: UnsafeBufferPointer<UInt8>) {
    self.source = source
    self.start = scalar.place
    self.end = scalar.source.upperBound
    self.cursor = PlaceCursor(source, offset: scalar.source.lowerBound, place: scalar.place)
    self.isLost = scalar.source.isEmpty
  }

  /// The place of the pair's value; where it can't be found, that of the whole text.
  mutating func place(of pair: TextPair, in text: [UInt8]) -> TextPlace {
    guard !isLost else { return start }
    let first = pair.name.isEmpty ? pair.value.lowerBound : pair.name.lowerBound
    let name = first..<pair.value.lowerBound
    // With the value: a comment before it may have the name as well.
    let written = text[first..<pair.value.upperBound].prefix(Self.longestSearch)
    guard name.count <= Self.longestSearch,
      let at = source.firstIndex(of: Array(written), in: min(cursor.offset, end)..<end)
    else {
      isLost = true
      return start
    }
    return cursor.advance(to: at + name.count)
  }
}
