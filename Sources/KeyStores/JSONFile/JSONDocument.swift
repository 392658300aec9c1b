import KeyFacts
import KeyPlanning
@_spi(Reveal) import KeySecrets

/// The JSON store's file: one versioned document, in the order of the secrets, indented so that a diff is readable.
enum JSONDocument {
  static let format = "keyferry-keys"
  /// Of a document that holds keys alone, as exports and backups do.
  static let version = 1
  /// A field that an export ends with, and that goes with the first write: from then on the document is a database.
  static let seal = "export"

  /// - Parameter keys: in the order of their secrets' bytes.
  static func encode(_ keys: [StoredKey], _ history: JSONHistory = .none) -> [UInt8] {
    encode(keys, history.entries, damaged: history.damaged, undo: history.undo.map { undo in { _ in undo } }).text
  }

  /// - Parameters:
  ///   - damaged: stands in the place of entries.
  ///   - undo: makes what is to be kept, of the revision that the document has.
  static func encode(
    _ keys: [StoredKey], _ entries: [HistoryEntry], damaged: JSONHistory.Damaged? = nil,
    undo: ((_ revision: String) -> KeptUndo)?
  ) -> (text: [UInt8], revision: String) {
    var text: [UInt8] = []
    text.reserveCapacity(500 + keys.count * 600 + entries.count * 250)
    text.append(text: head(version: entries.isEmpty && undo == nil && damaged == nil ? version : JSONHistory.version))
    for (index, key) in keys.enumerated() { append(key, isFirst: index == 0, to: &text) }
    text.append(text: end(isEmpty: keys.isEmpty))
    var passedBy: [Range<Int>] = []
    if !entries.isEmpty {
      text.append(text: ",\n  \"\(JSONHistory.entriesName)\": ")
      let start = text.count
      JSONHistory.append(entries, to: &text)
      passedBy.append(start..<text.count)
    }
    for (name, value) in damaged?.fields ?? [] {
      text.append(text: ",\n  \"\(name)\": ")
      passedBy.append(text.count..<text.count + value.count)
      text.append(contentsOf: value)
    }
    if undo != nil { text.append(text: ",\n  \"\(JSONHistory.undoName)\": ") }
    let place = text.count
    if undo != nil { passedBy.append(place..<place) }
    text.append(text: "\n}\n")
    let revision = text.withUnsafeBufferPointer { StoreRevision.digest(of: $0, without: passedBy) }
    if let undo {
      text.removeLast(text.count - place)
      JSONHistory.append(undo(revision), to: &text)
      text.append(text: "\n}\n")
    }
    return (text, revision)
  }

  /// What stands before the keys.
  static let head = head(version: version)

  private static func head(version: Int) -> String {
    "{\n  \"format\": \"\(format)\",\n  \"version\": \(version),\n  \"keys\": ["
  }

  /// What stands behind them.
  static func tail(isEmpty: Bool) -> String { end(isEmpty: isEmpty) + "\n}\n" }

  private static func end(isEmpty: Bool) -> String { isEmpty ? "]" : "\n  ]" }

  static func append(_ key: StoredKey, isFirst: Bool, to text: inout [UInt8]) {
    text.append(text: isFirst ? "\n" : ",\n")
    func field(_ name: String) { text.append(text: "      \"\(name)\": ") }
    text.append(text: "    {\n")
    field("id")
    text.append(jsonString: key.id)
    text.append(text: ",\n      \"type\": \"\(key.type.rawValue)\",\n      \"livemode\": \(key.livemode),\n")
    field("name")
    text.append(jsonString: key.name)
    text.append(text: ",\n")
    field("account")
    if let account = key.account { text.append(jsonString: account) } else { text.append(text: "null") }
    text.append(text: ",\n")
    field("created")
    text.append(time: key.created)
    text.append(text: ",\n")
    field("updated")
    text.append(time: key.updated)
    text.append(text: ",\n")
    append(key.secret, to: &text)
    append(key.occurrences, to: &text)
    text.append(text: "    }")
  }

  /// A secret that is not UTF-8, which JSON can't hold, stands in hexadecimal under a name of its own.
  private static func append(_ secret: Secret, to text: inout [UInt8]) {
    secret.reveal { bytes in
      if let valid = String(validating: bytes, as: UTF8.self) {
        text.append(text: "      \"secret\": ")
        text.append(jsonString: valid)
      } else {
        text.append(text: "      \"secret_hex\": \"")
        let digits = Array("0123456789abcdef".utf8)
        for byte in bytes {
          text.append(digits[Int(byte >> 4)])
          text.append(digits[Int(byte & 15)])
        }
        text.append(UInt8(ascii: "\""))
      }
    }
    text.append(text: ",\n")
  }

  private static func append(_ occurrences: [Occurrence], to text: inout [UInt8]) {
    text.append(text: "      \"occurrences\": [")
    for (index, occurrence) in occurrences.enumerated() {
      text.append(text: index == 0 ? "\n        { \"source\": " : ",\n        { \"source\": ")
      text.append(jsonString: occurrence.source)
      text.append(text: ", \"line\": \(occurrence.line.map(String.init) ?? "null"), \"setting\": ")
      text.append(jsonString: occurrence.setting)
      text.append(text: " }")
    }
    text.append(text: occurrences.isEmpty ? "]\n" : "\n      ]\n")
  }
}

extension [UInt8] {
  fileprivate mutating func append(time: Timestamp) {
    append(UInt8(ascii: "\""))
    append(contentsOf: time.iso8601)
    append(UInt8(ascii: "\""))
  }
}
