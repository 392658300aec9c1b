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
package struct SourceLocation: Hashable, Sendable {
  package let kind: SourceKind
  /// As the user gave it or as the walk found it; `environment` for the process environment, `-` for standard input.
  package let path: String
  package let line: Int?
  package let column: Int?
  /// The value's path in a YAML or JSON document, `/` between steps and `[0]` for an item: `services/web/environment/[2]`.
  package let documentPath: String?

  package init(
    kind: SourceKind, path: String, line: Int? = nil, column: Int? = nil, documentPath: String? = nil
  ) {
    self.kind = kind
    self.path = path
    self.line = line
    self.column = column
    self.documentPath = documentPath
  }
}

extension SourceLocation: Comparable {
  package static func < (a: SourceLocation, b: SourceLocation) -> Bool {
    if a.kind.rank != b.kind.rank { return a.kind.rank < b.kind.rank }
    if a.path != b.path { return a.path < b.path }
    return (a.line ?? 0, a.column ?? 0) < (b.line ?? 0, b.column ?? 0)
  }
}
