import Glibc
import KeyFacts
import KeyReports
import KeySources
import KeyStores

/// Files that reports go to. A report never takes the place of what is read or kept: keys would be lost.
enum ReportTargets {
  /// Refuses a report onto one of `paths`, onto a database, and onto any file with a key in it: a report has none.
  static func check(_ targets: [String], sparing paths: [String]) throws {
    try checkDistinct(targets, sparing: paths)
    for target in targets {
      guard !holdsKeys(target) else {
        throw UsageError("that would write over \(target.printable), which holds keys or is a database")
      }
    }
  }

  /// Refuses two targets of one name, and one of `paths` among them.
  static func checkDistinct(_ targets: [String], sparing paths: [String]) throws {
    for (index, target) in targets.enumerated() {
      guard !paths.contains(where: { isSameFile($0, target) }) else {
        throw UsageError("that would write over \(target.printable), which this run reads or keeps keys in")
      }
      guard !targets[..<index].contains(where: { isSameFile($0, target) }) else {
        throw UsageError("two reports can't go to one file")
      }
    }
  }

  /// The targets that hold a report in JSON, of whatever format, or a plan already.
  static func earlierReports(_ targets: [String]) -> [String] {
    let starts = [
      "{\n  \"format\": \"keyferry-report\"", SavedPlanDocument.start, SARIFReportRenderer.start,
      GitLabReportRenderer.start,
    ]
    return targets.filter { target in
      starts.contains { holds(target, start: $0) }
    }
  }

  /// Refuses a file that is there, and is neither empty nor what is to be written: somebody else's would be lost.
  static func checkOwn(_ path: String, _ what: String, isOwn: ([UInt8]) -> Bool) throws {
    guard path != "-" else { throw UsageError("a \(what) goes into a file: name it in place of -") }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { return }
    let bytes = try? SourceFile.read(Array(path.utf8), limit: KeyLockDocument.largest).bytes
    guard let bytes, isOwn(bytes) else {
      throw UsageError(
        "that would write over \(path.printable), which is no \(what): remove it first, or name another file")
    }
  }

  private static func holds(_ path: String, start: String) -> Bool {
    let start = Array(start.utf8)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    var bytes = [UInt8](repeating: 0, count: start.count)
    return read(descriptor, &bytes, bytes.count) == start.count && bytes == start
  }

  static func isSameFile(_ a: String, _ b: String) -> Bool {
    var (first, second) = (stat(), stat())
    if stat(a, &first) == 0, stat(b, &second) == 0 {
      return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }
    return place(a) == place(b)
  }

  /// The path of a file that may not be there yet, its folder's links followed.
  private static func place(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let folder = path.hasSuffix("/\(name)") ? String(path.dropLast(name.count)) : "."
    guard let resolved = realpath(folder, nil) else { return path }
    defer { free(resolved) }
    return (String(validatingCString: resolved) ?? folder) + "/" + name
  }

  /// Whether a regular file is SQLite's, or holds what looks like a key, as no report does.
  static func holdsKeys(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var kept: [UInt8] = []
    var isFirst = true
    while true {
      let count = read(descriptor, &piece, piece.count)
      guard count > 0 else { return false }
      let bytes = kept + piece[..<count]
      if isFirst, bytes.starts(with: "SQLite format 3".utf8) { return true }
      let text = String(decoding: bytes, as: UTF8.self)
      if text.withoutKeys != text { return true }
      // A key may lie across two pieces.
      kept = Array(bytes.suffix(64))
      isFirst = false
    }
  }
}
