import KeyFacts
import KeySecrets
import KeySources

/// Reads a YAML or JSON document and makes the claims about it.
func claimDocument(_ input: FuzzInput, _ kind: SourceKind, path: String) {
  let bytes = input.bytes
  let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  // The places of UTF-16 are those of the text, which only the reader has.
  let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
  let lines = Lines(text)
  let result = read(bytes, kind, path)
  switch (result, read(bytes, kind, path)) {
  case (.success(let reading), .success(let again)):
    again.claimSame(as: reading)
    reading.claimNamesHoldNoKeys(input.keys)
    guard !isUTF16 else { return }
    reading.claimPlaces(lines) { setting, place, difference in
      isWritten(setting, text, place, difference)
    }
  case (.failure(let error), .failure(let again)):
    claim(error == again, "one input, two errors")
    guard !isUTF16, let line = error.line else { return }
    claim(lines.offset(line: line, column: error.column ?? 1) != nil, "\(line) lies outside of the text")
  default: claim(false, "one input is read and refused")
  }
}

private func read(_ bytes: [UInt8], _ kind: SourceKind, _ path: String) -> Result<Reading, SourceError> {
  do throws(SourceError) {
    return .success(try YAMLParser.parse(bytes, kind: kind, path: path, isExample: false, permissions: nil))
  } catch {
    return .failure(error)
  }
}

/// Whether a value that differs from the text at its place is one that the format writes in another way.
private func isWritten(_ setting: Setting, _ text: [UInt8], _ place: Int, _ difference: Int) -> Bool {
  let value = setting.text
  // A block's place is that of its first character that is no blank.
  let blanks = value.prefix { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A }.count
  let difference = max(difference, place + zip(value[blanks...], text[place...]).prefix { $0 == $1 }.count)
  if difference - place >= value.count - blanks, blanks > 0 { return true }
  // An escape, a doubled quote, a folded or indented line: up to there the value stands as it is.
  if difference > place, difference < text.count,
    "\\' \t".utf8.contains(text[difference]) || isLineEnd(text, difference)
  {
    return true
  }
  guard place < text.count else { return false }
  if text[place] == UInt8(ascii: "*") || text[place] == UInt8(ascii: "\\") { return true }
  return isEncoded(setting, text[place...]) || isBehind(text, place)
}

/// Whether the value stands at its place in base64.
private func isEncoded(_ setting: Setting, _ text: ArraySlice<UInt8>) -> Bool {
  var (bits, width) = (0, 0)
  var decoded: [UInt8] = []
  for byte in text where byte > 0x20 {
    let digit: Int
    switch byte {
    case 0x41...0x5A: digit = Int(byte) - 0x41
    case 0x61...0x7A: digit = Int(byte) - 0x61 + 26
    case 0x30...0x39: digit = Int(byte) - 0x30 + 52
    case UInt8(ascii: "+"), UInt8(ascii: "-"): digit = 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): digit = 63
    default: digit = -1
    }
    guard digit >= 0 else { break }
    (bits, width) = ((bits << 6 | digit) & 0xFFFF, width + 6)
    if width >= 8 {
      width -= 8
      decoded.append(UInt8(truncatingIfNeeded: bits >> width))
    }
  }
  return Oracle.contains(decoded, setting.text)
}

/// YAML folds lines at U+0085, U+2028 and U+2029 as well.
private func isLineEnd(_ text: [UInt8], _ at: Int) -> Bool {
  text[at] == 0x0A || text[at] == 0x0D || text[at...].starts(with: [0xC2, 0x85])
    || text[at...].starts(with: [0xE2, 0x80, 0xA8]) || text[at...].starts(with: [0xE2, 0x80, 0xA9])
}

/// Whether the place is that of a whole text which is rewritten: what is found in such a one has the text's place.
private func isBehind(_ text: [UInt8], _ place: Int) -> Bool {
  switch place > 0 ? text[place - 1] : 0 {
  case UInt8(ascii: "\""):
    var at = place
    while at < text.count, text[at] != UInt8(ascii: "\"") {
      if text[at] == UInt8(ascii: "\\") || isLineEnd(text, at) { return true }
      at += 1
    }
    return false
  case UInt8(ascii: "'"):
    let end = (place..<text.count).first { text[$0] == UInt8(ascii: "'") || isLineEnd(text, $0) }
    guard let end else { return false }
    return text[end] != UInt8(ascii: "'") || end + 1 < text.count && text[end + 1] == UInt8(ascii: "'")
  // A plain text of several lines, or a block.
  case 0x20, 0x09, 0x0A, 0x0D, 0: return (place..<text.count).contains { isLineEnd(text, $0) }
  default: return false
  }
}
