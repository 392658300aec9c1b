import Foundation
import KeyReports
import Testing

/// Pages in a real browser, which `Tests/Browser/look.py` drives: nothing complains, nothing is fetched, the filter works
/// by pointer and keyboard, names stay text, 320 pixels are enough, dark mode and printing.
@Suite("Pages in a browser") struct BrowserTests {
  static let isThere = ["chromium", "chromium-browser", "google-chrome", "python3"].map(isInstalled)

  @Test(
    "keep what they promise", .enabled(if: isThere.prefix(3).contains(true) && isThere[3], "chromium is not installed"),
    arguments: ["hostile", "blocked", "many"])
  func promises(name: String) throws {
    let process = Process()
    process.executableURL = repository.appending(path: "Tests/Browser/look.py")
    let axe = ProcessInfo.processInfo.environment["KEYFERRY_AXE"].map { ["--axe", $0] } ?? []
    process.arguments = axe + [repository.appending(path: "fixtures/reports/\(name).html").path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(said)")
  }

  private static func isInstalled(_ program: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
  }
}
