import Glibc
import KeyFacts
import KeyPlanning
import KeySources
import KeyStores

/// What lies in a project beside its settings: a database that dj-stripe uses, the release of dj-stripe that is required.
package struct ProjectSurvey: Sendable {
  /// A release of dj-stripe, and the file that names it.
  package struct Release: Hashable, Sendable {
    /// `2.8`.
    package let version: String
    package let path: String
  }

  /// An SQLite file with dj-stripe's table of keys.
  package struct Database: Hashable, Sendable {
    package let path: String
    /// The Stripe accounts in it.
    package let accounts: [String]
  }

  package let databases: [Database]
  package let release: Release?

  private static let mostDatabases = 16
  private static let largestList = 16 << 20

  /// Looks into the current directory, and into the folders right in it.
  package init() {
    let here = Self.names(in: ".")
    let inner = here.filter { !$0.hasPrefix(".") && !Self.passedBy.contains($0) }.sorted()
    let paths = here.sorted() + inner.flatMap { folder in Self.names(in: folder).sorted().map { "\(folder)/\($0)" } }
    databases = Array(paths.filter(Self.isDatabase).lazy.compactMap(Self.database).prefix(Self.mostDatabases))
    release = paths.filter(Self.isRequirements).lazy.compactMap(Self.release).first
  }

  private static let passedBy: Set<String> = [
    "node_modules", "venv", "env", "build", "dist", "target", "__pycache__", "site-packages", "static", "media",
  ]

  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if let name = String(validating: bytes, as: UTF8.self), name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  // MARK: databases

  private static func isDatabase(_ path: String) -> Bool {
    [".sqlite3", ".sqlite", ".db"].contains(where: path.hasSuffix) && path.withoutKeys == path
  }

  /// Nil for one without dj-stripe's table, or that can't be looked into.
  private static func database(_ path: String) -> Database? {
    let store = StoreLocator.sqlite(path: path).open(lockTimeout: 0)
    guard let facts = (try? store.snapshot())?.djStripe else { return nil }
    return Database(path: path, accounts: facts.accounts.map(\.id))
  }

  // MARK: the release

  private static func isRequirements(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    if ["poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock"].contains(name) { return true }
    return name.hasSuffix(".txt") && (name.contains("requirements") || path.hasPrefix("requirements/"))
  }

  private static func release(_ path: String) -> Release? {
    guard let file = try? SourceFile.read(Array(path.utf8), limit: largestList) else { return nil }
    return RequiredRelease.version(in: String(decoding: file.bytes, as: UTF8.self)).map {
      Release(version: $0, path: path)
    }
  }
}

/// The release of dj-stripe that a list of requirements or a lock file pins.
enum RequiredRelease {
  /// `2.8` of `dj-stripe==2.8.3`, of `name = "dj-stripe"` with `version = "2.8.3"` on the next line, and of
  /// `"dj-stripe": {… "version": "==2.8.3"`; nil for none, and for a range.
  static func version(in text: String) -> String? {
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (index, line) in lines.enumerated() where line.first(where: { !$0.isWhitespace }) != "#" && names(line) {
      // A requirement has its version on its line; a lock file has it in what follows.
      if let version = version(after: "==", in: line) { return version }
      for next in lines[(index + 1)...].prefix(12) {
        if next.hasPrefix("[") || next.contains("name") { break }
        guard next.contains("version") else { continue }
        if let version = version(after: "\"", in: next.drop { $0 != "=" && $0 != ":" }) { return version }
      }
    }
    return nil
  }

  /// The line is about dj-stripe, and not about what has its name in its own.
  private static func names(_ line: Substring) -> Bool {
    let words = line.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "_" && $0 != "." }
    guard let name = words.first(where: { $0 != "name" }) else { return false }
    return ["dj-stripe", "dj_stripe", "djstripe"].contains(name)
  }

  private static func version(after mark: String, in line: Substring) -> String? {
    guard let start = line.range(of: mark) else { return nil }
    let text = line[start.upperBound...].drop { $0 == "=" || $0 == " " || $0 == "\"" }
    let digits = text.prefix { $0.isNumber || $0 == "." }
    let parts = digits.split(separator: ".").prefix(2)
    return DjStripeVersion(parts.joined(separator: "."))?.description
  }
}

extension Substring {
  fileprivate func range(of mark: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(mark) { return start..<index(start, offsetBy: mark.count) }
      start = index(after: start)
    }
    return nil
  }
}
