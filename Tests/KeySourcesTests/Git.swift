import Foundation

/// Git, where it is installed.
enum Git {
  static let isInstalled = (try? run(["--version"], in: NSTemporaryDirectory())) ?? false

  @discardableResult
  static func run(_ arguments: [String], in folder: String) throws -> Bool {
    let process = process(arguments, in: folder)
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  /// Those of the files that a `.gitignore` names.
  static func ignored(_ files: [String], in folder: String) throws -> [String] {
    let process = process(["check-ignore", "--no-index", "--stdin", "-z"], in: folder)
    let (paths, pipe) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (paths, pipe)
    try process.run()
    // Few enough for a pipe to hold them.
    try paths.fileHandleForWriting.write(contentsOf: Data(files.joined(separator: "\0").utf8))
    try paths.fileHandleForWriting.close()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func process(_ arguments: [String], in folder: String) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git", "-c", "user.name=n", "-c", "user.email=n@example.com"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ["PATH": "/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1", "HOME": folder]
    process.standardError = FileHandle.nullDevice
    return process
  }
}
