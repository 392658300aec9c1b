package import KeyFacts
package import KeySecrets

/// Reads the Stripe settings of a Django settings module from its text: nothing of it is run.
///
/// What the text alone can't tell is computed or lies elsewhere, and is never guessed. A line that is no Python is
/// reported, and the rest is read.
package enum PythonParser {
  /// - Parameter readsAll: understands every line, those too that have nothing to do with Stripe; for tests.
  /// - Throws: ``SourceError`` for what is no text.
  package static func parse(
    _ bytes: [UInt8], path: String, isExample: Bool = false, permissions: UInt16? = nil,
    vocabulary: SettingVocabulary = .standard, readsAll: Bool = false
  ) throws(SourceError) -> Reading {
    let text = try PythonEncoding.text(bytes)
    return text.withUnsafeBufferPointer { source in
      var module = PythonModuleReader(source)
      module.read(readsAll ? nil : ReasonToParse(vocabulary, followsFiles: false))
      var settings = PythonSettings(path: path, vocabulary: vocabulary)
      for assignment in module.assignments { settings.take(assignment) }
      settings.take(module.credentials)
      let malformed = module.problems.map { problem in
        MalformedLine(
          location: SourceLocation(kind: .python, path: path, line: problem.line, column: problem.column),
          reason: problem.reason)
      }
      return Reading(
        kind: .python, path: path, settings: settings.inOrder, malformed: malformed, isExample: isExample,
        permissions: permissions)
    }
  }
}

/// A module's bytes as UTF-8.
///
/// - SeeAlso: PEP 263, by which one of the first two lines may name another encoding.
enum PythonEncoding {
  private static let latin = ["latin-1", "latin1", "iso-8859-1", "iso8859-1", "cp1252", "windows-1252", "iso-8859-15"]

  static func text(_ bytes: [UInt8]) throws(SourceError) -> [UInt8] {
    do throws(SourceError) {
      return try SourceText(bytes).bytes
    } catch {
      guard case .notUTF8 = error, isLatin(bytes) else { throw error }
      // Keys, names and syntax are ASCII: the other characters need only be some.
      var text: [UInt8] = []
      text.reserveCapacity(bytes.count + bytes.count / 8)
      for byte in bytes {
        if byte < 0x80 { text.append(byte) } else { text += [0xC0 | byte >> 6, 0x80 | byte & 0x3F] }
      }
      return text
    }
  }

  private static func isLatin(_ bytes: [UInt8]) -> Bool {
    let head = bytes.prefix(1024).split(separator: 0x0A, maxSplits: 2, omittingEmptySubsequences: false).prefix(2)
    return head.contains { line in
      let line = String(decoding: line, as: UTF8.self).lowercased()
      return line.hasPrefix("#") && line.contains("coding") && latin.contains(where: line.contains)
    }
  }
}
