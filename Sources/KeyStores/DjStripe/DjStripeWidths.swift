package import KeyPlanning
import KeySecrets

extension DjStripeLayout {
  /// Checks that every text that is to be written has room in its column, before anything is.
  ///
  /// SQLite would take a text of any length, and dj-stripe would not: its next form or migration would stumble.
  /// - Throws: ``StoreError/tooLong(path:setting:field:count:limit:)``, which names the setting and no value.
  package func checkWidths(_ changes: [Change], path: String) throws(StoreError) {
    for change in changes {
      let fields: KeyFields
      switch change {
      case .create(let new), .update(_, let new, _): fields = new
      case .keep, .remove, .restore: continue
      }
      // A key is ASCII: as many characters as bytes. A stored one is not written again.
      if case .create = change, fields.secret.count > width(of: .secret) {
        throw tooLong(fields, .secret, fields.secret.count, path)
      }
      let length = fields.name.unicodeScalars.count
      if length > width(of: .name) { throw tooLong(fields, .name, length, path) }
    }
  }

  private func tooLong(_ fields: KeyFields, _ field: DjStripeField, _ count: Int, _ path: String) -> StoreError {
    let setting = fields.occurrences.first?.setting ?? fields.name
    return .tooLong(path: path, setting: setting, field: field.column, count: count, limit: width(of: field))
  }
}
