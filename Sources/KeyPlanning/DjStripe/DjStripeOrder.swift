extension [Change] {
  /// Where the rows to be made stand among the changes, and among one another, in the order in which a table that counts
  /// its rows should get them: dj-stripe takes the oldest, and a key that comes from another store may be older than one
  /// before it.
  package var oldestFirst: [(position: Int, index: Int)] {
    var rows: [(position: Int, index: Int)] = []
    var areDated = false
    for (index, change) in enumerated() {
      guard case .create(let fields) = change else { continue }
      rows.append((rows.count, index))
      areDated = areDated || fields.created != nil
    }
    guard areDated else { return rows }
    return rows.sorted { a, b in
      switch (self[a.index].created, self[b.index].created) {
      case (let x?, let y?) where x != y: x < y
      case (_?, nil): true
      case (nil, _?): false
      default: a.position < b.position
      }
    }
  }
}

extension Change {
  fileprivate var created: Timestamp? {
    if case .create(let fields) = self { fields.created } else { nil }
  }

  /// What a row that is made says.
  package var made: KeyFields? {
    if case .create(let fields) = self { fields } else { nil }
  }
}
