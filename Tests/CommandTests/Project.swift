import Foundation
import TestSupport
import Testing

/// What a run of the built program gave.
struct Outcome {
  let status: Int32
  let output: String
  let errors: String

  /// The JSON report on standard output.
  var report: [String: Any] {
    get throws {
      try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    }
  }

  func rules() throws -> [String] {
    let diagnostics = try #require(try report["diagnostics"] as? [[String: Any]])
    return diagnostics.compactMap { $0["rule"] as? String }
  }

  /// A count of the summary: `keys`, or a change's action.
  func summary(_ name: String) throws -> Int? {
    let summary = try report["summary"] as? [String: Any]
    return (summary?["changes"] as? [String: Any])?[name] as? Int ?? summary?[name] as? Int
  }
}

/// A folder with settings, in which the built program is run. Every run is searched for pieces of keys.
final class Project: @unchecked Sendable {
  let folder: URL
  private var keys: Set<String> = []

  /// - Parameter files: by path; texts with ``TestKeys/filling(_:)``'s marks.
  init(_ files: [String: String] = [:]) throws {
    let base = FileManager.default.temporaryDirectory.appendingPathComponent("keyferry-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: base, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    folder = base
    for (path, text) in files { try write(path, text) }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func url(_ path: String) -> URL { folder.appendingPathComponent(path) }

  func write(_ path: String, _ text: String, mode: Int = 0o600) throws {
    keys.formUnion(TestKeys.keys(in: text))
    try write(path, bytes: Array(TestKeys.filling(text).utf8), mode: mode)
  }

  func write(_ path: String, bytes: [UInt8], mode: Int = 0o600) throws {
    try FileManager.default.createDirectory(
      at: url(path).deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url(path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url(path).path)
  }

  /// Looks for the keys in these files, too, from now on.
  func knowKeys(below path: String) throws {
    let files = FileManager.default.enumerator(at: url(path), includingPropertiesForKeys: nil)
    for case let file as URL in try #require(files) {
      guard let text = try? String(contentsOf: file, encoding: .utf8) else { continue }
      keys.formUnion(text.matches(of: #/(?:[spr]k_(?:live|test)|whsec)_[A-Za-z0-9]{9,}/#).map { String($0.output) })
    }
  }

  func bytes(_ path: String) -> Data? { FileManager.default.contents(atPath: url(path).path) }

  func text(_ path: String) throws -> String { String(decoding: try #require(bytes(path)), as: UTF8.self) }

  func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: url(path).path)
    return try #require(attributes[.posixPermissions] as? Int)
  }

  /// Names in the folder itself, sorted.
  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted() }

  /// The built program, beside the tests.
  static let program: URL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("keyferry")

  /// Runs the program here, with no environment but `environment` and PATH.
  @discardableResult
  func run(_ arguments: String..., input: String = "", environment: [String: String] = [:]) throws -> Outcome {
    try run(arguments, input: input, environment: environment)
  }

  @discardableResult
  func run(_ arguments: [String], input: String = "", environment: [String: String] = [:]) throws -> Outcome {
    try run(Project.program, arguments, input: input, environment: environment)
  }

  /// Runs a line of shell here, which finds the program as `keyferry`.
  func shell(_ line: String) throws -> Outcome {
    try run(
      URL(fileURLWithPath: "/bin/sh"), ["-c", line],
      environment: ["PATH": Project.program.deletingLastPathComponent().path + ":/usr/bin:/bin"])
  }

  private func run(
    _ program: URL, _ arguments: [String], input: String = "", environment: [String: String]
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    keys.formUnion(TestKeys.keys(in: input))
    for value in environment.values { keys.formUnion(TestKeys.keys(in: value)) }
    process.environment = environment.mapValues { TestKeys.filling($0) }.merging(["PATH": "/usr/bin:/bin"]) { a, _ in a
    }
    let (stdin, stdout) = (Pipe(), Pipe())
    // A file: with two pipes, a full one would hold the program up while the other is read.
    let errorFile = FileManager.default.temporaryDirectory.appendingPathComponent(
      "keyferry-errors-\(UUID().uuidString)")
    try Data().write(to: errorFile)
    defer { try? FileManager.default.removeItem(at: errorFile) }
    (process.standardInput, process.standardOutput) = (stdin, stdout)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
    if !input.isEmpty { try? stdin.fileHandleForWriting.write(contentsOf: Data(TestKeys.filling(input).utf8)) }
    try stdin.fileHandleForWriting.close()
    let output = stdout.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let errorText = try FileHandle(forReadingFrom: errorFile).readToEnd() ?? Data()
    let outcome = Outcome(
      status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      output: String(decoding: output, as: UTF8.self), errors: String(decoding: errorText, as: UTF8.self))
    #expect(!TestKeys.leaks(keys, in: outcome.output), "a key on standard output of \(arguments.first ?? "")")
    #expect(!TestKeys.leaks(keys, in: outcome.errors), "a key on standard error of \(arguments.first ?? "")")
    #expect(outcome.status >= 0, "\(arguments.first ?? "") died of a signal")
    return outcome
  }

  /// A key as a test knows it.
  static func key(_ mark: String) -> String { TestKeys.filling("«\(mark)»") }
}
