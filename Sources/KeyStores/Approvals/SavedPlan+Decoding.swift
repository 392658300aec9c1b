import KeyFacts

extension SavedPlan {
  /// - Parameter fields: those of the document that are not yet read.
  init(_ fields: inout JSONFields) throws(JSONFormError) {
    let program = try fields.text("keyferry")
    let id = try fields.text("plan_id")
    let store = try Self.store(try fields.object("store"))
    let origin = try fields.objectOrNull("from").map { fields throws(JSONFormError) in try Self.origin(fields) }
    let request = try Request(try fields.object("request"))
    let blocked = try fields.texts("blocked")
    let keys = try fields.objects("keys") { fields throws(JSONFormError) in
      let summary = try KeySummary(&fields)
      let places = try fields.objects("places") { fields throws(JSONFormError) in try Place(&fields) }
      return Key(summary: summary, places: places)
    }
    let changes = try fields.objects("changes") { fields throws(JSONFormError) in try Change(&fields) }
    self.init(
      program: program, id: id, store: store, origin: origin, request: request, blocked: blocked, keys: keys,
      changes: changes)
  }

  private static func store(_ given: JSONFields) throws(JSONFormError) -> Store {
    var fields = given
    let store = Store(
      location: try fields.text("location"), layout: try fields.text("layout"), exists: try fields.boolean("exists"),
      revision: try fields.text("revision"))
    try fields.end()
    return store
  }

  private static func origin(_ given: JSONFields) throws(JSONFormError) -> Origin {
    var fields = given
    let origin = Origin(location: try fields.text("location"), revision: try fields.text("revision"))
    try fields.end()
    return origin
  }
}

extension SavedPlan.Request {
  fileprivate init(_ given: JSONFields) throws(JSONFormError) {
    var fields = given
    self.init()
    database = try fields.textOrNull("db")
    layout = try fields.textOrNull("layout")
    sources = try fields.texts("sources")
    exclude = try fields.texts("exclude")
    folder = try fields.textOrNull("folder")
    from = try fields.textOrNull("from")
    leavesEnvironmentOut = try fields.boolean("no_env")
    dialect = try fields.text("dotenv_dialect")
    onConflict = try fields.value("on_conflict")
    includeUnmapped = try fields.boolean("include_unmapped")
    skipPublishable = try fields.boolean("skip_publishable")
    prune = try fields.boolean("prune")
    maxDeletes = try fields.integer("max_deletes")
    confirmed = try fields.boolean("yes")
    account = try fields.textOrNull("account")
    release = try fields.textOrNull("djstripe_version")
    try fields.end()
  }
}

extension SavedPlan.Place {
  fileprivate init(_ fields: inout JSONFields) throws(JSONFormError) {
    let setting = try fields.text("setting")
    let kind: SourceKind = try fields.value("kind")
    let path = try fields.text("path")
    self.init(
      setting: setting,
      location: SourceLocation(
        kind: kind, path: path, line: try fields.integerOrNull("line"), column: try fields.integerOrNull("column"),
        documentPath: try fields.textOrNull("document_path")))
  }
}

extension SavedPlan.Change {
  fileprivate init(_ fields: inout JSONFields) throws(JSONFormError) {
    let action: ChangeAction = try fields.value("action")
    let key = try KeySummary(&fields)
    let name = try fields.text("name")
    let account = try fields.textOrNull("account")
    let names = try fields.texts("fields")
    let changed = ChangedFields(named: names)
    guard changed.names == names else { throw fields.problem("fields", "has a value that is not known") }
    self.init(action: action, key: key, name: name, account: account, fields: changed)
  }
}

extension KeySummary {
  /// From `type`, `livemode`, `redacted` and `fingerprint`, which must fit each other.
  fileprivate init(_ fields: inout JSONFields) throws(JSONFormError) {
    let type: KeyType = try fields.value("type")
    let mode = KeyMode(livemode: try fields.boolean("livemode"))
    let redacted = try fields.text("redacted")
    let hex = try fields.text("fingerprint")
    guard let fingerprint = Fingerprint(hex: hex) else { throw fields.problem("fingerprint", "is none") }
    self.init(
      type: type, mode: mode, tail: redacted.utf8.suffix(4).reduce(0) { $0 << 8 | UInt32($1) },
      fingerprint: fingerprint)
    guard self.redacted == redacted else { throw fields.problem("redacted", "is not that of such a key") }
  }
}
