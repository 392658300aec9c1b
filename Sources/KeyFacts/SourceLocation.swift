/// Where settings are read from.
package enum SourceKind: String, Sendable, Hashable, CaseIterable, Comparable {
  case environment, dotenv, yaml, json
  /// A path that could not be looked at closely enough to tell.
  case file

  /// The order in which sources count when nobody gave one: the environment wins over .env, .env over YAML and JSON.
  package var rank: Int {
    switch self {
    case .environment: 0
    case .dotenv: 1
    case .yaml, .json: 2
    case .file: 3
    }
  }

  package static func < (a: SourceKind, b: SourceKind) -> Bool { a.rank < b.rank }
}

/// A place in a source. Lines and columns count from 1; a column counts Unicode scalars.
///
/// 48 bytes: a run may hold a million.
package struct SourceLocation: Hashable, Sendable {
  /// As the user gave it or as the walk found it; `environment` for the process environment, `-` for standard input.
  package let path: String
  /// The value's path in a YAML or JSON document, `/` between steps and `[0]` for an item: `services/web/environment/[2]`.
  package let documentPath: String?
  // 0 where there is none.
  private let storedLine: UInt32
  private let storedColumn: UInt32
  package let kind: SourceKind

  package init(
    kind: SourceKind, path: String, line: Int? = nil, column: Int? = nil, documentPath: String? = nil
  ) {
    self.kind = kind
    self.path = path
    self.storedLine = UInt32(clamping: line ?? 0)
    self.storedColumn = UInt32(clamping: column ?? 0)
    self.documentPath = documentPath
  }

  package var line: Int? { storedLine == 0 ? nil : Int(storedLine) }
  package var column: Int? { storedColumn == 0 ? nil : Int(storedColumn) }
}

extension SourceLocation: Comparable {
  /// By kind, path, line and column; places that differ are never equal in this order.
  package static func < (a: SourceLocation, b: SourceLocation) -> Bool {
    if a.kind.rank != b.kind.rank { return a.kind.rank < b.kind.rank }
    if a.path != b.path { return a.path < b.path }
    if a.storedLine != b.storedLine { return a.storedLine < b.storedLine }
    if a.storedColumn != b.storedColumn { return a.storedColumn < b.storedColumn }
    if a.kind != b.kind { return a.kind.rawValue < b.kind.rawValue }
    return (a.documentPath ?? "") < (b.documentPath ?? "")
  }
}
