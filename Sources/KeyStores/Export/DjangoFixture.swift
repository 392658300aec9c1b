import KeyFacts
import KeyPlanning
@_spi(Reveal) import KeySecrets

/// What `manage.py loaddata` takes: a JSON array with an object for each row.
///
/// It has the columns that are NOT NULL in every dj-stripe from 2.4 on: what later ones added, Django fills itself. A
/// primary key is not among them, so that no row of the database is written over.
enum DjangoFixture {
  /// - Parameter hasOwners: keys are tied to their accounts, which `loaddata` then must find.
  static func write(
    _ keys: some Sequence<StoredKey>, hasOwners: Bool, to writer: inout ExportWriter
  ) throws(StoreError) {
    var isFirst = true
    for stored in keys {
      guard let row = ExportedRow(stored) else { continue }
      try writer.write { text in
        text.append(text: isFirst ? "[\n" : "},\n")
        append(row, hasOwners: hasOwners, to: &text)
      }
      isFirst = false
    }
    if isFirst { return try writer.write("[]\n") }
    // Beside model, pk and fields, Django looks at nothing of an object.
    let digest = try writer.seal()
    try writer.write(ExportSeal.end(.djangoFixture, digest: digest))
  }

  /// All of the object but the brace that closes it.
  private static func append(_ row: ExportedRow, hasOwners: Bool, to text: inout [UInt8]) {
    func field(_ name: String, _ value: String) {
      text.append(text: ", \"\(name)\": ")
      text.append(jsonString: value)
    }
    text.append(
      text: "{\"model\": \"djstripe.apikey\", \"pk\": null, \"fields\": {\"livemode\": \(row.key.mode.livemode)")
    field("djstripe_created", String(decoding: row.created.iso8601, as: UTF8.self))
    field("djstripe_updated", String(decoding: row.updated.iso8601, as: UTF8.self))
    field("id", row.id)
    field("type", row.key.type.rawValue)
    field("name", row.name)
    if hasOwners, let account = row.account { field("djstripe_owner_account", account) }
    text.append(text: ", \"secret\": \"")
    row.key.secret.reveal { text.append(contentsOf: $0) }
    text.append(text: "\"}")
  }
}
