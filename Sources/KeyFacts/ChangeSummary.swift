/// What a sync does with one key. Raw values are those of the JSON report's `action`.
package enum ChangeAction: String, Sendable, Hashable, CaseIterable, Comparable {
  case remove, create, update, keep

  package var writes: Bool { self != .keep }

  /// The mark in front of a plan's line.
  package var sign: String {
    switch self {
    case .remove: "-"
    case .create: "+"
    case .update: "~"
    case .keep: "="
    }
  }

  /// Removals first: what can't be undone is read first.
  package static func < (a: ChangeAction, b: ChangeAction) -> Bool { a.order < b.order }

  private var order: Int {
    switch self {
    case .remove: 0
    case .create: 1
    case .update: 2
    case .keep: 3
    }
  }
}

/// The fields of a row that an update writes.
package struct ChangedFields: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let none: ChangedFields = []
  package static let type = ChangedFields(rawValue: 1)
  package static let livemode = ChangedFields(rawValue: 2)
  package static let name = ChangedFields(rawValue: 4)
  package static let occurrences = ChangedFields(rawValue: 8)
  package static let account = ChangedFields(rawValue: 16)

  /// The fields of these names; a name that is no field's is left out.
  package init(named names: some Sequence<String>) {
    self = names.reduce(into: []) { fields, name in
      if let field = Self.names.first(where: { $0.name == name }) { fields.insert(field.field) }
    }
  }

  /// As stores name them, in the order of a row.
  package var names: [String] { Self.names.filter { contains($0.field) }.map(\.name) }

  private static let names: [(field: ChangedFields, name: String)] = [
    (.type, "type"), (.livemode, "livemode"), (.name, "name"), (.account, "account"),
    (.occurrences, "occurrences"),
  ]
}

/// One step of a plan, as reports show it.
package struct ChangeSummary: Hashable, Sendable {
  package let key: KeySummary
  package let action: ChangeAction
  package let fields: ChangedFields
  /// The name under which the key is, or will be, stored; nil for that of the only setting that holds it.
  package let name: String?
  /// Why, where the places that set the key don't say it: `asked for on the command line`.
  package let why: String?

  package init(
    action: ChangeAction, key: KeySummary, name: String?, fields: ChangedFields = .none, why: String? = nil
  ) {
    self.key = key
    self.action = action
    self.fields = fields
    self.name = name
    self.why = why
  }
}
