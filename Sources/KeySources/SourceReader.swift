import KeyFacts
package import KeySecrets

/// Gives a file's content to the parser of its kind.
struct SourceParser: Sendable {
  /// Nil leaves it out of interpolation.
  let environment: EnvironmentVariables?
  /// The loader whose reading of .env files counts.
  let dialect: DotenvDialect
  let excluded: ExcludedFiles
  let vocabulary: SettingVocabulary

  /// The same for files of another loader.
  func reading(as dialect: DotenvDialect) -> SourceParser {
    SourceParser(environment: environment, dialect: dialect, excluded: excluded, vocabulary: vocabulary)
  }

  func parse(_ file: SourceFile, _ name: SourceName, path: String) throws(SourceError) -> Reading {
    try parse(file.bytes, name, path: path, permissions: file.permissions)
  }

  func parse(
    _ bytes: [UInt8], _ name: SourceName, path: String, permissions: UInt16?
  ) throws(SourceError) -> Reading {
    let reading = try read(bytes, name, path: path, permissions: permissions)
    return reading.noting(IgnoreComments.all(in: bytes, kind: reading.kind, path: path))
  }

  private func read(
    _ bytes: [UInt8], _ name: SourceName, path: String, permissions: UInt16?
  ) throws(SourceError) -> Reading {
    if OpaqueText.isEncrypted(bytes) { throw .encrypted }
    switch name.kind {
    case .environment, .dotenv, .file, .store:
      return try DotenvParser.parse(
        bytes, path: path, isExample: name.isExample, permissions: permissions, environment: environment,
        dialect: dialect, vocabulary: vocabulary, isShell: name.isShell)
    case .yaml, .json:
      return try YAMLParser.parse(
        bytes, kind: name.kind, path: path, isExample: name.isExample, permissions: permissions,
        vocabulary: vocabulary)
    case .python:
      return try PythonParser.parse(
        bytes, path: path, isExample: name.isExample, permissions: permissions, vocabulary: vocabulary)
    }
  }
}

