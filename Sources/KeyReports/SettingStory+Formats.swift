import KeyFacts

extension SettingStory {
  package func renderText(options: TextOptions, to sink: ByteSink) throws {
    try TextWriter.write(to: sink, options: options) { text in
      text.wrapped([StyledText(name, .heading), StyledText(": \(promise)")], indent: 0, hanging: 2)
      if !places.isEmpty { text.heading("Places, in the order in which they count") }
      func row(_ place: Place) -> [StyledText] {
        [
          StyledText(place.setting.location.label), StyledText(place.setting.name), StyledText(place.value),
          StyledText(place.standingWords, .faint),
        ]
      }
      let table = TextTable(indent: 2, sample: places.map(row), width: text.width)
      for place in places where text.isOpen {
        table.write(row(place), to: &text)
        for detail in place.details { text.wrapped(detail, indent: 4) }
      }
      text.heading("What counts")
      text.wrapped(verdict, indent: 2)
      writeDatabase(to: &text)
      if !diagnostics.isEmpty { text.heading("Findings") }
      for finding in diagnostics where text.isOpen { TextReportRenderer(options: options).finding(finding, to: &text) }
      if !notRead.isEmpty || pathsLeftOut > 0 { text.heading("Not read") }
      if let leftOut = PlainWords.leftOut(pathsLeftOut) { text.wrapped(leftOut, indent: 2) }
      for source in notRead { text.wrapped([StyledText(source.path + ": " + source.reason)], indent: 2, hanging: 4) }
    }
  }

  private func writeDatabase(to text: inout TextWriter) {
    guard let database else { return }
    text.heading("In the database \(database.store.location)")
    guard !database.keys.isEmpty else { return text.wrapped(database.emptyWords, indent: 2) }
    let rows = database.keys.map { key in
      [
        StyledText(key.type.rawValue), StyledText(key.mode.rawValue), StyledText(key.redacted), StyledText(key.name),
        StyledText(database.words(for: key), .faint),
      ]
    }
    let table = TextTable(indent: 2, sample: rows, width: text.width)
    for row in rows { table.write(row, to: &text) }
  }

  package func renderMarkdown(to sink: ByteSink) throws {
    try ByteWriter.write(to: sink) { out in
      out.write("## \(MarkdownText.code(name))\n\n\(MarkdownText.prose(promise.capitalizedFirst)).\n")
      if !places.isEmpty { out.write("\n### Places, in the order in which they count\n\n") }
      var table = MarkdownTable(columns: ["where", "name", "value", "counts", "more"], sizeLimit: 400_000)
      for place in places where table.hasRoom {
        table.add(
          [
            MarkdownText.code(place.setting.location.label), MarkdownText.code(place.setting.name),
            place.setting.key.map { MarkdownText.code($0.redacted) } ?? place.setting.valueKind.rawValue,
            place.standingWords, MarkdownText.prose(place.details.joined(separator: "; ")),
          ], to: &out)
      }
      table.end(of: places.count, "place", to: &out)
      out.write("\n### What counts\n\n\(MarkdownText.prose(verdict.capitalizedFirst)).\n")
      writeDatabase(to: &out)
      writeLists(to: &out)
    }
  }

  private func writeDatabase(to out: inout ByteWriter) {
    guard let database else { return }
    out.write("\n### In the database \(MarkdownText.code(database.store.location))\n\n")
    guard !database.keys.isEmpty else {
      return out.write(MarkdownText.prose(database.emptyWords.capitalizedFirst) + ".\n")
    }
    var table = MarkdownTable(columns: ["type", "mode", "key", "name", ""], sizeLimit: 200_000)
    for key in database.keys where table.hasRoom {
      table.add(
        [
          key.type.rawValue, key.mode.rawValue, MarkdownText.code(key.redacted), MarkdownText.code(key.name),
          database.words(for: key),
        ], to: &out)
    }
    table.end(of: database.keys.count, "key", to: &out)
  }

  private func writeLists(to out: inout ByteWriter) {
    if !diagnostics.isEmpty { out.write("\n### Findings\n\n") }
    for finding in diagnostics.prefix(200) {
      let place = finding.location.map { " at \(MarkdownText.code($0.label))" } ?? ""
      out.write("- \(finding.severity.rawValue) \(finding.rule.code)\(place): \(MarkdownText.prose(finding.message))\n")
    }
    if !notRead.isEmpty || pathsLeftOut > 0 { out.write("\n### Not read\n\n") }
    if let leftOut = PlainWords.leftOut(pathsLeftOut) { out.write("- \(leftOut)\n") }
    for source in notRead.prefix(200) {
      out.write("- \(MarkdownText.code(source.path)): \(MarkdownText.prose(source.reason))\n")
    }
  }

  /// `docs/setting.schema.json` says what it holds.
  package func renderJSON(to sink: ByteSink) throws {
    try JSONWriter.write(to: sink) { json in
      json.field("format", "keyferry-setting")
      json.field("version", 1)
      json.field("name", name)
      json.field("promise", promise)
      json.array("places", of: places) { json, place in
        json.object {
          $0.field("name", place.setting.name)
          $0.location("source", place.setting.location)
          $0.field("value_kind", place.setting.valueKind.rawValue)
          $0.summary("key", place.setting.key)
          $0.field("standing", place.standing.rawValue)
          $0.field("module", place.module)
          $0.array("conditions", of: place.conditions, inline: true) { $0.field(nil, $1) }
          $0.array("loaders", of: place.loaders) { json, view in
            json.object(inline: true) {
              $0.array("loaders", of: view.loaders) { $0.field(nil, $1) }
              $0.field("reads", view.reads)
            }
          }
        }
      }
      json.field("verdict", verdict)
      json.storedKeys(database)
      json.array("diagnostics", of: diagnostics) { json, finding in
        json.object {
          $0.field("rule", finding.rule.code)
          $0.field("name", finding.rule.name)
          $0.field("severity", finding.severity.rawValue)
          $0.field("message", finding.message)
          $0.location("location", finding.location)
          $0.field("setting", finding.setting)
        }
      }
      json.array("not_read", of: notRead) { json, source in
        json.object(inline: true) {
          $0.field("path", source.path)
          $0.field("reason", source.reason)
        }
      }
      json.field("excluded", pathsLeftOut)
    }
  }
}

extension JSONWriter {
  fileprivate mutating func storedKeys(_ database: SettingStory.Database?) {
    guard let database else { return null("database") }
    object("database") {
      $0.field("location", database.store.location)
      $0.field("exists", database.store.exists)
      $0.field("failure", database.failure)
      $0.array("keys", of: database.keys) { json, key in
        json.object {
          $0.field("type", key.type.rawValue)
          $0.field("livemode", key.mode.livemode)
          $0.field("redacted", key.redacted)
          $0.field("fingerprint", key.fingerprint?.hex)
          $0.field("name", key.name)
          $0.field("is_set", key.isSet)
        }
      }
    }
  }
}

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
