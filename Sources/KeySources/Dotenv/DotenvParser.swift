package import KeyFacts
package import KeySecrets

/// Finds Stripe settings in a .env file, whose lines it reads as python-dotenv 1.2.4 does.
///
/// `dotenv_values` is the model: the last definition of a name wins, and `${NAME}` stands for the file's earlier
/// definition or else for the environment's. Python reads a name that nothing defines as nothing; here it makes the
/// value a reference, since the key then lies elsewhere.
package enum DotenvParser {
  /// Malformed lines that are named one by one.
  private static let mostMalformed = 1000

  /// - Parameters:
  ///   - environment: where `${NAME}` is looked up last; nil leaves it out.
  ///   - isShell: `.envrc`: lines of a shell are no settings, and malformed only where they set a Stripe setting.
  /// - Throws: ``SourceError`` for what is no UTF-8 text, or has too many definitions.
  package static func parse(
    _ bytes: [UInt8], path: String, isExample: Bool = false, permissions: UInt16? = nil,
    environment: EnvironmentVariables? = nil, isShell: Bool = false
  ) throws(SourceError) -> Reading {
    let content = try bytes.withUnsafeBufferPointer { buffer throws(SourceError) in
      try TextEncoding.check(buffer)
      var collector = Collector(
        resolver: DotenvResolver(buffer, environment: environment), secrets: SecretBytes(bytes), path: path,
        isShell: isShell)
      try collector.collect()
      return (settings: collector.settings, malformed: collector.malformedLines)
    }
    return Reading(
      kind: .dotenv, path: path, settings: content.settings, malformed: content.malformed, isExample: isExample,
      permissions: permissions)
  }

  /// Every definition in order, relevant or not, with its value as python-dotenv gives it; nil for a name without `=`.
  ///
  /// - Parameter interpolates: false leaves `${NAME}` as it stands.
  package static func definitions(
    in bytes: [UInt8], environment: EnvironmentVariables?, interpolates: Bool
  ) -> (definitions: [(name: [UInt8], value: [UInt8]?)], malformedLines: [Int]) {
    bytes.withUnsafeBufferPointer { buffer in
      var scanner = DotenvScanner(buffer)
      var resolver = DotenvResolver(buffer, environment: environment, interpolates: interpolates)
      var definitions: [(name: [UInt8], value: [UInt8]?)] = []
      var malformed: [Int] = []
      while let statement = scanner.next() {
        let value = resolver.value(of: statement)
        let text: [UInt8]?
        switch value {
        case .absent: text = nil
        case .slice(let range): text = Array(buffer[range])
        case .made(let bytes), .unresolved(let bytes): text = bytes
        case .problem:
          malformed.append(statement.line)
          continue
        }
        _ = resolver.define(statement, value, setting: nil)
        definitions.append((Array(resolver.name(statement)), text))
      }
      return (definitions, malformed)
    }
  }

  /// Turns definitions into settings, in one pass.
  private struct Collector {
    var resolver: DotenvResolver
    let secrets: SecretBytes
    let path: String
    let isShell: Bool
    private(set) var settings: [Setting] = []
    private var malformed: [MalformedLine] = []
    private var unlisted = 0
    private var names = SettingNameCache()

    init(resolver: DotenvResolver, secrets: SecretBytes, path: String, isShell: Bool) {
      self.resolver = resolver
      self.secrets = secrets
      self.path = path
      self.isShell = isShell
    }

    var malformedLines: [MalformedLine] {
      guard unlisted > 0 else { return malformed }
      return malformed + [
        MalformedLine(location: SourceLocation(kind: .dotenv, path: path), reason: "\(unlisted) more lines like these")
      ]
    }

    mutating func collect() throws(SourceError) {
      var scanner = DotenvScanner(resolver.bytes)
      while let statement = scanner.next() {
        let value = resolver.value(of: statement)
        if case .problem(let reason) = value {
          // Python binds no name on such a line: an earlier definition stands.
          noteMalformed(statement, reason)
          continue
        }
        if case .absent = value {
          // `export NAME` in a shell hands on what NAME already is.
          if isShell, resolver.table.find(resolver.name(statement)).index != nil { continue }
          if hidesSetting(resolver.name(statement)) { noteMalformed(statement, "a name without =") }
        }
        let setting = setting(of: statement, value)
        let place = setting == nil ? nil : settings.count
        if !statement.name.isEmpty, let earlier = resolver.define(statement, value, setting: place) {
          settings[earlier] = settings[earlier].overridden
        }
        if let setting { settings.append(setting) }
        guard resolver.table.count < DefinitionTable.capacity else {
          throw .tooManyDefinitions(limit: DefinitionTable.capacity - 1)
        }
      }
    }

    private mutating func setting(of statement: DotenvStatement, _ value: DotenvResolver.Value) -> Setting? {
      let name = resolver.name(statement)
      let meaning: SettingMeaning?
      let secret: Secret
      var form = ValueForm.text
      switch value {
      case .problem: return nil
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
        location: SourceLocation(kind: .dotenv, path: path, line: statement.line, column: statement.column))
    }

    private mutating func noteMalformed(_ statement: DotenvStatement, _ reason: String) {
      let line = resolver.bytes[statement.extent]
      if isShell && !setsStripe(line) && !CredentialScan.holdsBody(UnsafeBufferPointer(rebasing: line)) { return }
      guard malformed.count < mostMalformed else {
        unlisted += 1
        return
      }
      malformed.append(
        MalformedLine(
          location: SourceLocation(kind: .dotenv, path: path, line: statement.line, column: statement.column),
          reason: reason))
    }

    /// `STRIPE_SECRET_KEY=` and its kin somewhere in a shell's line.
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
    private func hidesSetting(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
      if CredentialScan.holdsBody(name) { return true }
      let isHeading = name.first == UInt8(ascii: "[") && name.last == UInt8(ascii: "]")
      return !isHeading && !isVariable(name) && CredentialScan.mentionsAnything(name)
    }

    /// A bare name counts only when it could be a variable's: `[stripe]` is a heading, not a setting.
    private func isVariable(_ name: UnsafeBufferPointer<UInt8>) -> Bool { name.allSatisfy(isNameByte) }

    private func isNameByte(_ byte: UInt8) -> Bool {
      byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_")
    }
  }
}
