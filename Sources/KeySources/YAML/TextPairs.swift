/// A name and a value in a line of text that is no YAML: a .env, a script, a template.
struct TextPair {
  /// Empty for a word that stands alone.
  var name: Range<Int>
  var value: Range<Int>
}

/// What can be seen in a single line: `NAME: value`, `NAME=value`, words. Ranges are those of the array that the line is of.
struct TextPairs {
  let line: ArraySlice<UInt8>

  /// `NAME: value`, `"NAME": "value",`; also `NAME = value`. The rest of the line is the value, without its quotes, a
  /// comma after it and a comment.
  var entry: TextPair? {
    var at = Self.indented(line)
    let quote = at < line.endIndex && Self.isQuote(line[at]) ? line[at] : nil
    if quote != nil { at += 1 }
    guard let length = Self.nameLength(line[at...], separator: nil) else { return nil }
    let name = at..<at + length
    at = name.upperBound
    if let quote {
      guard at < line.endIndex, line[at] == quote else { return nil }
      at += 1
    }
    let blanks = line[at...].prefix { Self.isBlank($0) }.count
    at += blanks
    guard at < line.endIndex else { return nil }
    let isColon = line[at] == UInt8(ascii: ":")
    guard isColon || (blanks > 0 && line[at] == UInt8(ascii: "=")) else { return nil }
    at += 1
    // `NAME:value` is a pair only around a credential: `image:tag` is none.
    guard
      at == line.endIndex || Self.isBlank(line[at]) || quote != nil
        || CredentialScan.mentionsCredential(Array(line[at...]))
    else { return nil }
    return TextPair(name: name, value: unquoted(trimmed(at..<line.endIndex)))
  }

  /// `NAME=value` as words of a command or a .env have it, those behind `--from-literal=` and its like included.
  var assignments: [TextPair] {
    let words = words
    return words.indices.flatMap { index -> [TextPair] in
      var range = unquoted(words[index])
      // `--set a=1,b=2`
      var isOption = index > 0 && line[words[index - 1]].starts(with: "--set".utf8)
      while range.first.map({ line[$0] == UInt8(ascii: "-") }) ?? false {
        guard let equals = line[range].firstIndex(of: UInt8(ascii: "=")) else { return [] }
        let rest = unquoted(equals + 1..<range.upperBound)
        guard Self.nameLength(line[rest], separator: UInt8(ascii: "=")) != nil else {
          let name = range.lowerBound + line[range].prefix { $0 == UInt8(ascii: "-") }.count
          return [TextPair(name: name..<equals, value: rest)]
        }
        range = rest
        isOption = true
      }
      let parts = isOption ? split(range, at: UInt8(ascii: ",")) : [range]
      return parts.compactMap { part in
        guard let length = Self.nameLength(line[part], separator: UInt8(ascii: "=")) else { return nil }
        let name = part.lowerBound..<part.lowerBound + length
        return TextPair(name: name, value: unquoted(name.upperBound + 1..<part.upperBound))
      }
    }
  }

  /// Runs of letters, digits, `_` and `-`, long enough for a credential.
  var runs: [Range<Int>] {
    var runs: [Range<Int>] = []
    var start = line.startIndex
    for at in line.indices where !Self.isRun(line[at]) {
      if at - start >= 24 { runs.append(start..<at) }
      start = at + 1
    }
    if line.endIndex - start >= 24 { runs.append(start..<line.endIndex) }
    return runs
  }

  /// A comment, or a line that only steers a template: one without a sign of a credential.
  var isSilent: Bool {
    let start = Self.indented(line)
    guard start < line.endIndex else { return true }
    if line[start] == UInt8(ascii: "#") { return true }
    guard start + 1 < line.endIndex else { return false }
    let two = [line[start], line[start + 1]]
    if two == Array("//".utf8) { return true }
    guard two == Array("{{".utf8) || two == Array("{%".utf8) else { return false }
    return !CredentialScan.mentionsCredential(Array(line))
  }

  // MARK: parts of a line

  /// Words between blanks; quotes, `{{ }}`, `${ }` and `$( )` hold a word together.
  private var words: [Range<Int>] {
    var words: [Range<Int>] = []
    var start: Int?
    var quote: UInt8?
    var depth = 0
    for at in line.indices {
      let byte = line[at]
      let isBreak = Self.isBlank(byte) || byte == UInt8(ascii: ";")
      if isBreak, quote == nil, depth == 0 {
        if let from = start { words.append(from..<at) }
        start = nil
        continue
      }
      if start == nil { start = at }
      if let open = quote {
        if byte == open { quote = nil }
      } else if Self.isQuote(byte) {
        quote = byte
      } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "(") {
        depth += 1
      } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: ")") {
        depth = max(depth - 1, 0)
      }
    }
    if let start { words.append(start..<line.endIndex) }
    return words
  }

  private func split(_ range: Range<Int>, at separator: UInt8) -> [Range<Int>] {
    line[range].split(separator: separator).map { $0.startIndex..<$0.endIndex }
  }

  /// Without blanks around, a comma at the end, and a comment after a value that is not quoted.
  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, Self.isBlank(line[start]) { start += 1 }
    if start < end, Self.isQuote(line[start]) {
      let rest = line[start + 1..<end]
      if let close = rest.firstIndex(of: line[start]) { return start..<close + 1 }
    }
    if let comment = (start..<end).first(where: { at in
      line[at] == UInt8(ascii: "#") && at > range.lowerBound && Self.isBlank(line[at - 1])
    }) {
      end = comment
    }
    while start < end, Self.isBlank(line[end - 1]) { end -= 1 }
    if start < end, line[end - 1] == UInt8(ascii: ",") { end -= 1 }
    return start..<end
  }

  private func unquoted(_ range: Range<Int>) -> Range<Int> {
    guard range.count >= 2, let first = range.first, Self.isQuote(line[first]),
      line[range.upperBound - 1] == line[first]
    else { return range }
    return range.lowerBound + 1..<range.upperBound - 1
  }

  // MARK: names

  /// How long the name is that `text` starts with, if `separator` follows it.
  static func nameLength(_ text: ArraySlice<UInt8>, separator: UInt8?) -> Int? {
    guard let first = text.first, first == UInt8(ascii: "_") || isLetter(first) else { return nil }
    let length = text.prefix { isRun($0) || $0 == UInt8(ascii: ".") }.count
    guard let separator else { return length }
    let end = text.startIndex + length
    return end < text.endIndex && text[end] == separator ? length : nil
  }

  static func isName(_ text: String.UTF8View) -> Bool {
    guard let first = text.first, first == UInt8(ascii: "_") || isLetter(first) else { return false }
    return text.allSatisfy { isRun($0) || $0 == UInt8(ascii: ".") }
  }

  /// Where the line starts, after blanks, the dash of a list's item and `export`.
  private static func indented(_ line: ArraySlice<UInt8>) -> Int {
    var rest = line.drop { isBlank($0) }
    for lead in ["- ", "export "] where rest.starts(with: lead.utf8) {
      rest = rest.dropFirst(lead.utf8.count).drop { isBlank($0) }
    }
    return rest.startIndex
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
  private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

  private static func isRun(_ byte: UInt8) -> Bool {
    isLetter(byte) || byte &- 0x30 < 10 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }
}
