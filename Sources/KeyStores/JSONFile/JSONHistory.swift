import KeyFacts
import KeyPlanning

/// What a document remembers of its writes: `history`, its entries, and `undo`, what the last one's undoing needs.
///
/// Neither is part of the revision, which is the keys' alone.
struct JSONHistory {
  var entries: [HistoryEntry] = []
  var undo: KeptUndo?
  /// What stands in the place of entries that can't be read.
  var damaged: Damaged?

  /// Passed on as it is, and neither used nor added to.
  struct Damaged {
    /// In a message's style.
    let why: String
    /// The text of each field, in the document's bytes.
    let fields: [(name: String, text: [UInt8])]
  }

  static let none = JSONHistory()

  /// A document says the oldest version that can read it: one with a history is of the second.
  static let version = 2
  static let entriesName = "history"
  static let undoName = "undo"
}

extension JSONHistory {
  static func append(_ entries: [HistoryEntry], to text: inout [UInt8]) {
    text.append(text: "[")
    for (index, entry) in entries.enumerated() {
      text.append(text: index == 0 ? "\n    { \"time\": \"" : ",\n    { \"time\": \"")
      text.append(contentsOf: entry.time.iso8601)
      text.append(UInt8(ascii: "\""))
      func field(_ name: String, _ value: String) {
        text.append(text: ", \"\(name)\": ")
        text.append(jsonString: value)
      }
      field("version", entry.note.author.version)
      field("command", entry.note.author.command)
      field("user", entry.note.author.user)
      field("plan", entry.note.plan)
      text.append(
        text: ", \"created\": \(entry.counts.created), \"updated\": \(entry.counts.updated)"
          + ", \"removed\": \(entry.counts.removed), \"keys\": \(entry.keys) }")
    }
    text.append(text: entries.isEmpty ? "]" : "\n  ]")
  }

  static func append(_ undo: KeptUndo, to text: inout [UInt8]) {
    func field(_ name: String, _ value: String?) {
      text.append(text: "    \"\(name)\": ")
      if let value { text.append(jsonString: value) } else { text.append(text: "null") }
      text.append(text: ",\n")
    }
    text.append(text: "{\n")
    field("revision", undo.revision)
    field("first", undo.made?.ends.first)
    field("last", undo.made?.ends.last)
    text.append(text: "    \"keys\": [")
    for (index, key) in undo.previous.enumerated() { JSONDocument.append(key, isFirst: index == 0, to: &text) }
    text.append(text: undo.previous.isEmpty ? "]\n  }" : "\n    ]\n  }")
  }
}

extension JSONHistory {
  static func entries(_ scanner: inout JSONScanner) throws(JSONFailure) -> [HistoryEntry] {
    var entries: [HistoryEntry] = []
    try scanner.array { scanner throws(JSONFailure) in
      var fields = EntryFields()
      try scanner.object { scanner, name throws(JSONFailure) in try fields.read(name, &scanner) }
      guard let entry = fields.entry else {
        throw scanner.failure("an entry of the history lacks a field, or counts below zero")
      }
      entries.append(entry)
    }
    return entries
  }

  static func undo(_ scanner: inout JSONScanner) throws(JSONFailure) -> KeptUndo {
    var texts: [String: String] = [:]
    var previous: [StoredKey]?
    try scanner.object { scanner, name throws(JSONFailure) in
      switch String(decoding: name, as: UTF8.self) {
      case "keys" where previous == nil: previous = try JSONDocument.rows(&scanner)
      case let field where ["revision", "first", "last"].contains(field) && texts[field] == nil:
        texts[field] = scanner.takeNull() ? "" : try scanner.string()
      default: throw scanner.failure("unknown or repeated field")
      }
    }
    guard let revision = texts["revision"], let first = texts["first"], let last = texts["last"], let previous else {
      throw scanner.failure("what is kept for an undo lacks a field")
    }
    return KeptUndo(
      revision: revision, made: first.isEmpty || last.isEmpty ? nil : .ids(first: first, last: last),
      previous: previous)
  }

  /// An entry's fields as they come along, in any order.
  private struct EntryFields {
    private var texts: [String: String] = [:]
    private var numbers: [String: Int] = [:]
    private var time: Timestamp?

    var entry: HistoryEntry? {
      guard numbers.values.allSatisfy({ $0 >= 0 }), let time, let version = texts["version"],
        let command = texts["command"], let user = texts["user"], let plan = texts["plan"],
        let created = numbers["created"], let updated = numbers["updated"], let removed = numbers["removed"],
        let keys = numbers["keys"]
      else { return nil }
      return HistoryEntry(
        time: time,
        note: WriteNote(author: Authorship(version: version, command: command, user: user), plan: plan),
        counts: ChangeCounts(created: created, updated: updated, removed: removed), keys: keys)
    }

    mutating func read(_ name: [UInt8], _ scanner: inout JSONScanner) throws(JSONFailure) {
      let field = String(decoding: name, as: UTF8.self)
      switch field {
      case "time" where time == nil: time = try JSONKeyFields.time(&scanner)
      case "version", "command", "user", "plan":
        guard texts[field] == nil else { throw scanner.failure("field given twice") }
        texts[field] = try scanner.string()
      case "created", "updated", "removed", "keys":
        guard numbers[field] == nil else { throw scanner.failure("field given twice") }
        numbers[field] = try scanner.integer()
      default: throw scanner.failure("unknown or repeated field")
      }
    }
  }
}
