import KeyFacts

@testable import KeySecrets

extension Secret {
  var text: [UInt8] { withBytes { Array($0) } }
}

extension Setting {
  /// The value's bytes.
  var text: [UInt8] { value.text }

  /// Every text of it that a report may show.
  var shown: [String] {
    var shown = [name, scope, location.documentPath ?? "", location.path]
    guard let module else { return shown }
    shown += [module.reads, module.alias, module.identity, module.fallback?.location.documentPath].compactMap(\.self)
    return shown + module.conditions.map(\.words)
  }
}

extension Reading {
  /// Ends the process if another reading of the same bytes differs.
  func claimSame(as other: Reading) {
    claim(settings.count == other.settings.count, "one input, two counts of settings")
    for (a, b) in zip(settings, other.settings) {
      claim(
        a.name == b.name && a.scope == b.scope && a.value == b.value && a.form == b.form && a.location == b.location
          && a.isOverridden == b.isOverridden && a.meaning == b.meaning && a.shown == b.shown, "one input, two settings"
      )
    }
    claim(malformed == other.malformed, "one input, two lists of malformed lines")
    claim(disagreements == other.disagreements, "one input, two lists of disagreements")
    claim(environmentFiles == other.environmentFiles, "one input, two lists of files")
  }

  /// Ends the process if what is shown of the reading holds a key's body, or a piece of a key that was read.
  ///
  /// - Parameter whole: keys that stand in the input in one piece: of those nothing is shown at all.
  func claimNamesHoldNoKeys(_ whole: [[UInt8]]) {
    let clean = Readings(readings: [self], unread: [], filesSearched: 1).withoutPiecesInNames
    let keys = settings.map(\.text).filter(Oracle.isKey)
    for reading in clean.readings {
      var shown = reading.malformed.flatMap { [$0.reason, $0.location.documentPath ?? ""] }
      shown += reading.disagreements.flatMap { [$0.name ?? ""] + $0.views.map(\.reads) }
      shown += reading.environmentFiles.map(\.path.printable)
      shown += reading.settings.flatMap(\.shown)
      for text in shown {
        claim(!Oracle.holdsBody(text), "a name holds a key's body")
        claim(!Oracle.holdsMixedPiece(of: keys, text), "a name holds a piece of a key that was read")
        claim(!Oracle.holdsPiece(of: whole, text), "a name holds a piece of a key")
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
    for line in malformed.map(\.location) + disagreements.map(\.location) + environmentFiles.map(\.location) {
      guard let number = line.line else { continue }
      claim(lines.offset(line: number, column: line.column ?? 1) != nil, "\(number) lies outside of the text")
    }
  }
}
