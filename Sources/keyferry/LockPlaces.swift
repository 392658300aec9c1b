import Glibc
import KeyFacts
import KeyMigration
import KeySources

/// How a lock names files: by their paths from its own folder, wherever a run takes place.
struct LockPlaces {
  /// The lock's path, as it was given.
  let file: String
  /// Absolute, without links, with a `/` at its end.
  private let folder: String
  private let git: GitSource?

  init(file: String) {
    self.file = file
    let absolute = Self.absolute(file)
    folder = String(absolute[...(absolute.lastIndex(of: "/") ?? absolute.startIndex)])
    git = GitSource(around: folder)
  }

  /// The files of a lock that are there and where sources are read, as sources: a walk may leave some of them out.
  func sources(of lock: KeyLock, among locators: [SourceLocator]) -> [SourceLocator] {
    let roots = Self.roots(of: locators)
    return lock.files.map(path).filter { Self.isFile($0) && Self.covers(roots, $0) }.map { .path($0) }
  }

  /// - Parameters:
  ///   - lock: nil where it is to be made.
  ///   - locators: what was to be read.
  ///   - hasOrder: somebody named them.
  func lockFile(
    _ lock: KeyLock?, _ locators: [SourceLocator], hasOrder: Bool = false, _ readings: SourceReader.Result
  ) -> LockFile {
    let sources = Dictionary(
      SourceReader.paths(of: readings).map { ($0.withoutKeys, source($0)) }, uniquingKeysWith: { first, _ in first })
    let read = Set(sources.values.map(\.id)).subtracting(SourceReader.unreadPaths(of: readings).map { source($0).id })
    let roots = Self.roots(of: locators)
    var reach: [String: LockReach] = [:]
    for path in lock?.files ?? [] {
      let here = self.path(ofLocked: path)
      let isMissing = Self.covers(roots, here) && !Self.isFile(here)
      reach[path] = read.contains(path) ? .read : isMissing ? .missing : .notRead
    }
    let asksEnvironment = locators.contains { if case .environment = $0 { true } else { false } }
    if asksEnvironment && hasOrder { reach[KeyLock.Source.environment.id] = .read }
    return LockFile(path: file) { location in
      guard location.kind != .environment else { return .environment }
      return sources[location.path] ?? .file(path: location.path, isCommitted: nil)
    } reach: { [reach] in
      reach[$0] ?? .notRead
    }
  }

  /// What a source of a run is to the lock.
  private func source(_ path: String) -> KeyLock.Source {
    // Standard input is no file that anybody has.
    guard path != "-" else { return .file(path: "-", isCommitted: false) }
    let absolute = Self.absolute(path)
    return .file(path: relative(absolute).withoutKeys, isCommitted: git.flatMap { $0.tracks(absolute) })
  }

  /// The path by which this run finds a file of the lock.
  private func path(ofLocked path: String) -> String {
    guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
    return file[...slash] + path
  }

  /// Where files are read: these, and what is below a folder.
  private typealias Root = (path: String, isFile: Bool)

  private static func roots(of locators: [SourceLocator]) -> [Root] {
    locators.compactMap { locator in
      switch locator {
      case .path(let given): (path: absolute(given), isFile: false)
      case .file(_, let given): (path: absolute(given), isFile: true)
      case .environment, .standardInput: nil
      }
    }
  }

  private static func covers(_ roots: [Root], _ path: String) -> Bool {
    let wanted = absolute(path)
    return roots.contains { root in
      root.path == wanted || !root.isFile && wanted.hasPrefix(root.path == "/" ? root.path : root.path + "/")
    }
  }

  private func relative(_ absolute: String) -> String {
    folder.split(separator: "/").path(to: absolute.split(separator: "/"))
  }

  private static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
  }

  /// The path of a folder, or of a file that need not be there in a folder, without links.
  private static func absolute(_ path: String) -> String {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, let real = path.realPath { return real }
    let slash = path.lastIndex(of: "/")
    let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    guard let real = folder.realPath else { return normal(path) }
    return (real == "/" ? "" : real) + "/" + name
  }

  /// Absolute, without `.` and `..`, where no folder can be asked.
  private static func normal(_ path: String) -> String {
    var steps: [Substring] = []
    let whole = path.hasPrefix("/") ? path : (".".realPath ?? "") + "/" + path
    for step in whole.split(separator: "/") where step != "." {
      if step == ".." { _ = steps.popLast() } else { steps.append(step) }
    }
    return "/" + steps.joined(separator: "/")
  }
}

extension KeyLock {
  /// The paths of its files, each once.
  fileprivate var files: [String] {
    let places = keys.flatMap(\.places) + references
    return Set(places.map(\.source.id)).subtracting([""]).sorted()
  }
}
