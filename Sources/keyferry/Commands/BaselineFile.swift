import KeyFacts
import KeySources
import KeyStores

/// The file of `--baseline` and of `keyferry baseline`.
struct BaselineFile {
  let path: String

  init(path: String) throws {
    guard !path.isEmpty else { throw UsageError("a baseline needs a path") }
    self.path = path
  }

  /// - Throws: the exit status, after saying why, where it can't be read.
  func read() throws -> Baseline {
    let bytes: [UInt8]
    do throws(SourceError) { bytes = try content() } catch { throw failure("\(path.printable): \(error.reason)") }
    do throws(BaselineError) {
      return try BaselineDocument.decode(bytes)
    } catch {
      throw failure(error.message(path: path))
    }
  }

  /// What it holds and is to be replaced: nil where there is none, or where it is damaged.
  ///
  /// - Throws: the exit status, where it is a file of another kind, which is not to be lost.
  func readToReplace() throws -> Baseline? {
    let bytes: [UInt8]
    do throws(SourceError) {
      bytes = try content()
    } catch {
      if case .missing = error { return nil }
      throw failure("\(path.printable): \(error.reason)")
    }
    do throws(BaselineError) {
      return try BaselineDocument.decode(bytes)
    } catch {
      if case .damaged = error { return nil }
      throw failure(error.message(path: path))
    }
  }

  /// Whole, or not at all.
  func write(_ baseline: Baseline) throws(OutputError) {
    try Output.replaceFile(path, mode: 0o644) { output throws(OutputError) in
      try output.write(BaselineDocument.encode(baseline))
    }
  }

  private func content() throws(SourceError) -> [UInt8] {
    try SourceFile.read(Array(path.utf8), limit: BaselineDocument.largest).bytes
  }

  private func failure(_ message: String) -> any Error {
    Messages.write("error: " + message)
    return ExitStatus.configuration.code
  }
}
