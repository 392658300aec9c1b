import Glibc
import KeyFacts
import KeyReports

/// The page that GitHub shows of a step: a file of Markdown, to which every command of the step adds.
enum StepSummary {
  /// GitHub shows none of a summary that is longer.
  private static let mostBytes = 1 << 20
  /// Less is no room for a verdict and its tables.
  private static let leastRoom = 4096

  /// Adds a report at the end, in lines of its own, and leaves what is there as it is.
  static func append(_ report: Report, to path: String) throws(OutputError) {
    guard !ReportTargets.holdsKeys(path) else {
      throw .refused("cannot add to \(path.printable): it holds keys or is a database")
    }
    let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else { throw .system(step: "open", path: path, errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .refused("cannot add to \(path.printable): it is no file")
    }
    let size = Int(status.st_size)
    let gap = size == 0 ? "" : endsLine(descriptor, at: size) ? "\n" : "\n\n"
    guard size + leastRoom < mostBytes else { throw .system(step: "add to", path: path, errno: EFBIG) }
    var bytes = Array(gap.utf8)
    // The renderer throws what its sink does, and this one takes everything.
    try? MarkdownReportRenderer(sizeLimit: min(1_000_000, mostBytes - size - gap.utf8.count)).render(report) {
      bytes += $0
    }
    // At once, so that no other command's lines come in between.
    try Output(descriptor: descriptor, path: path).write(bytes)
  }

  private static func endsLine(_ descriptor: Int32, at size: Int) -> Bool {
    var last: UInt8 = 0
    return pread(descriptor, &last, 1, off_t(size - 1)) == 1 && last == UInt8(ascii: "\n")
  }
}
