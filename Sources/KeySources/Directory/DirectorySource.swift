import Glibc
import KeyFacts
import KeySecrets

/// Reads what a walk finds: searches every file, and parses the few with a reason to.
struct DirectorySource: Sendable {
  /// Called with the files searched since it was last called, by any thread.
  typealias Progress = @Sendable (Int) -> Void

  struct Outcome: Sendable {
    enum Result: Sendable {
      case reading(Reading, FileIdentity)
      case unread(UnreadSource)
    }

    let result: Result
    let path: [UInt8]
    let kind: SourceKind?
    let isLink: Bool
  }

  let parser: SourceParser
  let leftOut: ExcludedPaths
  let progress: Progress

  /// Settings and problems by kind, then by path, links last; and the files searched.
  func read(_ root: String) throws(SourceError) -> (outcomes: [Outcome], searched: Int) {
    let walk = try DirectoryWalk(root: root, leavingOut: leftOut, parser.vocabulary)
    let queue = WorkQueue<WalkedFile, FileSearch, Outcome>(
      makeWorker: { FileSearch(parser.vocabulary) }, perform: { file, search in outcome(of: file, with: search) })
    var outcomes: [Outcome] = []
    var searched = 0
    walk.each { found in
      switch found {
      case .file(let file):
        guard !parser.excluded.contains(path: file.path) else { return }
        searched += 1
        queue.add(file)
        progress(1)
      case .unread(let unread):
        outcomes.append(
          Outcome(result: .unread(unread), path: Array(unread.path.utf8), kind: unread.kind, isLink: false))
      }
    }
    outcomes += queue.finish()
    outcomes.sort { a, b in
      if a.isLink != b.isLink { return b.isLink }
      let (x, y) = (a.kind?.rank ?? 0, b.kind?.rank ?? 0)
      return x == y ? a.path.lexicographicallyPrecedes(b.path) : x < y
    }
    return (outcomes, searched)
  }

  /// Nil for a file without a setting or a comment to keyferry.
  private func outcome(of file: WalkedFile, with search: FileSearch) -> Outcome? {
    let kind = file.name.kind
    do throws(SourceError) {
      let isAbout = isAboutStripe(file)
      guard let reason = isAbout ? .settings : try search.reason(file.path, isLink: file.isLink) else { return nil }
      guard reason == .settings else { return comments(of: file) }
      guard let source = try content(of: file) else { return nil }
      return outcome(of: try read(source, file), source, file)
    } catch {
      let unread = UnreadSource(kind: kind, path: file.shownPath, error: error)
      return Outcome(result: .unread(unread), path: file.path, kind: kind, isLink: file.isLink)
    }
  }

  private func outcome(of reading: Reading, _ source: SourceFile, _ file: WalkedFile) -> Outcome? {
    let isBare = reading.settings.isEmpty && reading.malformed.isEmpty && reading.environmentFiles.isEmpty
    guard !isBare || !reading.ignores.isEmpty else { return nil }
    return Outcome(
      result: .reading(reading, source.identity), path: file.path, kind: file.name.kind, isLink: file.isLink)
  }

  /// Of a file without a setting, as it was searched to its end: no finding is lost where it is too large to be read again.
  private func comments(of file: WalkedFile) -> Outcome? {
    guard IgnoreComments.canStand(in: file.name.kind), let source = try? content(of: file) else { return nil }
    return outcome(of: comments(of: source, file), source, file)
  }

  /// Nil for what is no source, wherever it lies.
  private func content(of file: WalkedFile) throws(SourceError) -> SourceFile? {
    let source = try SourceFile.read(file.path, limit: SourceFile.limit(for: file.name.kind))
    return parser.excluded.contains(source.identity) || KeyDatabaseFile.isOne(source.bytes) ? nil : source
  }

  /// What has a reason to be parsed in `env_file` alone, and is no YAML, is no compose file.
  private func read(_ source: SourceFile, _ file: WalkedFile) throws(SourceError) -> Reading {
    do throws(SourceError) {
      let reading = try parser.parse(source, file.name, path: file.shownPath)
      let isTemplate = reading.kind != .dotenv && !reading.malformed.isEmpty && reading.settings.isEmpty
      return isTemplate && !mayHoldSettings(source, file) ? comments(of: source, file) : reading
    } catch {
      switch error {
      case .invalidYAML, .invalidJSON:
        if !mayHoldSettings(source, file) { return comments(of: source, file) }
      default: break
      }
      throw error
    }
  }

  /// `stripe.yml`, which speaks for names that say nothing themselves.
  private func isAboutStripe(_ file: WalkedFile) -> Bool {
    guard file.name.kind == .yaml || file.name.kind == .json else { return false }
    let start = file.path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    let name = Array(file.path[start...])
    return CredentialScan.mentionsStripe(name) && !NestedNames.context(ofFile: file.shownPath).isEmpty
  }

  private func mayHoldSettings(_ source: SourceFile, _ file: WalkedFile) -> Bool {
    isAboutStripe(file) || FileSearch.mentionsSetting(source.bytes, parser.vocabulary)
  }

  private func comments(of source: SourceFile, _ file: WalkedFile) -> Reading {
    Reading(
      kind: file.name.kind, path: file.shownPath, settings: [], isExample: file.name.isExample,
      permissions: source.permissions,
      ignores: IgnoreComments.all(in: source.bytes, kind: file.name.kind, path: file.shownPath))
  }
}

/// keyferry's own documents: a key database lies in the tree that its keys come from, and is no source of them.
enum KeyDatabaseFile {
  /// Whether a JSON document starts with `"format": "keyferry-`.
  static func isOne(_ bytes: [UInt8]) -> Bool {
    bytes.prefix(128).filter { $0 > 0x20 }.starts(with: #"{"format":"keyferry-"#.utf8)
  }
}
