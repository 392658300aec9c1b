import KeyFacts
import KeySecrets

/// Makes settings of a module's assignments: of those that speak of Stripe by name or value.
struct PythonSettings {
  /// Definitions of one name that a later one may take the place of.
  private static let mostLive = 64

  let path: String
  let vocabulary: SettingVocabulary
  private var settings: [Setting] = []
  /// For each target the settings that count as far as is known.
  private var live: [String: [Int]] = [:]

  init(path: String, vocabulary: SettingVocabulary) {
    self.path = path
    self.vocabulary = vocabulary
  }

  /// By their place.
  var inOrder: [Setting] { settings.sorted { $0.location < $1.location } }

  private struct Naming {
    let name: String
    var meaning: SettingMeaning
    var scope = ""
    var documentPath: String?
  }

  mutating func take(_ assignment: PythonAssignment) {
    let value = assignment.value
    guard let naming = naming(of: assignment) else { return }
    if assignment.isLocal, !isCredential(value.source), !assignment.root.contains(".") { return }
    let place = SourceLocation(
      kind: .python, path: path, line: assignment.place.line, column: assignment.place.column,
      documentPath: naming.documentPath)
    let (form, secret) = Self.value(of: value.source, expectsCredential: naming.meaning.isCredential)
    let setting = Setting(
      name: naming.name, meaning: naming.meaning, value: secret, form: form, location: place, scope: naming.scope,
      module: use(assignment, naming))
    if !assignment.path.contains(PythonAssignment.unknownKey) {
      override(by: setting, target: assignment.name)
      live[assignment.name, default: []].append(settings.count)
    }
    settings.append(setting)
  }

  /// Adds what no assignment has as its value: arguments of calls, items of lists, strings of lines that were not read.
  mutating func take(_ credentials: [PythonModuleReader.Credential]) {
    var seen = Set(settings.map { [$0.location.line ?? 0, $0.location.column ?? 0] })
    seen.formUnion(settings.compactMap(\.module?.fallback?.location).map { [$0.line ?? 0, $0.column ?? 0] })
    for credential in credentials where seen.insert([credential.line, credential.column]).inserted {
      let own = credential.target.flatMap { vocabulary.meaning(of: $0) }
      let name = credential.target ?? "?"
      settings.append(
        Setting(
          name: name, meaning: own.flatMap { $0.isCredential ? $0 : nil } ?? .unmapped, value: Secret(credential.text),
          location: SourceLocation(kind: .python, path: path, line: credential.line, column: credential.column),
          module: ModuleUse(form: .literal, isName: false)))
    }
  }

  /// A definition under the same conditions, or fewer, takes the place of an earlier one.
  private mutating func override(by setting: Setting, target: String) {
    guard let earlier = live[target], let new = setting.module?.conditions else { return }
    var left: [Int] = []
    for index in earlier.suffix(Self.mostLive) {
      if settings[index].module?.conditions.starts(with: new) ?? false {
        settings[index] = settings[index].overridden
      } else {
        left.append(index)
      }
    }
    live[target] = left
  }

  // MARK: names

  private func naming(of assignment: PythonAssignment) -> Naming? {
    guard var naming = ownNaming(of: assignment) ?? otherNaming(of: assignment) else { return nil }
    if naming.meaning.mode == nil {
      let mode = names(of: assignment.value).lazy.compactMap { vocabulary.meaning(of: $0)?.mode }.first
      naming.meaning = SettingMeaning(role: naming.meaning.role, mode: mode)
    }
    return naming
  }

  /// By the name itself, or by those of the dict around it.
  private func ownNaming(of assignment: PythonAssignment) -> Naming? {
    guard let last = assignment.path.last else {
      let attribute = assignment.root.split(separator: ".").last.map(String.init) ?? assignment.root
      if let meaning = vocabulary.meaning(of: attribute) { return named(attribute, meaning, assignment.value) }
      guard attribute != assignment.root else { return nil }
      return vocabulary.meaning(of: assignment.root).flatMap { named(assignment.root, $0, assignment.value) }
    }
    let context = [assignment.root] + assignment.path.dropLast()
    let path = ([assignment.root] + assignment.path).joined(separator: "/")
    if let own = vocabulary.meaning(of: last) {
      var naming = named(last, own, assignment.value)
      naming?.documentPath = path
      return naming
    }
    let isText = isCredential(assignment.value.source)
    let around =
      vocabulary.meaning(of: last, context: context)
      ?? (isText ? vocabulary.meaningIfCredential(of: last, context: context) : nil)
      ?? innerMeaning(assignment.value)
      // `STRIPE_SECRET_KEYS = {"usd": …}`
      ?? vocabulary.meaning(of: assignment.root).flatMap { isText && $0.expectsKey ? $0 : nil }
    guard let around else { return nil }
    let first = context.firstIndex { NestedNames.isEnvironment($0) || mayName($0) }
    let scope = context[(first ?? 0)...].joined(separator: "_")
    return Naming(name: last, meaning: around, scope: scope, documentPath: path)
  }