/// Reads sources, each once, in the order in which they count. What is wrong with one stops none of the others.
package struct SourceReader: Sendable {
  package typealias Result = Readings

  /// The files that settings were found in, and those that could not be read.
  package static func paths(of result: Result) -> [String] {
    result.readings.filter { $0.kind != .environment }.map(\.path) + result.unread.map(\.path)
  }

  /// The files among them that could not be read, or only in part.
  package static func unreadPaths(of result: Result) -> [String] { result.unread.map(\.path) }

  private let environment: EnvironmentVariables?
  private let parser: SourceParser
  private let leftOut: ExcludedPaths

  /// - Parameters:
  ///   - environment: what `env:` reads and `${NAME}` in .env files stands for; nil leaves both out.
  ///   - dialect: the loader whose reading of .env files counts.
  ///   - excluding: paths of files that no walk reads or counts, such as the key database. They need not exist.
  ///   - patterns: what no walk reads of the tree below `folder`.
  ///   - vocabulary: the names of settings.
  package init(
    environment: EnvironmentVariables?, dialect: DotenvDialect = .pythonDotenv, excluding: [String] = [],
    leavingOut patterns: [PathPattern] = [], below folder: String = "", vocabulary: SettingVocabulary = .standard
  ) {
    self.environment = environment
    leftOut = patterns.isEmpty ? .none : ExcludedPaths(patterns, below: folder)
    parser = SourceParser(
      environment: environment, dialect: dialect, excluded: ExcludedFiles(excluding), vocabulary: vocabulary)
  }

  /// The sources in the order given; the files of a directory by kind (.env, then YAML and JSON), then by path.
  ///
  /// - Parameters:
  ///   - locators: see ``SourceLocator/defaults(withEnvironment:)`` for what is read when none is given.
  ///   - progress: called with the number of files searched since its last call, from any thread.
  package func read(
    _ locators: [SourceLocator], progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) -> Readings {
    var gathered = Gathered()
    var seen: Set<SourceLocator> = []
    for locator in locators where seen.insert(locator).inserted {
      gathered.root = root(of: locator)
      switch locator {
      case .environment:
        if let environment {
          gathered.readings.append(EnvironmentParser.parse(environment, vocabulary: parser.vocabulary))
        }
      case .path(let path):
        if Self.isDirectory(path) {
          readDirectory(path, progress, into: &gathered)
        } else {
          readFile(path, nil, into: &gathered)
          progress(1)
        }
      case .file(let kind, let path):
        readFile(path, kind, into: &gathered)
        progress(1)
      case .standardInput(let kind):
        readStandardInput(kind, into: &gathered)
      }
    }
    follow(gathered.environmentFiles, progress, into: &gathered)
    return Readings(
      readings: ModuleLinks.resolved(
        gathered.readings, environment: environment, vocabulary: parser.vocabulary), unread: gathered.unread,
      filesSearched: gathered.searched, pathsLeftOut: leftOut.hits
    ).withoutPiecesInNames
  }

  private struct Gathered {
    var readings: [Reading] = []
    private(set) var unread: [UnreadSource] = []
    private var unreadSeen: Set<UnreadSource> = []
    var searched = 0
    /// The tree that is read: no `env_file` leads out of it.
    var root = "."
    private(set) var environmentFiles: [(file: EnvironmentFile, root: String)] = []
    /// Where the reading of a file is.
    private var places: [FileIdentity: Int] = [:]

    /// Whether a reading of that file would be taken: the first, or the first that is none of an example.
    ///
    /// A `.env` that is a link to `.env.example` is one file, and what it holds counts.
    func takes(_ identity: FileIdentity, isExample: Bool) -> Bool {
      guard let place = places[identity] else { return true }
      return readings[place].isExample && !isExample
    }

    mutating func take(_ reading: Reading, of identity: FileIdentity) {
      guard takes(identity, isExample: reading.isExample) else { return }
      if let place = places[identity] {
        readings.remove(at: place)
        places = places.mapValues { $0 > place ? $0 - 1 : $0 }
      }
      places[identity] = readings.count
      readings.append(reading)
      noteFiles(of: reading)
    }

    mutating func noteFiles(of reading: Reading) {
      environmentFiles += reading.environmentFiles.map { ($0, root) }
    }

    /// Takes the reading of a file that a compose file names, behind that one.
    mutating func take(_ reading: Reading, of identity: FileIdentity, behind path: String) {
      guard takes(identity, isExample: reading.isExample) else { return }
      let place = (readings.lastIndex { $0.path == path } ?? readings.count - 1) + 1
      readings.insert(reading, at: place)
      places = places.mapValues { $0 >= place ? $0 + 1 : $0 }
      places[identity] = place
    }

    func isUnread(_ path: String) -> Bool { unread.contains { $0.path == path } }

    /// A file that is named and lies in a walked directory too is reported once.
    mutating func note(_ source: UnreadSource) {
      if unreadSeen.insert(source).inserted { unread.append(source) }
    }
  }

  private static func isDirectory(_ path: String) -> Bool {
    do throws(SourceError) {
      _ = try FileDescriptor.status(of: Array(path.utf8))
      return false
    } catch {
      return error == .isDirectory
    }
  }

  private func readDirectory(
    _ path: String, _ progress: @escaping @Sendable (Int) -> Void, into gathered: inout Gathered
  ) {
    do throws(SourceError) {
      let found = try DirectorySource(parser: parser, leftOut: leftOut, progress: progress).read(path)
      gathered.searched += found.searched
      for outcome in found.outcomes {
        switch outcome.result {
        case .reading(let reading, let identity): gathered.take(reading, of: identity)
        case .unread(let unread): gathered.note(unread)
        }
      }
    } catch {
      gathered.note(UnreadSource(kind: nil, path: path, error: error))
    }
  }

  private func readFile(_ path: String, _ kind: SourceKind?, into gathered: inout Gathered) {
    let fileName = path.utf8.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? []
    let named = SourceName(fileName: fileName)
    // Any module that is named by itself is taken for one of settings.
    let known = kind ?? named?.kind ?? (fileName.suffix(3).elementsEqual(".py".utf8) ? .python : nil)
    var isNew = true
    defer { if isNew { gathered.searched += 1 } }
    do throws(SourceError) {
      // Of an unknown kind, the larger limit; the kind's own follows when it is known.
      let file = try SourceFile.read(Array(path.utf8), limit: SourceFile.limit(for: known ?? .dotenv))
      let isExample = SourceName.isExample(fileName: fileName)
      isNew = gathered.takes(file.identity, isExample: isExample)
      guard isNew else { return }
      let sniffed = known ?? SourceSniffer.kind(of: file.bytes)
      guard file.bytes.count <= SourceFile.limit(for: sniffed) else {
        throw .tooLarge(limit: SourceFile.limit(for: sniffed))
      }
      let name = SourceName(kind: sniffed, isExample: isExample, isShell: named?.isShell ?? false)
      gathered.take(try parser.parse(file, name, path: path), of: file.identity)
    } catch {
      gathered.note(UnreadSource(kind: known, path: path, error: error))
    }
  }

  /// Reads the files that compose files name, each once, as compose reads them: whoever reads a file by its name has read
  /// it before.
  private func follow(
    _ files: [(file: EnvironmentFile, root: String)], _ progress: @escaping @Sendable (Int) -> Void,
    into gathered: inout Gathered
  ) {
    var seen: Set<String> = []
    for (file, root) in files {
      let place = file.location.path.printable + (file.location.line.map { ":\($0)" } ?? "")
      guard let path = EnvironmentFilePath.path(file, environment: environment) else {
        gathered.note(
          UnreadSource(kind: .yaml, path: file.location.path, error: .environmentFileUnknown(namedAt: place)))
        continue
      }
      guard seen.insert(path).inserted, !gathered.isUnread(path) else { continue }
      guard !leftOut.containsFile(path: path, in: root) else {
        leftOut.note(Array(path.utf8))
        continue
      }
      do throws(SourceError) {
        guard EnvironmentFilePath.isFile(path, below: root) else {
          if let identity = FileIdentity(path: path), !gathered.takes(identity, isExample: false) { continue }
          throw .environmentFileOutOfTree(namedAt: place)
        }
        let source = try SourceFile.read(Array(path.utf8), limit: SourceFile.limit(for: .dotenv))
        let fileName = path.utf8.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? []
        let isExample = SourceName.isExample(fileName: fileName)
        guard !parser.excluded.contains(source.identity), gathered.takes(source.identity, isExample: isExample) else {
          continue
        }
        let name = SourceName(kind: .dotenv, isExample: isExample)
        let reading = try parser.reading(as: file.isRaw ? .docker : .compose).parse(source, name, path: path)
        // What a walk has searched, and found nothing in, is no other file.
        guard !reading.settings.isEmpty || SourceName(fileName: fileName) == nil else { continue }
        gathered.searched += 1
        progress(1)
        gathered.take(reading, of: source.identity, behind: file.location.path)
      } catch {
        if error == .missing, !file.isRequired { continue }
        let error = error == .missing ? .environmentFileMissing(namedAt: place) : error
        gathered.note(UnreadSource(kind: .dotenv, path: path, error: error))
      }
    }
  }

  private func root(of locator: SourceLocator) -> String {
    switch locator {
    case .environment, .standardInput: "."
    case .path(let path): Self.isDirectory(path) ? path : EnvironmentFilePath.directory(of: path)
    case .file(_, let path): EnvironmentFilePath.directory(of: path)
    }
  }

  private func readStandardInput(_ kind: SourceKind, into gathered: inout Gathered) {
    do throws(SourceError) {
      let bytes = try SourceFile.readStandardInput(limit: SourceFile.limit(for: kind))
      let reading = try parser.parse(bytes, SourceName(kind: kind), path: "-", permissions: nil)
      gathered.readings.append(reading)
      gathered.noteFiles(of: reading)
    } catch {
      gathered.note(UnreadSource(kind: kind, path: "-", error: error))
    }
  }
}
