extension [Change] {
  /// The rows to be made, each with its position among them, in the order in which a table that counts its rows should
  /// get them: dj-stripe takes the oldest, and a key that comes from another store may be older than one before it.
  package var oldestFirst: [(position: Int, fields: KeyFields)] {
    let created = compactMap { change in
      if case .create(let fields) = change { fields } else { nil }
    }
    let rows = [(position: Int, fields: KeyFields)](created.enumerated().map { ($0.offset, $0.element) })
    guard created.contains(where: { $0.created != nil }) else { return rows }
    return rows.sorted { a, b in
      switch (a.fields.created, b.fields.created) {
      case (let x?, let y?) where x != y: x < y
      case (_?, nil): true
      case (nil, _?): false
      default: a.position < b.position
      }
    }
  }
}
