package import KeyFacts

/// The rows of a key database as `keyferry keys list` and `show` print them.
package struct KeyTable: Sendable {
  /// As messages name it.
  package let store: String
  package let count: Int
  /// These are all the store's rows, and not one that was asked for or changed.
  package let isWhole: Bool
  private let row: @Sendable (Int) -> Row

  /// - Parameter row: makes the row at an index below `count`, when it is written: there may be a million.
  package init(store: String, count: Int, row: @escaping @Sendable (Int) -> Row) {
    self.store = store
    self.count = count
    self.isWhole = true
    self.row = row
  }

  /// One row of a store that may have others.
  package init(store: String, of row: Row) {
    self.store = store
    self.count = 1
    self.isWhole = false
    self.row = { _ in row }
  }

  /// In the order in which they are shown.
  package var rows: some RandomAccessCollection<Row> { (0..<count).lazy.map(row) }

  package struct Row: Hashable, Sendable {
    package let id: String
    package let type: KeyType
    package let mode: KeyMode
    /// `sk_live_...abcd`; for a row that holds no well-formed key what may be said of it.
    package let redacted: String
    /// Nil for a row that holds no well-formed key.
    package let fingerprint: Fingerprint?
    package let name: String
    package let account: String?
    /// `2026-11-23T07:06:43Z`, like `updated`.
    package let created: String
    package let updated: String
    package let occurrences: [Occurrence]

    package init(
      id: String, type: KeyType, mode: KeyMode, redacted: String, fingerprint: Fingerprint?, name: String,
      account: String?, created: String, updated: String, occurrences: [Occurrence] = []
    ) {
      self.id = id
      self.type = type
      self.mode = mode
      self.redacted = redacted
      self.fingerprint = fingerprint
      self.name = name
      self.account = account
      self.created = created
      self.updated = updated
      self.occurrences = occurrences
    }
  }

  /// A place that named the key when it was last written.
  package struct Occurrence: Hashable, Sendable {
    package let source: String
    package let line: Int?
    package let setting: String

    package init(source: String, line: Int?, setting: String) {
      self.source = source
      self.line = line
      self.setting = setting
    }

    var label: String { line.map { "\(source):\($0)" } ?? source }
  }
}
