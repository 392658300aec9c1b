import ArgumentParser
import KeyFacts
import KeyMigration
import KeyReports
import KeyStores

extension KeyEditing {
  /// Runs `body` on a store; its failure becomes a message and an exit status.
  static func performing<R>(
    _ store: any KeyStore, _ body: (KeyEditing) throws(KeyEditingError) -> R
  ) throws -> R {
    do throws(KeyEditingError) {
      return try body(KeyEditing(store: store))
    } catch {
      Messages.write("error: " + error.message)
      throw error.status.code
    }
  }
}

extension ParsableCommand {
  func performing<R>(_ store: any KeyStore, _ body: (KeyEditing) throws(KeyEditingError) -> R) throws -> R {
    try KeyEditing.performing(store, body)
  }
}

extension KeyEditingError {
  var status: ExitStatus {
    switch self {
    case .store(.stale), .lastKey: .refused
    case .store, .noKey, .selects: .failed
    }
  }
}

extension OutputOptions {
  /// The rows, in every format asked for.
  func write(_ table: KeyTable, _ formats: [ChosenFormat<DocumentFormat>], isDetailed: Bool = false) throws {
    let hasArrived = deliver(formats) { format, sink in
      switch format.name {
      case .text where isDetailed:
        try TextReportRenderer(options: textOptions(format)).render(detailsOf: table, to: sink)
      case .text: try TextReportRenderer(options: textOptions(format)).render(table, to: sink)
      case .markdown: try MarkdownReportRenderer(sizeLimit: 1_000_000).render(table, to: sink)
      case .json: try JSONReportRenderer().render(table, to: sink)
      }
    }
    if !hasArrived { throw ExitStatus.failed.code }
  }

  /// The row that was changed, and on standard error what became of it.
  ///
  /// - Parameter account: the one that the row was to be tied to.
  func write(_ edit: KeyEdit, _ formats: [ChosenFormat<DocumentFormat>], store: String, account: String? = nil) throws {
    let row = edit.row
    let words =
      switch edit.kind {
      case .added: "added"
      case .changed(let fields): "was there, and has its new \(fields.names.joined(separator: " and "))"
      case .alreadyThere: "is there already; nothing was written"
      case .removed: "removed" + (edit.backup.map { "; \($0.words) is \($0.path.printable)" } ?? "")
      }
    if !quiet { Messages.write("\(row.redacted) \(words)") }
    if let account, row.account != account {
      let why = row.account.map { "it stays with \($0.printable)" } ?? "the database does not have that account"
      Messages.write("warning: \(row.redacted) is not tied to \(account): \(why)")
    }
    warn(edit.warning)
    try write(KeyTable(store: store, of: row), formats)
  }

  /// What a person should know, unless they asked for errors alone.
  func warn(_ warning: String?) {
    if let warning, !quiet { Messages.write("warning: " + warning) }
  }
}
