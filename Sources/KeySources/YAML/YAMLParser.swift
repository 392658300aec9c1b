package import KeyFacts
package import KeySecrets

/// Reads the settings of a YAML or JSON file's text.
package enum YAMLParser {
  /// - Parameters:
  ///   - kind: `.yaml` or `.json`.
  ///   - path: as it shall stand in locations; a file whose name says "stripe" speaks for the names in it.
  ///   - isExample: see ``Reading/isExample``.
  ///   - permissions: the file's; nil for what is no file.
  ///   - vocabulary: the names of settings.
  /// - Throws: ``SourceError/invalidYAML(line:column:problem:)``, ``SourceError/invalidJSON(line:column:)``,
  ///   ``SourceError/notUTF8(line:)``, ``SourceError/binary``. A template that is no YAML before it is rendered is read
  ///   line by line, which is said in ``Reading/malformed``.
  package static func parse(
    _ bytes: [UInt8], kind: SourceKind, path: String, isExample: Bool, permissions: UInt16?,
    vocabulary: SettingVocabulary = .standard
  ) throws(SourceError) -> Reading {
    let text = try SourceText(bytes)
    var malformed: [MalformedLine] = []
    var environmentFiles: [EnvironmentFile] = []
    let settings = try text.bytes.withUnsafeBufferPointer { source throws(SourceError) in
      var finder = SettingFinder(kind: kind, path: path, source: source, vocabulary: vocabulary)
      do throws(SourceError) {
        try read(source, isASCII: text.isASCII, into: &finder)
      } catch {
        guard isSyntax(error), TemplateReader.isTemplate(text.bytes) else { throw error }
        malformed = [
          MalformedLine(
            location: SourceLocation(kind: kind, path: path, line: error.line, column: error.column),
            reason:
              "a template, which is no \(kind == .json ? "JSON" : "YAML") before it is rendered: read line by line")
        ]
        return TemplateReader.settings(in: text.bytes, finder)
      }
      environmentFiles = isExample ? [] : finder.environmentFiles
      return finder.settings()
    }
    return Reading(
      kind: kind, path: path, settings: settings, malformed: malformed, environmentFiles: environmentFiles,
      isExample: isExample, permissions: permissions)
  }

  private static func read(
    _ source: UnsafeBufferPointer<UInt8>, isASCII: Bool, into finder: inout SettingFinder
  ) throws(SourceError) {
    if finder.kind == .json {
      var events = JSONReader(source)
      while let event = try events.next() { finder.take(event) }
    } else {
      let events = try YAMLReader(source, isASCII: isASCII)
      while let event = try events.next() { finder.take(event) }
    }
  }

  private static func isSyntax(_ error: SourceError) -> Bool {
    switch error {
    case .invalidYAML(_, _, .syntax), .invalidYAML(_, _, .unknownAlias), .invalidJSON: true
    default: false
    }
  }
}
