import KeyFacts

@testable import KeySecrets

extension Setting {
  /// The value's bytes.
  var text: [UInt8] { value.withBytes { Array($0) } }
}

extension Reading {
  /// Ends the process if another reading of the same bytes differs.
  func claimSame(as other: Reading) {
    claim(settings.count == other.settings.count, "one input, two counts of settings")
    for (a, b) in zip(settings, other.settings) {
      claim(
        a.name == b.name && a.scope == b.scope && a.value == b.value && a.form == b.form && a.location == b.location
          && a.isOverridden == b.isOverridden && a.meaning == b.meaning, "one input, two settings")
    }
    claim(malformed == other.malformed, "one input, two lists of malformed lines")
    claim(disagreements == other.disagreements, "one input, two lists of disagreements")
  }

  /// Ends the process if what is shown of the reading holds a key's body, or a piece of a key that was read.
  func claimNamesHoldNoKeys() {
    let clean = Readings(readings: [self], unread: [], filesSearched: 1).withoutPiecesInNames
    let keys = settings.map(\.text).filter(Oracle.isKey)
    for reading in clean.readings {
      for setting in reading.settings {
        for shown in [setting.name, setting.scope, setting.location.documentPath ?? "", setting.location.path] {
          claim(!Oracle.holdsBody(shown), "a name holds a key's body")
          claim(!Oracle.holdsMixedPiece(of: keys, shown), "a name holds a piece of a key")
        }
      }
      for line in reading.malformed {
        claim(!Oracle.holdsBody(line.reason + (line.location.documentPath ?? "")), "a reason holds a key's body")
      }
      for disagreement in reading.disagreements {
        claim(!Oracle.holdsBody(disagreement.name ?? ""), "a disagreement's name holds a key's body")
        claim(
          !Oracle.holdsMixedPiece(of: keys, disagreement.name ?? ""), "a disagreement's name holds a piece of a key")
      }
    }
  }

  /// Ends the process if a place lies outside of the text, or a value does not stand at its place.
  ///
  /// - Parameter isRewritten: whether the difference between a value and the text at its place, which starts at the
  ///   offset given, is one that the format makes.
  func claimPlaces(_ lines: Lines, isRewritten: (_ setting: Setting, _ place: Int, _ difference: Int) -> Bool) {
    for setting in settings {
      guard let line = setting.location.line, let column = setting.location.column else {
        claim(false, "a setting without a place")
        continue
      }
      guard let start = lines.offset(line: line, column: column) else {
        claim(false, "\(line):\(column) lies outside of the text")
        continue
      }
      let value = setting.text
      let common = zip(value, lines.bytes[start...]).prefix { $0 == $1 }.count
      if common == value.count { continue }
      claim(isRewritten(setting, start, start + common), "the value at \(line):\(column) does not stand there")
    }
    for line in malformed.map(\.location) + disagreements.map(\.location) {
      guard let number = line.line else { continue }
      claim(lines.offset(line: number, column: line.column ?? 1) != nil, "\(number) lies outside of the text")
    }
  }
}
