import KeySecrets

/// Says how an expression comes by its value: from the text, the environment or another name. What it can't know is
/// computed, and never guessed.
struct PythonEvaluator {
  private static let types: [String: ModuleUse.Conversion] = ["str": .none, "bool": .bool]
  /// Calls that give a text on as it is, of which the value is the first argument.
  private static let wrappers: Set<String> = [
    "str", "SecretStr", "pydantic.SecretStr", "mark_safe", "bytes", "bool", "force_str", "smart_str",
  ]
  /// Calls that make something else of a text.
  private static let converters: Set<String> = [
    "int", "float", "strtobool", "distutils.util.strtobool", "json.loads", "loads", "literal_eval", "ast.literal_eval",
    "str2bool", "str_to_bool", "to_bool", "as_bool", "parse_bool", "yaml.safe_load",
  ]

  let line: PythonExpressionReader
  let names: PythonNames
  /// Of the statement: values of branches that these shut out do not count.
  let conditions: [ModuleUse.Condition]
  /// Numbers the branches of the module.
  var nextChain: Int

  /// No more than ``PythonNames/mostValues``.
  mutating func values(of expression: PythonExpression) -> [PythonValue] {
    let values = unbounded(expression)
    return values.count > PythonNames.mostValues ? [computed(expression)] : values
  }

  private mutating func unbounded(_ expression: PythonExpression) -> [PythonValue] {
    let token = expression.tokens.lowerBound
    switch expression.kind {
    case .text(let text): return [PythonValue(source: .text(text), token: token)]
    case .number, .bool: return [PythonValue(source: .word(Array(line.text(token))), token: token)]
    case .none: return [PythonValue(source: .none, token: token)]
    case .name(let name): return named(name, at: token)
    case .conditional(let branches, let otherwise): return arms(branches, otherwise)
    case .alternatives(let operands): return alternatives(operands)
    case .comparison(let operand):
      let values = values(of: operand)
      guard values.count == 1, case .environment = values[0].source else {
        return [computed(expression).converted(.bool)]
      }
      return values.map { $0.converted(.bool) }
    case .subscripted(let base, let index): return subscripted(base, index, expression)
    case .call(let callee, let arguments):
      let values = called(callee, arguments, expression)
      return values ?? [computed(expression)]
    case .formatted, .attribute, .items, .dictionary, .other: return [computed(expression)]
    }
  }

  /// With the strings in it that hold more than a credential, so that a key among them is seen.
  func computed(_ expression: PythonExpression) -> PythonValue {
    var text: [UInt8] = []
    for token in line.tokens[expression.tokens] where text.count < 4096 {
      guard let string = token.string else { continue }
      let value = string.value(in: line.source)
      // A whole one is found by itself, wherever it stands.
      guard CredentialScan.mentionsCredential(value), !CredentialScan.isCredential(value) else { continue }
      text += (text.isEmpty ? [] : [0x20]) + value
    }
    return PythonValue(source: .computed(text), token: expression.tokens.lowerBound)
  }

  // MARK: names

  private func named(_ name: String, at token: Int) -> [PythonValue] {
    guard let known = names.values(of: name) else {
      return [PythonValue(source: .unknownName(name), aliases: [name], token: token)]
    }
    let counting = known.filter { !excludes($0.conditions) }
    guard counting.count <= PythonNames.mostValues, !counting.isEmpty else {
      return [PythonValue(source: .unknownName(name), aliases: [name], token: token)]
    }
    return counting.map { known in
      var value = known
      value.token = token
      value.aliases = [name] + known.aliases.prefix(8)
      value.conditions = known.conditions.filter { !conditions.contains($0) }
      return value
    }
  }

  private func excludes(_ other: [ModuleUse.Condition]) -> Bool {
    conditions.contains { mine in other.contains { $0.chain == mine.chain && $0.branch != mine.branch } }
  }

  // MARK: choices

