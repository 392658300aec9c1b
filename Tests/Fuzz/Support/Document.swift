import KeyFacts
import KeySecrets
import KeySources

/// Reads a YAML or JSON document and makes the claims about it.
func claimDocument(_ bytes: [UInt8], _ kind: SourceKind) {
  guard let reading = read(bytes, kind) else { return }
  read(bytes, kind)?.claimSame(as: reading)
  reading.claimNamesHoldNoKeys()
  // The places of UTF-16 are those of the text, which only the reader has.
  guard !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) else { return }
  let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  reading.claimPlaces(Lines(text)) { setting, place, difference in
    // An escape, a doubled quote, an alias, a folded or indented line: up to there the value stands as it is.
    if difference < text.count, "\\'* \t\r\n".utf8.contains(text[difference]) { return true }
    return isEncoded(setting, text[place...]) || isBehind(setting, text[place...])
  }
}

private func read(_ bytes: [UInt8], _ kind: SourceKind) -> Reading? {
  try? YAMLParser.parse(bytes, kind: kind, path: "config.\(kind)", isExample: false, permissions: nil)
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
    guard digit >= 0, decoded.count < setting.text.count + 8 else { break }
    (bits, width) = ((bits << 6 | digit) & 0xFFFF, width + 6)
    if width >= 8 {
      width -= 8
      decoded.append(UInt8(truncatingIfNeeded: bits >> width))
    }
  }
  return Oracle.contains(decoded, setting.text)
}

/// Where a text is rewritten, what is found in it has the place of the text.
private func isBehind(_ setting: Setting, _ text: ArraySlice<UInt8>) -> Bool {
  text.contains { "\\'\n\r*".utf8.contains($0) }
}
