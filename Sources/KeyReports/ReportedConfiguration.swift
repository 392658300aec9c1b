package import KeyFacts

/// What all layers of a configuration come to, part by part, as `keyferry config` tells it: without a secret.
package struct ReportedConfiguration: Sendable {
  /// Where a part's value comes from. Raw values are those of the JSON.
  package enum Layer: String, Sendable, CaseIterable {
    case flag, environment, file
    case usual = "default"
  }

  package struct Part: Sendable {
    let name: String
    /// One for each item of a list; empty for what nobody set and nothing is usual for.
    let values: [String]
    let layer: Layer
    /// The flag or the variable.
    let origin: String?
    let location: SourceLocation?

    package init(
      _ name: String, _ values: [String], layer: Layer, origin: String? = nil, location: SourceLocation? = nil
    ) {
      self.name = name
      self.values = values
      self.layer = layer
      self.origin = origin
      self.location = location
    }
  }

  /// Of the file that was read; nil where none was.
  let path: String?
  let parts: [Part]

  package init(path: String?, parts: [Part]) {
    self.path = path
    self.parts = parts
  }

  private var head: String { path.map { "configuration file \($0)" } ?? "no configuration file" }

  package func renderText(options: TextOptions, to sink: ByteSink) throws {
    try TextWriter.write(to: sink, options: options) { text in
      text.wrapped([StyledText(head, .heading)], indent: 0, hanging: 2)
      text.gap()
      let rows = parts.flatMap { part in
        part.lines.enumerated().map { number, value in
          [
            StyledText(number == 0 ? part.name : ""), StyledText(value),
            StyledText(number == 0 ? part.whence : "", .faint),
          ]
        }
      }
      let table = TextTable(indent: 2, sample: rows, width: text.width)
      for row in rows where text.isOpen { table.write(row, to: &text) }
    }
  }

  package func renderMarkdown(to sink: ByteSink) throws {
    try ByteWriter.write(to: sink) { out in
      out.write("## keyferry config\n\n\(MarkdownText.prose(head))\n\n")
      var table = MarkdownTable(columns: ["part", "value", "where from"], sizeLimit: 400_000)
      for part in parts where table.hasRoom {
        let values = part.values.map { MarkdownText.code($0) }.joined(separator: ", ")
        table.add([part.name, values.isEmpty ? part.lines[0] : values, MarkdownText.prose(part.whence)], to: &out)
      }
      table.end(of: parts.count, "part", to: &out)
    }
  }

  package func renderJSON(to sink: ByteSink) throws {
    try JSONWriter.write(to: sink) { json in
      json.field("format", "keyferry-configuration")
      json.field("version", 1)
      json.field("file", path)
      json.array("parts", of: parts) { json, part in
        json.object {
          $0.field("name", part.name)
          $0.array("values", of: part.values, inline: true) { $0.field(nil, $1) }
          $0.field("from", part.layer.rawValue)
          $0.field("origin", part.origin)
          $0.location("location", part.location)
        }
      }
    }
  }
}

extension ReportedConfiguration.Part {
  fileprivate var lines: [String] { values.isEmpty ? ["none"] : values }

  /// `flag --db`, `variable KEYFERRY_DB`, `.keyferry.yml:3`, `default`.
  fileprivate var whence: String {
    switch layer {
    case .flag: origin.map { $0.hasPrefix("--") ? "flag \($0)" : "arguments" } ?? "flag"
    case .environment: "variable \(origin ?? "")"
    case .file: location?.label ?? ""
    case .usual: "default"
    }
  }
}
