import KeyFacts

extension Readings {
  /// The same, but no setting's name, and no name in its document's path, holds a piece of a key that some setting has for
  /// its value: where a file's lines are damaged, the end of a key may stand in a name, without the prefix by which
  /// ``Swift/String/withoutKeys`` knows one. Nor does what a comment to keyferry says.
  package var withoutPiecesInNames: Readings {
    let settings = readings.lazy.flatMap(\.settings)
    var suspects: Set<UInt64> = []
    for setting in settings {
      setting.forEachName { name in KeyPieces.forEach(in: name) { suspects.insert($0) } }
    }
    for comment in readings.lazy.flatMap(\.ignores) {
      comment.forEachText { text in KeyPieces.forEach(inText: text) { suspects.insert($0) } }
    }
    guard !suspects.isEmpty else { return self }
    var pieces: Set<UInt64> = []
    for setting in settings {
      setting.value.withBytes { KeyPieces.forEach(ofBodyOf: $0) { if suspects.contains($0) { pieces.insert($0) } } }
    }
    guard !pieces.isEmpty else { return self }
    let cleared = readings.map { reading in
      reading.replacing(settings: reading.settings.map { $0.without(pieces) })
        .noting(reading.ignores.map { comment in comment.replacingTexts { KeyPieces.cut(pieces, from: $0) } })
    }
    return Readings(readings: cleared, unread: unread, filesSearched: filesSearched, pathsLeftOut: pathsLeftOut)
  }
}

extension Setting {
  /// The names that a report may show, but for that of the file.
  fileprivate func forEachName(_ body: (String) -> Void) {
    body(name)
    if !scope.isEmpty { body(scope) }
    if let path = location.documentPath { body(path) }
    module?.forEachName(body)
  }

  fileprivate func without(_ pieces: Set<UInt64>) -> Setting {
    var holdsPiece = false
    forEachName { name in KeyPieces.forEach(in: name) { holdsPiece = holdsPiece || pieces.contains($0) } }
    guard holdsPiece else { return self }
    func cut(_ name: String) -> String { KeyPieces.cut(pieces, from: name) }
    return Setting(
      name: cut(name), meaning: meaning, value: value, form: form, location: location.replacingPath(cut),
      isOverridden: isOverridden, scope: cut(scope), module: module?.replacingNames(cut))
  }
}

extension SourceLocation {
  fileprivate func replacingPath(_ replace: (String) -> String) -> SourceLocation {
    SourceLocation(kind: kind, path: path, line: line, column: column, documentPath: documentPath.map(replace))
  }
}

extension ModuleUse {
  fileprivate func forEachName(_ body: (String) -> Void) {
    for name in [reads, alias, identity, fallback?.location.documentPath, origin?.documentPath] {
      if let name { body(name) }
    }
    for condition in conditions { body(condition.words) }
  }

  fileprivate func replacingNames(_ replace: (String) -> String) -> ModuleUse {
    ModuleUse(
      form: form, reads: reads.map(replace), alias: alias.map(replace), identity: identity.map(replace),
      conversion: conversion,
      conditions: conditions.map { Condition(words: replace($0.words), chain: $0.chain, branch: $0.branch) },
      fallback: fallback.map {
        Fallback(value: $0.value, form: $0.form, location: $0.location.replacingPath(replace), isWord: $0.isWord)
      },
      isName: isName, isWord: isWord, isFallback: isFallback, origin: origin?.replacingPath(replace))
  }
}

/// Eight letters and digits in a row, packed into a word.
private enum KeyPieces {
  private static let length = 8
  /// Those of a name that might be a key's: a name in capitals, or all in small letters, has none.
  static func forEach(in name: String, _ body: (UInt64) -> Void) {
    var name = name
    name.withUTF8 { bytes in
      guard bytes.contains(where: \.isASCIILower) else { return }
      forEachWindow(in: bytes) { piece, _, isMixed in if isMixed { body(piece) } }
    }
  }

  private static let prefixes = ["sk_", "rk_", "pk_", "whsec_"].map { Array($0.utf8) }

  /// Those of a value that starts as a credential does.
  static func forEach(ofBodyOf value: UnsafeBufferPointer<UInt8>, _ body: (UInt64) -> Void) {
    guard prefixes.contains(where: { value.starts(with: $0) { $0 | 0x20 == $1 | 0x20 } }) else { return }
    forEachWindow(in: value) { piece, _, _ in body(piece) }
  }

  /// Those of a text that a person wrote beside keys: any of its words may be one.
  static func forEach(inText text: String, _ body: (UInt64) -> Void) {
    var text = text
    text.withUTF8 { bytes in forEachWindow(in: bytes) { piece, _, _ in body(piece) } }
  }

  static func cut(_ pieces: Set<UInt64>, from name: String) -> String {
    let bytes = Array(name.utf8)
    var hidden: [Range<Int>] = []
    bytes.withUnsafeBufferPointer { all in
      forEachWindow(in: all) { piece, start, _ in
        guard pieces.contains(piece) else { return }
        if let last = hidden.last, last.upperBound >= start {
          hidden[hidden.count - 1] = last.lowerBound..<start + length
        } else {
          hidden.append(start..<start + length)
        }
      }
    }
    guard !hidden.isEmpty else { return name }
    var kept: [UInt8] = []
    var end = 0
    for range in hidden {
      kept += bytes[end..<range.lowerBound] + Array("\u{2026}".utf8)
      end = range.upperBound
    }
    return String(decoding: kept + bytes[end...], as: UTF8.self)
  }

  /// - Parameter body: gets the piece, where it starts, and whether it has small letters beside others.
  private static func forEachWindow(in bytes: UnsafeBufferPointer<UInt8>, _ body: (UInt64, Int, Bool) -> Void) {
    var (piece, run, small, other) = (UInt64(0), 0, -1, -1)
    for (index, byte) in bytes.enumerated() {
      if byte &- 0x61 < 26 {
        small = index
      } else if byte &- 0x41 < 26 || byte &- 0x30 < 10 {
        other = index
      } else {
        run = 0
        continue
      }
      run += 1
      piece = piece << 8 | UInt64(byte)
      let start = index - length + 1
      if run >= length { body(piece, start, small >= start && other >= start) }
    }
  }
}
