import KeyFacts

/// Writes a saved plan, up to its checksum. A key or a change takes one line, so that a diff reads well.
struct SavedPlanText {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ plan: SavedPlan) {
    bytes.append(text: SavedPlanDocument.start)
    line("version", Value(SavedPlanDocument.version))
    line("keyferry", Value(plan.program))
    line("plan_id", Value(plan.id))
    line("store", fields(of: plan.store))
    line(
      "from", plan.origin.map { Value([("location", Value($0.location)), ("revision", Value($0.revision))]) } ?? .null)
    line("request", fields(of: plan.request))
    list("blocked", plan.blocked.map { Value($0) })
    list("keys", plan.keys.lazy.map(Self.fields))
    list("changes", plan.changes.lazy.map(Self.fields))
  }

  private func fields(of store: SavedPlan.Store) -> Value {
    Value([
      ("location", Value(store.location)), ("layout", Value(store.layout)), ("exists", Value(store.exists)),
      ("revision", Value(store.revision)),
    ])
  }

  private func fields(of request: SavedPlan.Request) -> Value {
    Value([
      ("db", Value(request.database)), ("layout", Value(request.layout)),
      ("sources", Value(request.sources.map { Value($0) })), ("exclude", Value(request.exclude.map { Value($0) })),
      ("folder", Value(request.folder)), ("from", Value(request.from)),
      ("no_env", Value(request.leavesEnvironmentOut)), ("dotenv_dialect", Value(request.dialect)),
      ("on_conflict", Value(request.onConflict.rawValue)), ("include_unmapped", Value(request.includeUnmapped)),
      ("skip_publishable", Value(request.skipPublishable)), ("prune", Value(request.prune)),
      ("max_deletes", Value(request.maxDeletes)), ("yes", Value(request.confirmed)),
      ("account", Value(request.account)), ("djstripe_version", Value(request.release)),
    ])
  }

  private static func fields(of key: SavedPlan.Key) -> Value {
    Value(
      summary(key.summary) + [
        (
          "places",
          Value(
            key.places.map { place in
              Value([
                ("setting", Value(place.setting)), ("kind", Value(place.location.kind.rawValue)),
                ("path", Value(place.location.path)), ("line", Value(place.location.line)),
                ("column", Value(place.location.column)), ("document_path", Value(place.location.documentPath)),
              ])
            })
        )
      ])
  }

  private static func fields(of change: SavedPlan.Change) -> Value {
    Value(
      [("action", Value(change.action.rawValue))] + summary(change.key) + [
        ("name", Value(change.name)), ("account", Value(change.account)),
        ("fields", Value(change.fields.names.map { Value($0) })),
      ])
  }

  private static func summary(_ key: KeySummary) -> [(String, Value)] {
    [
      ("type", Value(key.type.rawValue)), ("livemode", Value(key.livemode)), ("redacted", Value(key.redacted)),
      ("fingerprint", Value(key.fingerprint.hex)),
    ]
  }

  private mutating func line(_ name: String, _ value: Value) {
    bytes.append(text: ",\n  \"\(name)\": ")
    bytes += value.bytes
  }

  private mutating func list(_ name: String, _ items: some Sequence<Value>) {
    bytes.append(text: ",\n  \"\(name)\": [")
    var isFirst = true
    for item in items {
      bytes.append(text: isFirst ? "\n    " : ",\n    ")
      bytes += item.bytes
      isFirst = false
    }
    bytes.append(text: isFirst ? "]" : "\n  ]")
  }
}

extension SavedPlanText {
  /// A JSON value on one line.
  fileprivate struct Value {
    let bytes: [UInt8]

    static let null = Value(text: "null")

    private init(text: String) { bytes = Array(text.utf8) }

    init(_ number: Int) { self.init(text: String(number)) }
    init(_ number: Int?) { self = number.map { Value($0) } ?? .null }
    init(_ truth: Bool) { self.init(text: truth ? "true" : "false") }

    init(_ text: String) {
      var bytes: [UInt8] = []
      bytes.append(jsonString: text.withoutKeys)
      self.bytes = bytes
    }

    init(_ text: String?) { self = text.map { Value($0) } ?? .null }

    init(_ items: [Value]) {
      bytes = Array("[".utf8) + items.map(\.bytes).joined(separator: ", ".utf8) + Array("]".utf8)
    }

    init(_ fields: [(name: String, value: Value)]) {
      let members = fields.map { Array("\"\($0.name)\": ".utf8) + $0.value.bytes }
      bytes = Array("{".utf8) + members.joined(separator: ", ".utf8) + Array("}".utf8)
    }
  }
}
