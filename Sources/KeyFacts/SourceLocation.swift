/// Where settings are read from.
package enum SourceKind: String, Sendable, Hashable, CaseIterable, Comparable {
  case environment, dotenv, yaml, json, python
  /// A path that could not be looked at closely enough to tell.
  case file
  /// A key database that keys are copied from.
  case store

  /// The order in which sources count when nobody gave one: the environment wins over .env, .env over YAML and JSON, and
  /// what stands in code comes last.
  package var rank: Int {
    switch self {
    case .environment: 0
    case .dotenv: 1
    case .yaml, .json: 2
    case .python: 3
    case .file, .store: 4
    }
  }

  package static func < (a: SourceKind, b: SourceKind) -> Bool { a.rank < b.rank }
}

/// A place in a source. Lines and columns count from 1; a column counts Unicode scalars.
///
/// 48 bytes: a file of a million settings has a million places.
package struct SourceLocation: Hashable, Sendable {
  /// As the user gave it or as the walk found it; `environment` for the process environment, `-` for standard input.
  package let path: String
  /// The value's path in a YAML or JSON document, `/` between steps and `[0]` for an item: `services/web/environment/[2]`.
  package let documentPath: String?
  /// 0 for none.
  private let lineNumber: UInt32
  private let columnNumber: UInt32
  package let kind: SourceKind

  package init(
    kind: SourceKind, path: String, line: Int? = nil, column: Int? = nil, documentPath: String? = nil
  ) {
    self.kind = kind
    self.path = path.withoutKeys
    self.lineNumber = UInt32(clamping: line ?? 0)
    self.columnNumber = UInt32(clamping: column ?? 0)
    self.documentPath = documentPath?.withoutKeys
  }

  /// Another place of the same source, without a document's path. Of a file's million the path is looked at once.
  package func at(line: Int, column: Int) -> SourceLocation {
    SourceLocation(shown: path, kind: kind, line: line, column: column)
  }

  /// - Parameter path: one that went through ``Swift/String/withoutKeys``.
  private init(shown path: String, kind: SourceKind, line: Int, column: Int) {
    self.path = path
    self.kind = kind
    documentPath = nil
    lineNumber = UInt32(clamping: line)
    columnNumber = UInt32(clamping: column)
  }

  package var line: Int? { lineNumber == 0 ? nil : Int(lineNumber) }
  package var column: Int? { columnNumber == 0 ? nil : Int(columnNumber) }
}

extension SourceLocation: Comparable {
  /// By kind, path, line and column; places that differ are never equal in this order.
  package static func < (a: SourceLocation, b: SourceLocation) -> Bool {
    if a.kind.rank != b.kind.rank { return a.kind.rank < b.kind.rank }
    if a.path != b.path { return a.path < b.path }
    if a.lineNumber != b.lineNumber { return a.lineNumber < b.lineNumber }
    if a.columnNumber != b.columnNumber { return a.columnNumber < b.columnNumber }
    if a.kind != b.kind { return a.kind.rawValue < b.kind.rawValue }
    return (a.documentPath ?? "") < (b.documentPath ?? "")
  }
}
