import KeySecrets

/// What a statement assigns.
extension PythonModuleReader {
  /// `A = B = value`, `a: str = value`, `A, B = x, y`, `x["A"] = value`, `A += value`.
  mutating func assign(_ line: PythonExpressionReader, _ range: Range<Int>) {
    var reader = line
    var parts = parts(line, range)
    guard parts.count > 1 else { return bare(line, range) }
    guard parts.count <= Self.mostTargets else {
      return note("a value given to more than \(Self.mostTargets) names", at: line.tokens[range.lowerBound])
    }
    let value = parts.removeLast()
    let isAugmented = line.tokens[parts[0].upperBound].end - line.tokens[parts[0].upperBound].start > 1
    let targets = parts.enumerated().map { number, part in
      number == 0 ? beforeColon(line, part) ?? part : part
    }
    let isField = blocks.isInSettingsClass && parts.count == 1 && beforeColon(line, parts[0]) != nil
    guard let expression = reader.expression(in: value) else {
      if targets.contains(where: { mentionsStripe(line, $0) }),
        let token = line.tokens[value].first ?? line.tokens[range].first
      {
        note("a value that is no expression of Python", at: token)
      }
      return
    }
    for target in targets {
      guard let target = reader.expression(in: target) else { continue }
      assign(expression, to: target, line, isAugmented: isAugmented, isField: isField)
    }
  }

  /// The value is looked at for each name anew.
  private static let mostTargets = 64
  private static let longestName = 512
  private static let longestStep = 128
  /// Dicts nested deeper are not looked into, but for the credentials in them.
  private static let longestPath = 8

