import Glibc
import KeyFacts
import KeySecrets
import KeySources

/// A directory of its own for a test, gone with it.
final class TemporaryFolder {
  let path: String

  init() {
    var template = Array("/tmp/keyferry-test-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? ""
    precondition(!path.isEmpty, "no temporary directory")
  }

  deinit { Self.remove(path) }

  func at(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ name: String, _ text: String) { write(name, Array(text.utf8)) }

  func write(_ name: String, _ bytes: [UInt8]) {
    makeDirectory(above: name)
    guard let file = fopen(at(name), "w") else { return }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  func makeDirectory(_ name: String) {
    makeDirectory(above: name)
    mkdir(at(name), 0o755)
  }

  /// - Parameter target: relative to the link's directory, or absolute.
  func link(_ name: String, to target: String) {
    makeDirectory(above: name)
    symlink(target, at(name))
  }

  private func makeDirectory(above name: String) {
    let parts = name.split(separator: "/").dropLast()
    for count in parts.indices { mkdir(at(parts[...count].joined(separator: "/")), 0o755) }
  }

  private static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR, let stream = opendir(path) else {
      unlink(path)
      return
    }
    chmod(path, 0o755)
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    closedir(stream)
    for name in names { remove("\(path)/\(name)") }
    rmdir(path)
  }
}

extension Readings {
  /// The paths of what was read, without the folder's.
  func paths(in folder: TemporaryFolder) -> [String] {
    readings.map { String($0.path.dropFirst(folder.path.count + 1)) }
  }

  func errors(in folder: TemporaryFolder) -> [String: SourceError] {
    Dictionary(unread.map { (String($0.path.dropFirst(folder.path.count + 1)), $0.error) }) { first, _ in first }
  }
}

extension SourceReader {
  static let withoutEnvironment = SourceReader(environment: nil)
}
