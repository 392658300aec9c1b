import Glibc
import KeyFacts

/// Files that reports go to. A report never takes the place of what is read or kept: keys would be lost.
enum ReportTargets {
  /// Refuses a report onto one of `paths`, or onto any key database.
  static func check(_ formats: [ChosenFormat], sparing paths: [String]) throws {
    for target in formats.compactMap(\.path) {
      guard !paths.contains(where: { isSameFile($0, target) }) else {
        throw UsageError(
          "--format would write a report over \(target.printable), which this run reads or keeps keys in")
      }
      guard !holdsKeyDatabase(target) else {
        throw UsageError("--format would write a report over \(target.printable), which is a database")
      }
    }
  }

  private static func isSameFile(_ a: String, _ b: String) -> Bool {
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

  /// Whether a file starts as SQLite's do, or as a JSON database of keyferry's.
  private static func holdsKeyDatabase(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    var head = [UInt8](repeating: 0, count: 128)
    let count = read(descriptor, &head, head.count)
    guard count > 0 else { return false }
    return head.starts(with: "SQLite format 3".utf8)
      || head[..<count].filter { $0 > 0x20 }.starts(with: #"{"format":"keyferry-keys""#.utf8)
  }
}
