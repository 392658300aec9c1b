import Glibc
import KeyFacts

/// What of a directory's entries matters to a walk, sorted by the bytes of their names.
struct DirectoryListing {
  enum EntryType: Equatable {
    case file, directory, link
    /// Neither, with the reason why it is not read.
    case other(SourceError)
  }

  struct Entry {
    let name: [UInt8]
    let type: EntryType
    let sourceName: SourceName?
  }

  /// Directories, links, and all else whose name a source could have.
  private(set) var entries: [Entry] = []
  /// It holds `pyvenv.cfg`.
  private(set) var isVirtualEnvironment = false
  /// Every file in `.envs/production` is a .env file: cookiecutter-django's `.django`, `.postgres`.
  private let holdsEnvironments: Bool

  init(of path: [UInt8]) throws(SourceError) {
    holdsEnvironments = path.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual(".envs".utf8) }
    let number = try FileDescriptor.open(path, flags: O_DIRECTORY)
    guard let stream = fdopendir(number) else {
      let code = errno
      close(number)
      throw SourceError(errno: code)
    }
    defer { closedir(stream) }
    let isSettings = SourceName.isSettingsFolder(path)
    errno = 0
    while let entry = readdir(stream) {
      add(entry, in: number, isSettings: isSettings)
      errno = 0
    }
    guard errno == 0 else { throw SourceError(errno: errno) }
    entries.sort { $0.name.lexicographicallyPrecedes($1.name) }
  }

  private mutating func add(_ entry: UnsafeMutablePointer<dirent>, in directory: Int32, isSettings: Bool) {
    guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return }
    let start = UnsafeRawPointer(entry) + offset
    let text = start.assumingMemoryBound(to: CChar.self)
    let name = UnsafeRawBufferPointer(start: start, count: strlen(text))
    if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { return }
    if name.elementsEqual("pyvenv.cfg".utf8) { isVirtualEnvironment = true }
    let type = Self.type(of: entry.pointee.d_type, text, in: directory)
    let sourceName =
      type == .directory ? nil : SourceName(fileName: name, isInSettings: isSettings) ?? environmentName(name)
    guard type == .directory || type == .link || sourceName != nil else { return }
    entries.append(Entry(name: Array(name), type: type, sourceName: sourceName))
  }

  private func environmentName(_ name: UnsafeRawBufferPointer) -> SourceName? {
    guard holdsEnvironments else { return nil }
    return SourceName(kind: .dotenv, isExample: SourceName.isExample(fileName: name))
  }

  /// File systems need not tell the type with the name.
  private static func type(of code: UInt8, _ name: UnsafePointer<CChar>, in directory: Int32) -> EntryType {
    switch Int(code) {
    case Int(DT_REG): return .file
    case Int(DT_DIR): return .directory
    case Int(DT_LNK): return .link
    default: break
    }
    var status = stat()
    guard fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return .other(SourceError(errno: errno)) }
    if status.st_mode & S_IFMT == S_IFLNK { return .link }
    guard let error = SourceError(mode: status.st_mode) else { return .file }
    return error == .isDirectory ? .directory : .other(error)
  }
}
