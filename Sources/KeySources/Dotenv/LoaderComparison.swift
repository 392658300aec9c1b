import KeyFacts
import KeySecrets

/// Compares what the loaders of a Django project make of the lines on which a Stripe setting stands.
///
/// Most lines are plain `NAME=value`, of which none makes anything else: those are told by a look. Each loader reads the
/// others by themselves, with the variables that the file defines.
struct LoaderComparison {
  private static let loaders: [DotenvDialect] = [.pythonDotenv, .djangoEnviron, .decouple, .compose]
  /// So many are named; lines after them are counted.
  private static let mostFound = 1000
  /// For a line with a variable all definitions of the file are needed: those of a larger file are left alone.
  private static let largestWithVariables = 4 << 20

  private let bytes: UnsafeBufferPointer<UInt8>
  private let environment: EnvironmentVariables?
  private let path: String
  private var disagreements: [Disagreement] = []
  private var uncompared = 0
  private var definitions: [DotenvDialect: FileDefinitions] = [:]
  private var names: SettingNameCache
  /// Where the lines end that were compared last.
  private var compared = 0

  init(
    of bytes: UnsafeBufferPointer<UInt8>, environment: EnvironmentVariables?, path: String,
    _ vocabulary: SettingVocabulary = .standard
  ) {
    names = SettingNameCache(vocabulary)
    self.bytes = bytes
    self.environment = environment
    self.path = path
  }

  var found: [Disagreement] {
    guard uncompared > 0 else { return disagreements }
    return disagreements + [
      Disagreement(location: SourceLocation(kind: .dotenv, path: path), name: nil, views: [], uncompared: uncompared)
    ]
  }

  mutating func compare(_ statement: DotenvStatement) {
    guard !PlainLine.isPlain(statement, in: bytes) else { return }
    let lines = wholeLines(statement.extent)
    guard lines.lowerBound >= compared else { return }
    compared = lines.upperBound
    guard disagreements.count < Self.mostFound else {
      uncompared += 1
      return
    }
    let hasVariable = bytes[lines].contains(UInt8(ascii: "$"))
    if hasVariable, bytes.count > Self.largestWithVariables {
      uncompared += 1
      return
    }
    let readings = Self.loaders.map { reading(of: lines, by: $0, hasVariable: hasVariable) }
    var seen: Set<[UInt8]> = []
    for name in readings.flatMap(\.keys).sorted(by: { $0.lexicographicallyPrecedes($1) })
    where seen.insert(name).inserted {
      note(name, readings.map { $0[name] }, at: statement)
    }
  }

  /// From the start of a statement's first line to the end of its last one, as a loader sees them that ends lines with LF
  /// alone.
  private func wholeLines(_ extent: Range<Int>) -> Range<Int> {
    var start = extent.lowerBound
    while start > 0, bytes[start - 1] != 0x0A, bytes[start - 1] != 0x0D { start -= 1 }
    var end = max(extent.upperBound, start)
    while end < bytes.count, end == start || bytes[end - 1] != 0x0A { end += 1 }
    return start..<end
  }

  private typealias Value = DotenvParser.Definition

  private mutating func reading(
    of lines: Range<Int>, by loader: DotenvDialect, hasVariable: Bool
  ) -> [[UInt8]: Value] {
    var variables = environment
    if hasVariable {
      let known = definitions[loader] ?? FileDefinitions(of: bytes, by: loader, environment: environment)
      definitions[loader] = known
      variables = known.variables(for: bytes[lines], at: lines.lowerBound)
    }
    let found = DotenvParser.definitions(
      in: UnsafeBufferPointer(rebasing: bytes[lines]), dialect: loader, environment: variables)
    guard !found.isRefused else { return [:] }
    return Dictionary(found.definitions.map { ($0.name, $0) }, uniquingKeysWith: { _, last in last })
  }

  private mutating func note(_ name: [UInt8], _ values: [Value?], at statement: DotenvStatement) {
    // A name with a blank or a mark in it is one that nobody asks for.
    guard name.allSatisfy({ isWordByte($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }) else { return }
    let texts = values.map { value in value.flatMap { $0.value.map { LoadedText(bytes: $0) } } }
    let isResolved = values.map { $0?.isResolved ?? true }
    let meanings = texts.compactMap { text in
      name.withUnsafeBufferPointer { names.meaning(of: $0, value: Secret(text?.bytes ?? [])) }
    }
    guard let meaning = meanings.first else { return }
    var groups: [(text: LoadedText?, isResolved: Bool, loaders: [String])] = []
    for (index, loader) in Self.loaders.enumerated() {
      let same = groups.firstIndex { $0.text == texts[index] && $0.isResolved == isResolved[index] }
      if let same {
        groups[same].loaders.append(loader.rawValue)
      } else {
        groups.append((texts[index], isResolved[index], [loader.rawValue]))
      }
    }
    guard groups.count > 1 else { return }
    let views = groups.map { group in
      let words = group.isResolved ? LoadedText.words(for: group.text, meaning) : "a variable that nothing defines"
      return Disagreement.View(loaders: group.loaders, reads: words)
    }
    disagreements.append(
      Disagreement(
        location: SourceLocation(kind: .dotenv, path: path, line: statement.line, column: statement.column),
        name: CredentialScan.shown(String(decoding: name, as: UTF8.self)), views: views))
  }
}

/// What a loader makes of each name of a file.
private struct FileDefinitions {
  private let loader: DotenvDialect
  private let environment: EnvironmentVariables?
  private var known: [[UInt8]: [(offset: Int, value: [UInt8])]] = [:]

  init(of bytes: UnsafeBufferPointer<UInt8>, by loader: DotenvDialect, environment: EnvironmentVariables?) {
    self.loader = loader
    self.environment = environment
    var resolver = DotenvResolver(bytes, dialect: loader, environment: environment)
    var known: [[UInt8]: [(offset: Int, value: [UInt8])]] = [:]
    loader.scan(bytes) { statement in
      let value = resolver.value(of: statement)
      _ = resolver.define(statement, value, setting: nil)
      let text: [UInt8]
      switch value {
      case .slice(let range): text = Array(bytes[range])
      case .made(let made): text = made
      case .fatal: return false
      case .absent, .unchanged, .unresolved, .problem: return true
      }
      known[Array(resolver.name(statement)), default: []].append((statement.extent.lowerBound, text))
      return true
    }
    self.known = known
  }

  /// The names that stand behind a `$` in some lines, with what they are there.
  func variables(for lines: Slice<UnsafeBufferPointer<UInt8>>, at offset: Int) -> EnvironmentVariables {
    var variables: [EnvironmentVariables.Variable] = []
    var rest = lines
    while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
      rest = rest[(dollar + 1)...]
      let text = rest.first == UInt8(ascii: "{") ? rest.dropFirst() : rest
      let name = Array(text.prefix(while: isWordByte))
      let here = known[name]?.last { loader == .djangoEnviron || $0.offset < offset }?.value
      let outer = environment?.value(of: name)
      guard !name.isEmpty, let value = loader.prefersEnvironment ? outer ?? here : here ?? outer else { continue }
      variables.append((name, value))
    }
    return EnvironmentVariables(variables)
  }
}