  private func mayName(_ name: String) -> Bool {
    let name = Array(name.utf8)
    return CredentialScan.mentionsStripe(name) || name.withUnsafeBufferPointer(vocabulary.mayStartOwn)
  }

  /// What is Stripe's, and no key, is believed where it is written as settings are.
  private func named(_ name: String, _ meaning: SettingMeaning, _ value: PythonValue) -> Naming? {
    if meaning.role == .otherStripe, !isCredential(value.source) {
      let isConstant = name.utf8.allSatisfy { !(0x61...0x7A).contains($0) }
      guard isConstant, name.utf8.count > "stripe".utf8.count else { return nil }
    }
    return Naming(name: name, meaning: meaning)
  }

  /// By the name that is read, or by the value alone.
  private func otherNaming(of assignment: PythonAssignment) -> Naming? {
    let name = assignment.path.last ?? assignment.root
    let path = assignment.path.isEmpty ? nil : ([assignment.root] + assignment.path).joined(separator: "/")
    guard isCredential(assignment.value.source) || isCredential(assignment.value.fallback?.source) else { return nil }
    let meaning = vocabulary.meaningIfCredential(of: name) ?? innerMeaning(assignment.value) ?? .unmapped
    return Naming(name: name, meaning: meaning, documentPath: path)
  }

  private func innerMeaning(_ value: PythonValue) -> SettingMeaning? {
    names(of: value).lazy.compactMap { vocabulary.meaning(of: $0) }.first(where: \.isCredential)
  }

  /// The names through which a value comes, the nearest first.
  private func names(of value: PythonValue) -> [String] {
    switch value.source {
    case .environment(let name?, _), .mapping(let name): value.aliases + [name]
    default: value.aliases
    }
  }

  private func isCredential(_ source: PythonValue.Source?) -> Bool {
    switch source {
    case .text(let text)?: CredentialScan.isCredential(text)
    case .computed(let text)?: !text.isEmpty
    default: false
    }
  }

  // MARK: values

  private static func value(
    of source: PythonValue.Source, expectsCredential: Bool
  ) -> (form: ValueForm, secret: Secret) {
    switch source {
    case .text(let text): (.text, Secret(text))
    // `STRIPE_SECRET_KEY = False` says that there is none.
    case .word(let word): expectsCredential ? (.absent, Secret([])) : (.text, Secret(word))
    case .none: (.absent, Secret([]))
    // Keys in it stand there all the same.
    case .computed(let text): (.reference, Secret(text))
    case .environment, .mapping, .unknownName: (.reference, Secret([]))
    }
  }

  private func use(_ assignment: PythonAssignment, _ naming: Naming) -> ModuleUse {
    let value = assignment.value
    let isName = assignment.path.isEmpty && !assignment.root.contains(".")
    var form: ModuleUse.Form
    var reads: String?
    var isWord = false
    switch value.source {
    case .text, .none: form = .literal
    case .word: (form, isWord) = (.literal, true)
    case .environment(let name, let prefix): (form, reads) = (.environment, name ?? prefix + naming.name)
    case .mapping(let name): (form, reads) = (.mapping, name)
    case .unknownName(let name): (form, reads) = (.alias, name)
    case .computed: form = .computed
    }
    if form == .literal, let alias = value.aliases.first { (form, reads) = (.alias, alias) }
    let inner = names(of: value) + (reads.map { [$0] } ?? [])
    let identity = inner.reversed().first { vocabulary.meaning(of: $0)?.expectsKey ?? false }
    return ModuleUse(
      form: form, reads: reads, alias: value.aliases.first, identity: naming.meaning.expectsKey ? identity : nil,
      conversion: value.conversion,
      conditions: value.conditions, fallback: fallback(assignment, naming), isName: isName, isWord: isWord,
      origin: value.aliases.isEmpty ? nil : origin(of: value))
  }

  private func origin(of value: PythonValue) -> SourceLocation? {
    value.origin.map { SourceLocation(kind: .python, path: path, line: $0.line, column: $0.column) }
  }

  private func fallback(_ assignment: PythonAssignment, _ naming: Naming) -> ModuleUse.Fallback? {
    guard let fallback = assignment.value.fallback, let place = assignment.fallbackPlace else { return nil }
    let (form, secret) = Self.value(of: fallback.source, expectsCredential: naming.meaning.isCredential)
    var isWord = false
    if case .word = fallback.source { isWord = true }
    return ModuleUse.Fallback(
      value: secret, form: form,
      location: SourceLocation(
        kind: .python, path: path, line: place.line, column: place.column, documentPath: naming.documentPath),
      isWord: isWord)
  }
}
