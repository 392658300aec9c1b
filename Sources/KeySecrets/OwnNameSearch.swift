/// Whether a text may hold one of a few names, however it spells it: in one word or in several, side by side or far apart.
///
/// The words of the text must make the name up: those of `payments: {key_live: …}` do for `paymentskey_live`. What passes
/// need not hold the name; what does not pass holds none of its spellings.
package struct OwnNameSearch: Sendable {
  private struct Name: Sendable {
    let letters: [UInt8]
    /// For each letter, where words of the text end that are the name from there on.
    var ends: [[Int]]

    /// Whether words lead from the first letter to the last.
    var isMadeUp: Bool {
      var reached = [Bool](repeating: false, count: letters.count + 1)
      reached[0] = true
      for (start, ends) in ends.enumerated() where reached[start] {
        for end in ends { reached[end] = true }
      }
      return reached[letters.count]
    }
  }

  /// Of names, and words that are no part of one: those that are met again cost one look.
  private static let mostKnown = 4096
  /// A letter after a `\` may be an escape's, or the end of one with two, four or eight digits.
  private static let escapes = [1, 3, 5, 9]

  private var names: [Name]
  private let longest: Int
  /// By the first three letters of a word, whether a name has them anywhere.
  private var starts = [Bool](repeating: false, count: 1 << 15)
  private var known: Set<[UInt8]> = []
  /// The beginning of a word that the last bytes may not have ended.
  private var word: [UInt8] = []
  private var isBehindEscape = false

  /// A name is made up by the words seen so far.
  package private(set) var isPossible = false

  /// - Parameter names: by letters and digits alone, as ``SettingVocabulary/letters(of:)`` gives them.
  init(_ names: [[UInt8]]) {
    self.names = names.map { Name(letters: $0, ends: Array(repeating: [], count: $0.count)) }
    longest = names.map(\.count).max() ?? 0
    for name in names {
      for start in name.indices {
        for count in 1...3 { starts[Self.index(name[start...].prefix(count))] = true }
      }
    }
  }

  private static func index(_ word: some Sequence<UInt8>) -> Int {
    var (index, shift) = (0, 10)
    for letter in word.prefix(3) {
      index |= Int(letter & 31) << shift
      shift -= 5
    }
    return index
  }

  /// Takes the next bytes of the text.
  package mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) {
    var at = 0
    while at < bytes.count, !isPossible {
      guard SettingVocabulary.isLetter(bytes[at]) else {
        if !word.isEmpty { close() }
        isBehindEscape = bytes[at] == UInt8(ascii: "\\")
        at += 1
        continue
      }
      let start = at
      while at < bytes.count, SettingVocabulary.isLetter(bytes[at]) { at += 1 }
      // Most words are told by their length and their first letters.
      let isWhole = word.isEmpty && at < bytes.count && !isBehindEscape
      let first = bytes[start..<min(at, start + 3)].lazy.map(SettingVocabulary.folded)
      if isWhole, at - start > longest || !starts[Self.index(first)] { continue }
      let room = longest + (Self.escapes.last ?? 0) + 1 - word.count
      word += bytes[start..<at].prefix(max(room, 0)).lazy.map(SettingVocabulary.folded)
    }
  }

  /// Takes the last word for one.
  package mutating func end() { close() }

  private mutating func close() {
    add(word[...])
    if isBehindEscape {
      for count in Self.escapes where count < word.count { add(word.dropFirst(count)) }
    }
    word.removeAll(keepingCapacity: true)
    isBehindEscape = false
  }

  private mutating func add(_ word: ArraySlice<UInt8>) {
    guard !word.isEmpty, word.count <= longest, starts[Self.index(word)] else { return }
    let word = Array(word)
    guard !known.contains(word) else { return }
    if known.count < Self.mostKnown { known.insert(word) }
    for index in names.indices where names[index].letters.count >= word.count {
      var isPart = false
      let letters = names[index].letters
      for start in 0...letters.count - word.count where letters[start...].starts(with: word) {
        let end = start + word.count
        guard !names[index].ends[start].contains(end) else { continue }
        names[index].ends[start].append(end)
        isPart = true
      }
      if isPart, names[index].isMadeUp { isPossible = true }
    }
  }
}
