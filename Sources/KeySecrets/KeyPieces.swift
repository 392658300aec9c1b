import KeyFacts

extension Readings {
  /// The same, but no setting's name, and no name in its document's path, holds a piece of a key that stands in some
  /// setting's value: where a file's lines are damaged, the end of a key may stand in a name, without the prefix by which
  /// ``Swift/String/withoutKeys`` knows one. What a comment to keyferry says holds no piece of any value but its words.
  package var withoutPiecesInNames: Readings {
    let settings = readings.lazy.flatMap(\.settings)
    var inNames: Set<UInt64> = []
    var inTexts: Set<UInt64> = []
    for setting in settings {
      setting.forEachName { name in KeyPieces.forEach(in: name) { inNames.insert($0) } }
    }
    for comment in readings.lazy.flatMap(\.ignores) {
      comment.forEachText { text in KeyPieces.forEach(inText: text) { inTexts.insert($0) } }
    }
    guard !inNames.isEmpty || !inTexts.isEmpty else { return self }
    var ofKeys: Set<UInt64> = []
    var ofOthers: Set<UInt64> = []
    for setting in settings {
      setting.forEachValue { value in
        if KeyPieces.mayBeKey(value) {
          KeyPieces.forEach(ofBodyOf: value) {
            if inNames.contains($0) || inTexts.contains($0) { ofKeys.insert($0) }
          }
        } else if !inTexts.isEmpty {
          KeyPieces.forEach(ofRunsIn: value) { if inTexts.contains($0) { ofOthers.insert($0) } }
        }
      }
    }
    guard !ofKeys.isEmpty || !ofOthers.isEmpty else { return self }
    let all = ofKeys.union(ofOthers)
    let cleared = readings.map { reading in
      reading.replacing(settings: ofKeys.isEmpty ? reading.settings : reading.settings.map { $0.without(ofKeys) })
        .noting(reading.ignores.map { comment in comment.replacingTexts { KeyPieces.cut(all, from: $0) } })
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

  fileprivate func forEachValue(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    value.withBytes(body)
    module?.fallback?.value.withBytes(body)
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

  private static let prefixes = ["sk_", "rk_", "pk_", "whsec_", "rkcs_", "oak_"].map { Array($0.utf8) }
  private static let modes = ["live", "test"].map { Array($0.utf8) }

  /// Whether a credential's prefix stands in a value, in any case: with its mode anywhere, else where a word begins.
  static func mayBeKey(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
    func holds(_ text: [UInt8], at index: Int) -> Bool {
      value[index...].starts(with: text) { $0 | 0x20 == $1 | 0x20 }
    }
    for index in value.indices.dropLast(2) {
      guard "srpwo".utf8.contains(value[index] | 0x20) else { continue }
      let begins = index == 0 || !value[index - 1].isASCIIAlphanumeric
      if begins, prefixes.contains(where: { holds($0, at: index) }) { return true }
      guard value[index + 1] | 0x20 == UInt8(ascii: "k") else { continue }
      let mode = index + (value[index + 2].isASCIIAlphanumeric ? 2 : 3)
      if modes.contains(where: { holds($0, at: mode) }) { return true }
    }
    return false
  }

  /// Those of a value that has a credential in it.
  static func forEach(ofBodyOf value: UnsafeBufferPointer<UInt8>, _ body: (UInt64) -> Void) {
    forEachWindow(in: value) { piece, _, _ in body(piece) }
  }

  /// Those of any other value: a body may stand there without its prefix, and what people write as a word may not.
  static func forEach(ofRunsIn value: UnsafeBufferPointer<UInt8>, _ body: (UInt64) -> Void) {
    for run in value.split(whereSeparator: { !$0.isASCIIAlphanumeric }) where !run.isWord {
      forEachWindow(in: UnsafeBufferPointer(rebasing: run)) { piece, _, _ in body(piece) }
    }
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
