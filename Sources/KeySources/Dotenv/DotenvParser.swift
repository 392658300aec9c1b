package import KeyFacts
package import KeySecrets

/// Finds Stripe settings in a .env file, which it reads as one of its loaders does.
///
/// The last definition of a name wins. Loaders read a variable that nothing defines as nothing; here it makes the value a
/// reference, since the key then lies elsewhere.
package enum DotenvParser {
  /// Malformed lines that are named one by one.
  private static let mostMalformed = 1000

  /// - Parameters:
  ///   - environment: where variables are looked up, too; nil leaves it out.
  ///   - dialect: the loader whose reading counts.
  ///   - vocabulary: the names of settings.
  ///   - isShell: `.envrc`, which a shell reads whoever reads the other files.
  /// - Throws: ``SourceError`` for what is no UTF-8 text, has too many definitions, or what the loader refuses.
  package static func parse(
    _ bytes: [UInt8], path: String, isExample: Bool = false, permissions: UInt16? = nil,
    environment: EnvironmentVariables? = nil, dialect: DotenvDialect = .pythonDotenv,
    vocabulary: SettingVocabulary = .standard, isShell: Bool = false
  ) throws(SourceError) -> Reading {
    let content = try bytes.withUnsafeBufferPointer { buffer throws(SourceError) in
      try TextEncoding.check(buffer)
      var collector = Collector(
        resolver: DotenvResolver(buffer, dialect: isShell ? .shell : dialect, environment: environment),
        secrets: SecretBytes(bytes), file: SourceLocation(kind: .dotenv, path: path), vocabulary: vocabulary,
        comparesLoaders: !isExample && !isShell)
      try collector.collect()
      return (
        settings: collector.settings, malformed: collector.malformedLines,
        disagreements: collector.comparison?.found ?? []
      )
    }
    return Reading(
      kind: .dotenv, path: path, settings: content.settings, malformed: content.malformed,
      disagreements: content.disagreements, isExample: isExample, permissions: permissions)
  }

  /// A name and its value as the loader gives it; nil for a name without `=`.
  package struct Definition {
    package let name: [UInt8]
    package let value: [UInt8]?
    /// False where the value hangs on a name that nothing defines, or on what a command would print.
    package let isResolved: Bool
  }

  /// Every definition in order, relevant or not.
  package struct Definitions {
    /// Up to the line at which the loader gives up.
    package fileprivate(set) var definitions: [Definition] = []
    /// The lines that it does not read.
    package fileprivate(set) var malformedLines: [Int] = []
    /// It gives up, and takes nothing of the file.
    package fileprivate(set) var isRefused = false
  }

  /// - Parameter interpolates: false leaves variables as they stand.
  package static func definitions(
    in bytes: [UInt8], dialect: DotenvDialect = .pythonDotenv, environment: EnvironmentVariables?,
    interpolates: Bool = true
  ) -> Definitions {
    bytes.withUnsafeBufferPointer { buffer in
      definitions(in: buffer, dialect: dialect, environment: environment, interpolates: interpolates)
    }
  }

  static func definitions(
    in bytes: UnsafeBufferPointer<UInt8>, dialect: DotenvDialect, environment: EnvironmentVariables?,
    interpolates: Bool = true
  ) -> Definitions {
    var resolver = DotenvResolver(bytes, dialect: dialect, environment: environment, interpolates: interpolates)
    var found = Definitions()
    dialect.scan(bytes) { statement in
      let value = resolver.value(of: statement)
      var text: [UInt8]?
      var isResolved = true
      switch value {
      case .absent: break
      case .unchanged: return true
      case .slice(let range): text = Array(bytes[range])
      case .made(let bytes): text = bytes
      case .unresolved(let bytes): (text, isResolved) = (bytes, false)
      case .problem:
        found.malformedLines.append(statement.line)
        return true
      case .fatal:
        found.malformedLines.append(statement.line)
        found.isRefused = dialect.refusesFiles
        return false
      }
      _ = resolver.define(statement, value, setting: nil)
      found.definitions.append(Definition(name: Array(resolver.name(statement)), value: text, isResolved: isResolved))
      return true
    }
    return found
  }

  /// Turns definitions into settings, in one pass.
  private struct Collector {
    var resolver: DotenvResolver
    let secrets: SecretBytes
    let file: SourceLocation
    /// Nil for a file that no Django loader reads, or that is an example.
    private(set) var comparison: LoaderComparison?
    private(set) var settings: [Setting] = []
    private var malformed: [MalformedLine] = []
    private var unlisted = 0
    private let vocabulary: SettingVocabulary
    private var names: SettingNameCache

    init(
      resolver: DotenvResolver, secrets: SecretBytes, file: SourceLocation, vocabulary: SettingVocabulary,
      comparesLoaders: Bool
    ) {
      self.vocabulary = vocabulary
      names = SettingNameCache(vocabulary)
      self.resolver = resolver
      self.secrets = secrets
      self.file = file
      comparison =
        comparesLoaders
        ? LoaderComparison(of: resolver.bytes, environment: resolver.environment, path: file.path, vocabulary)
        : nil
    }

    var malformedLines: [MalformedLine] {
      guard unlisted > 0 else { return malformed }
      return malformed + [
        MalformedLine(location: file, reason: "\(unlisted) more lines like these")
      ]
    }

    mutating func collect() throws(SourceError) {
      try resolver.dialect.scan(resolver.bytes) { statement throws(SourceError) in try take(statement) }
    }

    /// - Returns: false when the loader reads no further.
    private mutating func take(_ statement: DotenvStatement) throws(SourceError) -> Bool {
      let value = resolver.value(of: statement)
      switch value {
      case .problem(let reason):
        // No loader binds a name on such a line: an earlier definition stands.
        noteMalformed(statement, reason)
        if comparison != nil, concernsStripe(statement.extent) { comparison?.compare(statement) }
        return true
      case .fatal(let reason):
        guard resolver.dialect.refusesFiles else {
          note(statement, reason)
          return false
        }
        throw .refused(line: statement.line, loader: resolver.dialect.rawValue, problem: reason)
      case .unchanged: return true
      case .absent:
        if hidesSetting(resolver.name(statement)) { noteMalformed(statement, "a name without =") }
      case .slice, .made, .unresolved:
        if namesNothing(statement) { return true }
      }
      let setting = setting(of: statement, value)
      let place = setting == nil ? nil : settings.count
      if !statement.name.isEmpty, let earlier = resolver.define(statement, value, setting: place) {
        settings[earlier] = settings[earlier].overridden
      }
      if let setting { settings.append(setting) }
      if setting != nil || hidesLines(statement) { comparison?.compare(statement) }
      guard resolver.table.count < DefinitionTable.capacity else {
        throw .tooManyDefinitions(limit: DefinitionTable.capacity - 1)
      }
      return true
    }

    /// decouple takes `export NAME` for a name, under which nobody asks for a value.
    private mutating func namesNothing(_ statement: DotenvStatement) -> Bool {
      guard resolver.dialect == .decouple, !resolver.name(statement).allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
        return false
      }
      noteMalformed(statement, "a name with a blank or a mark in it")
      if comparison != nil, concernsStripe(statement.extent) { comparison?.compare(statement) }
      return true
    }

    /// A value over several lines, of which a loader that reads line by line makes settings.
    private func hidesLines(_ statement: DotenvStatement) -> Bool {
      guard comparison != nil, case .quoted(let range, _, _) = statement.value else { return false }
      let text = UnsafeBufferPointer(rebasing: resolver.bytes[range])
      return text.contains(0x0A) && (CredentialScan.mentionsAnything(text) || vocabulary.mentionsOwn(text))
    }

    private mutating func setting(of statement: DotenvStatement, _ value: DotenvResolver.Value) -> Setting? {
      let name = resolver.name(statement)
      let meaning: SettingMeaning?
      let secret: Secret
      var form = ValueForm.text
      switch value {
      case .unchanged, .problem, .fatal: return nil
      case .absent:
        form = .absent
        secret = Secret(secrets, 0..<0)
        meaning = isVariable(name) ? names.meaning(of: name) : nil
      case .unresolved(let bytes):
        form = .reference
        secret = Secret(bytes)
        meaning = names.meaning(of: name, value: secret)
      case .slice(let range):
        secret = Secret(secrets, range)
        meaning = names.meaning(of: name, value: secret)
      case .made(let bytes):
        secret = Secret(bytes)
        meaning = names.meaning(of: name, value: secret)
      }
      guard let meaning else { return nil }
      return Setting(
        name: String(decoding: name, as: UTF8.self), meaning: meaning, value: secret, form: form,
        location: file.at(line: statement.line, column: statement.column))
    }

    private mutating func noteMalformed(_ statement: DotenvStatement, _ reason: String) {
      if resolver.dialect.ignoresBadLines, !concernsStripe(statement.extent) { return }
      note(statement, reason)
    }

    private mutating func note(_ statement: DotenvStatement, _ reason: String) {
      guard malformed.count < mostMalformed else {
        unlisted += 1
        return
      }
      malformed.append(
        MalformedLine(location: file.at(line: statement.line, column: statement.column), reason: reason))
    }

    /// Whether a line that the loader ignores sets a setting for the eye, or holds a key.
    private mutating func concernsStripe(_ extent: Range<Int>) -> Bool {
      let line = resolver.bytes[extent]
      if setsStripe(line) || CredentialScan.holdsBody(UnsafeBufferPointer(rebasing: line)) { return true }
      guard let start = line.firstIndex(where: isNameByte) else { return false }
      let name = UnsafeBufferPointer(rebasing: line[start...].prefix(while: isNameByte))
      return line[start...].dropFirst(name.count).allSatisfy { $0 <= 0x20 }
        && names.meaning(of: name)?.isCredential ?? false
    }

    /// `STRIPE_SECRET_KEY=` and its kin somewhere in a line.
    private mutating func setsStripe(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
      var start = line.startIndex
      for index in line.indices where !isNameByte(line[index]) {
        if line[index] == UInt8(ascii: "="), index > start,
          let meaning = names.meaning(of: UnsafeBufferPointer(rebasing: line[start..<index])),
          meaning.role != .otherStripe
        {
          return true
        }
        start = index + 1
      }
      return false
    }

    /// Whether a bare name is `STRIPE_KEY:…` or a key alone, with its `=` forgotten; a heading such as `[stripe]` is not.
    private mutating func hidesSetting(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
      let first = UnsafeBufferPointer(rebasing: name.prefix(while: isNameByte))
      if vocabulary.hasOwn, first.count < name.count, names.meaning(of: first)?.isCredential ?? false { return true }
      if CredentialScan.holdsBody(name) { return true }
      let isHeading = name.first == UInt8(ascii: "[") && name.last == UInt8(ascii: "]")
      return !isHeading && !isVariable(name) && CredentialScan.mentionsAnything(name)
    }

    /// A bare name counts only when it could be a variable's: `[stripe]` is a heading, not a setting.
    private func isVariable(_ name: UnsafeBufferPointer<UInt8>) -> Bool { name.allSatisfy(isNameByte) }

    private func isNameByte(_ byte: UInt8) -> Bool { isWordByte(byte) }
  }
}
