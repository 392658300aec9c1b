import KeyFacts
import KeyPlanning
import KeySecrets

/// Why bytes are no document of ours.
enum JSONDocumentError: Error {
  case foreign(why: String)
  case newer(version: Int)
  case corrupt(why: String)
}

extension JSONDocument {
  /// All that a document holds.
  struct Contents {
    /// In the order of their secrets' bytes.
    let keys: [StoredKey]
    let history: JSONHistory
    /// Where the document says what is no part of its revision, in its order.
    let passedBy: [Range<Int>]
  }

  /// The keys in the order of their secrets' bytes, and the history.
  ///
  /// What this version does not know is refused rather than lost at the next write: a field that is unknown, missing
  /// or there twice, two keys with one id or secret, text after the end.
  static func decode(_ bytes: [UInt8]) throws(JSONDocumentError) -> Contents {
    try bytes.withUnsafeBufferPointer { text throws(JSONDocumentError) in
      var head = Head()
      do throws(JSONFailure) {
        try head.read(text)
      } catch {
        guard head.format == format else { throw .foreign(why: "is not \(Self.format) JSON") }
        throw .corrupt(why: place(error, text))
      }
      guard head.format == format else { throw .foreign(why: "has no \"format\": \"\(format)\"") }
      guard let found = head.version, found >= 1, let start = head.keys else {
        throw .corrupt(why: "lacks its version or its keys")
      }
      guard found <= JSONHistory.version else { throw .newer(version: found) }
      do throws(JSONFailure) {
        guard !head.hasUnknown, head.passedBy.isEmpty || found == JSONHistory.version else {
          throw JSONFailure(offset: 0, reason: "unknown field")
        }
        var scanner = JSONScanner(text, at: start)
        return Contents(
          keys: try rows(&scanner), history: history(text, head),
          passedBy: head.passedBy.sorted { $0.lowerBound < $1.lowerBound })
      } catch {
        throw .corrupt(why: place(error, text))
      }
    }
  }

  private static func place(_ failure: JSONFailure, _ text: UnsafeBufferPointer<UInt8>) -> String {
    let line = text.prefix(failure.offset).reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
    return "line \(line): \(failure.reason)"
  }

  /// What stands around the keys, in any order, since other programs sort names.
  private struct Head {
    var format: String?
    var version: Int?
    /// Where the array starts.
    var keys: Int?
    var history: Range<Int>?
    var undo: Range<Int>?
    var hasUnknown = false
    var isExport = false

    var passedBy: [Range<Int>] { [history, undo].compactMap(\.self) }

    mutating func read(_ text: UnsafeBufferPointer<UInt8>) throws(JSONFailure) {
      var scanner = JSONScanner(text)
      try scanner.object { scanner, name throws(JSONFailure) in
        let isRepeated: Bool
        switch String(decoding: name, as: UTF8.self) {
        case "format":
          isRepeated = format != nil
          format = try scanner.string()
        case "version":
          isRepeated = version != nil
          version = try scanner.integer()
        case "keys":
          isRepeated = keys != nil
          keys = scanner.offset
          try scanner.skipValue()
        case JSONHistory.entriesName:
          isRepeated = history != nil
          history = try Self.place(&scanner)
        case JSONHistory.undoName:
          isRepeated = undo != nil
          undo = try Self.place(&scanner)
        case JSONDocument.seal:
          isRepeated = isExport
          isExport = true
          _ = try scanner.string()
        default:
          isRepeated = false
          hasUnknown = true
          try scanner.skipValue()
        }
        if isRepeated { throw scanner.failure("field given twice") }
      }
      try scanner.end()
    }

    /// Where the next value stands, which is skipped.
    private static func place(_ scanner: inout JSONScanner) throws(JSONFailure) -> Range<Int> {
      scanner.skipBlanks()
      let start = scanner.offset
      try scanner.skipValue()
      return start..<scanner.offset
    }
  }

  /// What is no history, or keeps nothing that can be put back, is told as such: the keys are the same with it.
  private static func history(_ text: UnsafeBufferPointer<UInt8>, _ head: Head) -> JSONHistory {
    var history = JSONHistory()
    do throws(JSONFailure) {
      if let place = head.history {
        var scanner = JSONScanner(text, at: place.lowerBound)
        history.entries = try JSONHistory.entries(&scanner)
      }
    } catch {
      let fields = [(JSONHistory.entriesName, head.history), (JSONHistory.undoName, head.undo)]
      history.damaged = JSONHistory.Damaged(
        why: place(error, text) + "; without its fields \"history\" and \"undo\" a new history begins",
        fields: fields.compactMap { name, place in place.map { (name: name, text: Array(text[$0])) } })
      return history
    }
    guard let place = head.undo else { return history }
    do throws(JSONFailure) {
      var scanner = JSONScanner(text, at: place.lowerBound)
      history.undo = try JSONHistory.undo(&scanner)
    } catch {
      history.undo = KeptUndo(revision: "", made: nil, previous: [], damage: Self.place(error, text))
    }
    return history
  }

  /// An array of keys, in the order of their secrets' bytes whatever theirs is.
  static func rows(_ scanner: inout JSONScanner) throws(JSONFailure) -> [StoredKey] {
    var keys: [StoredKey] = []
    try scanner.array { scanner throws(JSONFailure) in
      var fields = JSONKeyFields()
      try scanner.object { scanner, name throws(JSONFailure) in try fields.read(name, &scanner) }
      guard let key = fields.key else { throw scanner.failure("a key lacks a field") }
      keys.append(key)
    }
    return try sorted(keys)
  }

  private static func sorted(_ keys: [StoredKey]) throws(JSONFailure) -> [StoredKey] {
    let sorted =
      zip(keys, keys.dropFirst()).allSatisfy { $0.secret < $1.secret }
      ? keys : keys.sorted { $0.secret < $1.secret }
    guard zip(sorted, sorted.dropFirst()).allSatisfy({ $0.secret != $1.secret }) else {
      throw JSONFailure(offset: 0, reason: "two keys with one secret")
    }
    guard Set(keys.lazy.map(\.id)).count == keys.count else {
      throw JSONFailure(offset: 0, reason: "two keys with one id")
    }
    return sorted
  }
}