  /// The parts of a statement between its `=`.
  private func parts(_ line: PythonExpressionReader, _ range: Range<Int>) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = range.lowerBound
    var at = start
    while at < range.upperBound {
      if isAssignment(line, at) {
        parts.append(start..<at)
        start = at + 1
      }
      if line.word(at: at) == "lambda" { break }
      at = line.partners[at] > at ? Int(line.partners[at]) + 1 : at + 1
    }
    return parts + [start..<range.upperBound]
  }

  private func isAssignment(_ line: PythonExpressionReader, _ index: Int) -> Bool {
    guard case .sign = line.tokens[index].kind, line.text(index).last == UInt8(ascii: "=") else { return false }
    let text = line.text(index)
    return text.count == 1 || !["==", "!=", "<=", ">=", ":="].contains { text.elementsEqual($0.utf8) }
  }

  private func beforeColon(_ line: PythonExpressionReader, _ part: Range<Int>) -> Range<Int>? {
    var at = part.lowerBound
    while at < part.upperBound {
      if line.isSign(":", at: at) { return part.lowerBound..<at }
      at = line.partners[at] > at ? Int(line.partners[at]) + 1 : at + 1
    }
    return nil
  }

  private func mentionsStripe(_ line: PythonExpressionReader, _ part: Range<Int>) -> Bool {
    line.tokens[part].contains { token in
      CredentialScan.mentionsStripe(UnsafeBufferPointer(rebasing: source[token.start..<token.end]))
    }
  }

  /// A statement without `=`: a field that is only declared, or `os.environ.setdefault("X", value)`.
  private mutating func bare(_ line: PythonExpressionReader, _ range: Range<Int>) {
    if blocks.isInSettingsClass, let target = beforeColon(line, range), target.count == 1,
      let name = line.word(at: target.lowerBound)
    {
      let value = PythonValue(
        source: .environment(name.uppercased()), conditions: blocks.conditions, token: target.lowerBound)
      return add(name, [], value, line, target.lowerBound, isField: true)
    }
    var reader = line
    guard let expression = reader.expression(in: range), case .call(let callee, let arguments) = expression.kind,
      let name = callee.name, names.canonical(name) == "os.environ.setdefault", arguments.count == 2,
      let key = arguments[0].value.text, key.count <= Self.longestName
    else { return }
    assign(arguments[1].value, root: String(decoding: key, as: UTF8.self), [], line, range.lowerBound)
  }

  // MARK: targets

  private mutating func assign(
    _ value: PythonExpression, to target: PythonExpression, _ line: PythonExpressionReader, isAugmented: Bool,
    isField: Bool
  ) {
    let token = target.tokens.lowerBound
    // Every entry of a dict has its own copy.
    if let name = target.name, name.utf8.count > Self.longestName { return }
    switch target.kind {
    case .items(let targets):
      guard case .items(let values) = value.kind, values.count == targets.count else {
        let value = computed(value, line)
        for name in targets.compactMap(\.name) { add(name, [], value, line, token) }
        return
      }
      for (item, value) in zip(targets, values) {
        assign(value, to: item, line, isAugmented: isAugmented, isField: false)
      }
    case .name(let name):
      if isAugmented { return add(name, [], computed(value, line), line, token) }
      if bindReader(value, to: name, line) { return }
      if isField { return assignField(value, name, line, token) }
      assign(value, root: name, [], line, token)
    default:
      guard let place = entry(target) else { return }
      if isAugmented { return add(place.root, [], computed(value, line), line, token) }
      assign(value, root: place.root, place.path, line, token)
    }
  }

  /// `STRIPE_KEYS["usd"]`; an entry of the environment or of `globals()` is a name of its own.
  private func entry(_ target: PythonExpression) -> (root: String, path: [String])? {
    guard case .subscripted(let base, let index) = target.kind, let key = index.text, key.count <= Self.longestStep,
      !CredentialScan.isCredential(key)
    else { return nil }
    let name = String(decoding: key, as: UTF8.self)
    if case .call(let callee, _) = base.kind, ["globals", "locals", "vars"].contains(callee.name ?? "") {
      return (name, [])
    }
    if let root = base.name {
      return names.canonical(root) == "os.environ" ? (name, []) : (root, [name])
    }
    guard let outer = entry(base), outer.path.count < Self.longestPath else { return nil }
    return (outer.root, outer.path + [name])
  }

  /// `env = environ.Env(X=(bool, False))`, `env = os.environ`, `get = os.environ.get`.
  private mutating func bindReader(
    _ value: PythonExpression, to name: String, _ line: PythonExpressionReader
  ) -> Bool {
    if let other = value.name {
      let full = names.canonical(other)
      if full == "os.environ" || full == "os.getenv" || full == "os.environ.get" {
        names.bind(name, to: full)
        return true
      }
      if names.values(of: other) == nil, let reader = names.readers[other] {
        names.bind(name, to: reader)
        return true
      }
      return false
    }
    guard case .call(let callee, let arguments) = value.kind, let called = callee.name,
      case .constructor(let reader)? = names.access(called)
    else { return false }
    names.bind(name, to: reader)
    for argument in arguments {
      guard let variable = argument.name else { continue }
      var type = argument.value
      var given: PythonExpression?
      if case .items(let pair) = argument.value.kind, let first = pair.first {
        type = first
        given = pair.dropFirst().first
      }
      var fallback = given.flatMap(declaredDefault)
      // A value is told of where it stands, and a setting that is empty where it is set.
      if let given, given.text?.isEmpty != true { fallback?.origin = place(line.tokens[given.tokens.lowerBound]) }
      names.declare(variable, PythonNames.Declared(conversion: type.name, fallback: fallback))
    }
    return true
  }

  private func declaredDefault(_ expression: PythonExpression) -> PythonValue? {
    switch expression.kind {
    case .text(let text): PythonValue(source: .text(text), token: expression.tokens.lowerBound)
    case .bool(let value):
      PythonValue(source: .word(Array((value ? "True" : "False").utf8)), token: expression.tokens.lowerBound)
    case .none: PythonValue(source: .none, token: expression.tokens.lowerBound)
    default: nil
    }
  }

  // MARK: values

  private mutating func assign(
    _ value: PythonExpression, root: String, _ path: [String], _ line: PythonExpressionReader, _ token: Int
  ) {
    if path.count >= Self.longestPath { return add(root, path, computed(value, line), line, token) }
    if case .dictionary(let entries) = value.kind {
      for entry in entries {
        let key = entry.key?.tokens.lowerBound ?? token
        assign(entry.value, root: root, path + [entryName(entry.key, line)], line, key)
      }
      return
    }
    if case .call(let callee, let arguments) = value.kind, callee.name == "dict" {
      for argument in arguments {
        guard let name = argument.name else { continue }
        assign(argument.value, root: root, path + [name], line, argument.value.tokens.lowerBound)
      }
      return
    }
    for value in values(of: value, line) { add(root, path, value, line, token) }
  }

  private func entryName(_ key: PythonExpression?, _ line: PythonExpressionReader) -> String {
    guard let key else { return "**" }
    if let text = key.text, text.count <= Self.longestStep, !CredentialScan.isCredential(text) {
      return String(decoding: text, as: UTF8.self)
    }
    return key.name ?? PythonAssignment.unknownKey
  }

  private mutating func values(of expression: PythonExpression, _ line: PythonExpressionReader) -> [PythonValue] {
    let conditions = blocks.conditions
    var evaluator = PythonEvaluator(
      line: line, names: names, conditions: conditions, nextChain: blocks.nextChain)
    let values = evaluator.values(of: expression)
    blocks.useChains(upTo: evaluator.nextChain)
    return values.map { value in
      var value = value
      // Those of most values are the block's own, which all share.
      value.conditions = value.conditions.isEmpty ? conditions : conditions + value.conditions
      return value
    }
  }

  private func computed(_ expression: PythonExpression, _ line: PythonExpressionReader) -> PythonValue {
    PythonEvaluator(line: line, names: names, conditions: [], nextChain: 0).computed(expression)
      .under(blocks.conditions)
  }

  /// `stripe_key: str = ""` of pydantic's settings, which the environment's STRIPE_KEY overrides.
  private mutating func assignField(
    _ expression: PythonExpression, _ name: String, _ line: PythonExpressionReader, _ token: Int
  ) {
    var given: PythonExpression? = expression
    var variable = name.uppercased()
    if case .call(let callee, let arguments) = expression.kind, let field = callee.name, field.hasSuffix("Field") {
      given = arguments.first { $0.name == nil || $0.name == "default" }?.value
      let other = arguments.first { ["env", "alias", "validation_alias"].contains($0.name ?? "") }?.value.text
      if let other { variable = String(decoding: other, as: UTF8.self) }
    }
    var value = PythonValue(source: .environment(variable), token: expression.tokens.lowerBound)
    value.conversion = .other
    if let given, case let found = values(of: given, line), found.count == 1 {
      switch found[0].source {
      case .text, .word, .none: value.fallback = PythonValue.Fallback(source: found[0].source, token: found[0].token)
      default: break
      }
    }
    add(name, [], value.under(blocks.conditions), line, token, isField: true)
  }

  private mutating func add(
    _ root: String, _ path: [String], _ value: PythonValue, _ line: PythonExpressionReader, _ token: Int,
    isField: Bool = false
  ) {
    let place = place(line.tokens[value.token])
    let fallbackPlace = value.fallback.map { $0.place ?? self.place(line.tokens[$0.token]) }
    let assignment = PythonAssignment(
      root: root, path: path, value: value, line: line.tokens[token].line, place: place, fallbackPlace: fallbackPlace,
      isField: isField, isLocal: blocks.isInFunction)
    if !blocks.isInFunction {
      var known = value
      known.origin = known.origin ?? place
      known.fallback?.place = fallbackPlace
      // Arms of one value stand side by side.
      names.define(assignment.name, known, replaces: true)
    }
    assignments.append(assignment)
  }
}