  private mutating func arms(
    _ branches: [(value: PythonExpression, condition: Range<Int>)], _ otherwise: PythonExpression
  ) -> [PythonValue] {
    let chain = nextChain
    nextChain += 1
    var values: [PythonValue] = []
    var words = ""
    for (number, branch) in branches.prefix(PythonNames.mostValues).enumerated() {
      words = "if " + PythonWords.shown(branch.condition, of: line)
      let condition = ModuleUse.Condition(words: words, chain: chain, branch: number)
      values += self.values(of: branch.value).map { $0.under([condition]) }
    }
    let last = ModuleUse.Condition(words: "else of \(words)", chain: chain, branch: branches.count)
    return values + self.values(of: otherwise).map { $0.under([last]) }
  }

  /// `os.environ.get("X") or "default"`.
  private mutating func alternatives(_ operands: [PythonExpression]) -> [PythonValue] {
    // Each once: what is nested would be looked at twice as often at every level.
    let values = operands.prefix(PythonNames.mostValues + 1).map { self.values(of: $0) }
    if values.count == 2, values[0].count == 1, var first = values[0].first, isEmpty(first.fallback),
      case .environment = first.source, let fallback = fallback(values[1])
    {
      first.fallback = fallback
      return [first]
    }
    let chain = nextChain
    nextChain += 1
    return values.enumerated().flatMap { number, values in
      let condition = ModuleUse.Condition(
        words: number == 0 ? "if set" : "if nothing before is set", chain: chain, branch: number)
      return values.map { $0.under([condition]) }
    }
  }

  private func isEmpty(_ fallback: PythonValue.Fallback?) -> Bool {
    switch fallback?.source {
    case nil, PythonValue.Source.none?: true
    case .text(let text)?: text.isEmpty
    default: false
    }
  }

  // MARK: readers of the environment

  private mutating func subscripted(
    _ base: PythonExpression, _ index: PythonExpression, _ expression: PythonExpression
  ) -> [PythonValue] {
    let token = expression.tokens.lowerBound
    guard let name = base.name ?? shownName(base), let key = index.text.flatMap(Self.name) else {
      return [computed(expression)]
    }
    if base.name != nil, names.isEnvironment(name) {
      return [PythonValue(source: .environment(key), token: token)]
    }
    let entry = "\(name)['\(key)']"
    if names.values(of: entry) != nil { return named(entry, at: token) }
    return [PythonValue(source: .mapping(key), token: token)]
  }

  /// `KEYS['usd']`.
  private func shownName(_ base: PythonExpression) -> String? {
    guard case .subscripted(let inner, let index) = base.kind, let name = inner.name ?? shownName(inner),
      let key = index.text.flatMap(Self.name)
    else { return nil }
    return "\(name)['\(key)']"
  }

  private mutating func called(
    _ callee: PythonExpression, _ arguments: [PythonExpression.Argument], _ expression: PythonExpression
  ) -> [PythonValue]? {
    let token = expression.tokens.lowerBound
    if case .attribute(let base, let method) = callee.kind { return self.method(method, of: base) }
    guard let name = callee.name else { return nil }
    let full = names.canonical(name)
    if Self.wrappers.contains(full) || Self.converters.contains(full) {
      guard let first = arguments.first, first.name == nil else { return nil }
      let conversion: ModuleUse.Conversion = Self.converters.contains(full) ? .other : .none
      return values(of: first.value).map { $0.converted(conversion) }
    }
    if let access = names.access(name) { return read(access, arguments, at: token) }
    if name.hasSuffix(".get"), let read = mappingGet(name, arguments, at: token) { return read }
    // `STRIPE_SECRET_KEY.strip()` has its base as a name.
    if let dot = name.lastIndex(of: "."), names.values(of: String(name[..<dot])) != nil {
      let base = PythonExpression(kind: .name(String(name[..<dot])), tokens: callee.tokens)
      return method(String(name[name.index(after: dot)...]), of: base)
    }
    return nil
  }

  private mutating func method(_ name: String, of base: PythonExpression) -> [PythonValue]? {
    switch name {
    case "strip", "lstrip", "rstrip", "encode", "decode", "get_secret_value": return values(of: base)
    case "lower", "upper", "casefold": return values(of: base)
    default: return nil
    }
  }

