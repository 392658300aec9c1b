import KeyFacts
package import KeyPlanning

/// How to read and fill this database's `djstripe_apikey`: proof that keyferry can.
///
/// The same for SQLite and PostgreSQL, which differ in how they quote, bind and keep times and truths alone.
package struct DjStripeLayout: Hashable, Sendable {
  /// The releases whose tables look like these.
  package let versions: ClosedRange<DjStripeVersion>
  /// What the foreign key to the account holds.
  package let ownerForm: DjStripeOwnerForm
  /// The columns to name in an INSERT: every one that is not left to the database.
  package let inserted: [DjStripeField]
  private let widths: [DjStripeField: Int]

  /// - Throws: the first column that is missing or can't be filled.
  package init(_ tables: DjStripeTables) throws(UnfitColumn) {
    for field in DjStripeField.allCases where field.isRequired {
      guard tables.columns.contains(where: { $0.name == field.column }) else {
        throw UnfitColumn(column: field.column, why: "is missing")
      }
    }
    for column in tables.columns { try Self.checkFillable(column) }
    ownerForm = try Self.ownerForm(tables)
    versions = tables.versions
    let names = Set(tables.columns.map(\.name))
    inserted = DjStripeField.allCases.filter {
      $0 != .number && $0 != .stripeCreated && names.contains($0.column)
    }
    var widths: [DjStripeField: Int] = [:]
    for field in DjStripeField.allCases {
      let declared = tables.columns.first { $0.name == field.column }?.width
      if let width = declared ?? field.width { widths[field] = width }
    }
    self.widths = widths
  }

  /// The most characters that a field's text may have.
  package func width(of field: DjStripeField) -> Int { widths[field] ?? .max }

  /// What a plan needs to know of these tables.
  package func facts(accounts: [DjStripeAccount]) -> DjStripeFacts {
    DjStripeFacts(
      versions: versions, accounts: accounts, nameWidth: width(of: .name), keyWidth: width(of: .secret))
  }

  private static func checkFillable(_ column: DjStripeColumn) throws(UnfitColumn) {
    let field = DjStripeField.allCases.first { $0.column == column.name }
    switch field {
    case .number:
      // Left to the database: a number of ours would not move a sequence, and Django's next row would meet it.
      guard column.isPrimaryKey, column.type.holds("int") || column.type.holds("serial") else {
        throw UnfitColumn(column: column.name, why: "is not the table's primary key, or no number")
      }
    case nil, .stripeCreated:
      guard column.isNullable || column.fillsItself else {
        throw UnfitColumn(column: column.name, why: "must be filled, and keyferry does not know with what")
      }
    case .owner:
      // A key whose account nobody knows has none.
      guard column.isNullable else { throw UnfitColumn(column: column.name, why: "may not be NULL") }
    default: break
    }
  }

  private static func ownerForm(_ tables: DjStripeTables) throws(UnfitColumn) -> DjStripeOwnerForm {
    let name = DjStripeField.owner.column
    if let reference = tables.ownerReference {
      guard reference.table == DjStripeTables.accounts else {
        throw UnfitColumn(column: name, why: "points to another table than \(DjStripeTables.accounts)")
      }
      switch reference.column {
      case DjStripeField.id.column: return .id
      case DjStripeField.number.column: return .number
      default: throw UnfitColumn(column: name, why: "points to a column that is no account's id")
      }
    }
    let type = tables.columns.first { $0.name == name }?.type ?? ""
    if type.holds("char") || type.holds("text") { return .id }
    if type.holds("int") { return .number }
    throw UnfitColumn(column: name, why: "is neither a text nor a number")
  }
}

/// What `DJSTRIPE_FOREIGN_KEY_TO_FIELD` made of a key's foreign key to its account.
package enum DjStripeOwnerForm: Hashable, Sendable {
  /// `acct_…`, a text.
  case id
  /// The account row's `djstripe_id`, a number.
  case number
}

/// Why keyferry leaves a table of keys alone.
package struct UnfitColumn: Error, Hashable, Sendable {
  package let column: String
  package let why: String
}
