import Foundation
import Testing

/// The project's own files, as they are checked out.
enum Repository {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func url(_ path: String) -> URL { root.appendingPathComponent(path) }

  static func text(_ path: String) throws -> String { try String(contentsOf: url(path), encoding: .utf8) }

  /// Compares what was made with a file of the project, or writes it there with `KEYFERRY_UPDATE_GOLDEN=1`.
  static func expect(
    _ made: String, is path: String, by command: String = "make docs", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    if ProcessInfo.processInfo.environment["KEYFERRY_UPDATE_GOLDEN"] == "1" {
      try FileManager.default.createDirectory(
        at: url(path).deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(made.utf8).write(to: url(path))
    }
    let kept = (try? text(path)) ?? ""
    guard kept != made else { return }
    let lines = (kept.components(separatedBy: "\n"), made.components(separatedBy: "\n"))
    let same = zip(lines.0, lines.1).prefix { $0 == $1 }.count
    Issue.record(
      """
      \(path) is stale from line \(same + 1) on; `\(command)` writes it anew
      it says:     \(lines.0.dropFirst(same).first ?? "nothing more")
      it would be: \(lines.1.dropFirst(same).first ?? "nothing more")
      """, sourceLocation: sourceLocation)
  }

  /// Runs a script of the project.
  static func script(_ name: String, _ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = url("Scripts/\(name)")
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "Scripts/\(name)")
    return String(decoding: bytes, as: UTF8.self)
  }
}