  private mutating func mappingGet(
    _ name: String, _ arguments: [PythonExpression.Argument], at token: Int
  ) -> [PythonValue]? {
    guard let key = arguments.first?.value.text.flatMap(Self.name) else { return nil }
    let entry = "\(name.dropLast(4))['\(key)']"
    if names.values(of: entry) != nil { return named(entry, at: token) }
    let second = arguments.dropFirst().first
    return [PythonValue(source: .mapping(key), fallback: second.flatMap { fallback($0.value) }, token: token)]
  }

  private mutating func read(
    _ access: PythonNames.Access, _ arguments: [PythonExpression.Argument], at token: Int
  ) -> [PythonValue]? {
    func keyword(_ names: String...) -> PythonExpression? {
      arguments.first { argument in argument.name.map(names.contains) ?? false }?.value
    }
    let placed = arguments.filter { $0.name == nil }.map(\.value)
    if case .declaration = access {
      return [declared(keyword("environ_name"), keyword("environ_prefix"), placed, token)]
    }
    if case .constructor = access { return nil }
    guard let variable = (placed.first ?? keyword("var", "key", "name", "option"))?.text.flatMap(Self.name) else {
      return nil
    }
    var value = PythonValue(source: .environment(variable), token: token)
    let second = placed.dropFirst().first
    let isCast = second?.name.map { Self.casts.contains(names.canonical($0)) } ?? false
    let cast = keyword("cast") ?? (isCast ? second : placed.dropFirst(2).first)
    let given = keyword("default") ?? (isCast ? nil : second)
    value.fallback = given.flatMap { fallback($0) }
    switch access {
    case .typed(_, let type):
      value.conversion = type == "bool" ? .bool : ["str", "unicode", "url"].contains(type) ? .none : .other
    case .call(let reader):
      if let cast {
        value.conversion = cast.name.map { Self.types[$0] ?? .other } ?? .other
      } else if case .environ = reader {
        convertSmartly(&value, variable)
      }
    case .get, .constructor, .declaration: break
    }
    return [value]
  }

  private static let casts: Set<String> = [
    "str", "bool", "int", "float", "list", "dict", "json", "Csv", "decouple.Csv",
  ]

  /// django-environ takes the scheme's type, or that of the default.
  private func convertSmartly(_ value: inout PythonValue, _ variable: String) {
    if let declared = names.schemes[variable] {
      value.conversion = declared.conversion.map { Self.types[$0] ?? .other } ?? .none
      if value.fallback == nil, let given = declared.fallback {
        value.fallback = PythonValue.Fallback(source: given.source, token: value.token, place: given.origin)
      }
    }
    guard value.conversion == .none, case .word(let word)? = value.fallback?.source else { return }
    value.conversion = word == Array("True".utf8) || word == Array("False".utf8) ? .bool : .other
  }

  /// django-configurations reads DJANGO_ and the setting's name, unless told otherwise.
  private mutating func declared(
    _ name: PythonExpression?, _ prefix: PythonExpression?, _ placed: [PythonExpression], _ token: Int
  ) -> PythonValue {
    var start = "DJANGO_"
    if let prefix { start = prefix.text.flatMap(Self.name).map { $0 + "_" } ?? "" }
    let variable = name?.text.flatMap(Self.name).map { start + $0 }
    return PythonValue(
      source: .environment(variable, prefix: start), fallback: placed.first.flatMap { fallback($0) },
      conversion: .other, token: token)
  }

  /// A default that is known; any other is left out, so that the value is not taken for known either.
  private mutating func fallback(_ expression: PythonExpression) -> PythonValue.Fallback? {
    fallback(values(of: expression))
  }

  private func fallback(_ values: [PythonValue]) -> PythonValue.Fallback? {
    guard values.count == 1, let value = values.first, value.conversion == .none else { return nil }
    switch value.source {
    case .text, .word, .none, .computed:
      return PythonValue.Fallback(source: value.source, token: value.token, place: value.origin)
    case .environment, .mapping, .unknownName: return nil
    }
  }

  /// A name that a variable or an entry could have.
  private static func name(_ bytes: [UInt8]) -> String? {
    guard !bytes.isEmpty, bytes.count <= 512, !CredentialScan.isCredential(bytes) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
