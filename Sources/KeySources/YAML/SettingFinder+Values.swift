import KeyFacts
import KeySecrets

/// Single values: `NAME: value` in a mapping, `NAME=value` in a list.
extension SettingFinder {
  /// What a name means where it stands, and what else belongs to its identity.
  struct Naming {
    var meaning: SettingMeaning
    var scope: String
  }

  mutating func takePair(_ key: Scalar, _ value: Scalar, suffix: String) {
    let top = stack.count - 1
    if stack[top].namesFiles { return noteFilePart(key, value) }
    if isEnvironmentFile(key, in: top) { return takeFile(NamedFile(path: value)) }
    guard !stack[top].isSilent, mayMatter(key, value, in: top) else { return }
    let name = key.text
    if NestedNames.isReference(name), !value.isNull {
      stack[top].hasReference = true
      if !CredentialScan.isCredential(value.bytes) { return }
    }
    if NestedNames.isDeclaration(name) { stack[top].isDeclaration = true }
    if NestedNames.isCiphertext(name, value) { stack[top].isCiphertext = true }
    if name == "kind" { stack[top].objectKind = value.text }
    if let part = NestedNames.part(name) {
      stack[top].parts.append((part, key, value))
      return
    }
    consider(name, value, at: top, step: name + suffix)
  }

  /// False for most: what ``takePair(_:_:suffix:)`` would do nothing about.
  private func mayMatter(_ key: Scalar, _ value: Scalar, in top: Int) -> Bool {
    stack[top].mayBeStripe || stack[top].holder != nil || value.tag != .none
      || key.withBytes { NestedNames.scalarFilter.passes($0) || mayName($0) }
      || value.withBytes { mentionsAnything($0) || CredentialScan.mayBeEncoded($0) }
  }

  mutating func takeItem(_ item: Scalar) {
    if stack.last?.namesFiles ?? false { return takeFile(NamedFile(path: item)) }
    let mayMatter = item.withBytes { $0.contains(UInt8(ascii: "=")) || mentionsAnything($0) }
    guard mayMatter else { return }
    let top = stack.count - 1
    let step = "[\(stack[top].count)]"
    let list = stack.last { $0.key != nil }?.key
    if let length = TextPairs.nameLength(item.bytes[...], separator: UInt8(ascii: "=")) {
      let name = String(decoding: item.bytes[..<length], as: UTF8.self)
      return consider(name, item.dropping(length + 1, from: source), at: top, step: step)
    }
    let around = top > 0 ? stack[top - 1].key : nil
    if let list, NestedNames.isVariableList(list) || NestedNames.isNameList(list, in: around),
      TextPairs.isName(item.text.utf8),
      vocabulary.meaning(of: item.text) != nil, !item.isNull
    {
      var passed = item
      passed.bytes = []
      passed.tag = .reference
      return consider(item.text, passed, at: top, step: step)
    }
    if CredentialScan.isCredential(item.bytes), let list, !item.bytes.contains(0x20) {
      let meaning = vocabulary.meaning(of: list) ?? .unmapped
      let naming = Naming(meaning: meaning.expectsKey ? meaning : .unmapped, scope: step)
      return add(list, item, naming, at: top, path: documentPath(at: top, step), definition: list + step)
    }
    findPairs(in: item, under: list, path: documentPath(at: top, step))
  }

  /// Adds a setting if the name or the value says that it is Stripe's.
  ///
  /// - Parameters:
  ///   - index: the frame that the setting belongs to.
  ///   - step: the path's end.
  mutating func consider(_ name: String, _ scalar: Scalar, at index: Int, step: String) {
    // No copy of the frame: it would make each addition copy what the frame has seen.
    let holder = stack[index].holder
    let decoded = holder?.kind == .data ? CredentialScan.decodedText(scalar.bytes) : nil
    let mentions =
      mentionsAnything(scalar.bytes) || decoded.map(mentionsAnything) ?? false
    var value = scalar
    if scalar.tag == .binary { value.bytes = Base64.decode(scalar.bytes) ?? scalar.bytes }
    if let credential = CredentialScan.decodedCredential(scalar.bytes) { value.bytes = credential }

    guard
      mentions || value.bytes.count != scalar.bytes.count || stack[index].mayBeStripe || holder != nil
        || mayName(name)
    else { return }
    let path = documentPath(at: index, step)
    let text = decoded.map(scalar.replacing) ?? value
    let isText = scalar.tag == .none || scalar.tag == .binary
    if mentions, isText, text.isMultiline, findPairs(in: text, under: name, path: path) > 0 { return }
    let isCredential = CredentialScan.isCredential(value.bytes)
    if let naming = naming(of: name, at: index), isCredential || isPlausible(naming, name, value) {
      return add(name, value, naming, at: index, path: path, decoded: decoded)
    }
    if isCredential {
      let meaning = vocabulary.meaningIfCredential(of: name, context: context(at: index))
      let naming = Naming(meaning: meaning ?? .unmapped, scope: scope(at: index))
      return add(name, value, naming, at: index, path: path)
    }
    if holder != nil, vocabulary.meaning(of: name, context: ["stripe"]) != nil {
      return add(name, value, nil, at: index, path: path, decoded: decoded)
    }
    if mentions { findPairs(in: text, under: name, path: path) }
  }

  func naming(of name: String, at index: Int) -> Naming? {
    if let own = vocabulary.meaning(of: name) { return Naming(meaning: own, scope: "") }
    let context = context(at: index)
    guard !context.isEmpty, let meaning = vocabulary.meaning(of: name, context: context) else { return nil }
    return Naming(meaning: meaning, scope: scope(at: index))
  }

  /// Whether a value that is no credential is a setting's: not a dependency's version, a translation or a switch.
  private func isPlausible(_ naming: Naming, _ name: String, _ value: Scalar) -> Bool {
    // Any name of Stripe's may have a key in what can't be looked at.
    if value.tag == .encrypted || value.withBytes(ValueClassifier.isEncrypted) { return true }
    guard value.tag == .none, !value.isNull else { return naming.meaning.role != .otherStripe || isSettingName(name) }
    if naming.meaning.role == .otherStripe {
      guard isSettingName(name) else { return false }
    }
    if value.style == .plain, !naming.scope.isEmpty, value.isSwitchOrNumber { return false }
    // A label or a sentence under a name in lower case.
    let isConstant = name.utf8.allSatisfy { !(0x61...0x7A).contains($0) }
    let isProse =
      (value.bytes.contains(0x20) || value.bytes.contains { $0 >= 0x80 })
      && !value.bytes.contains { "_<{$%".utf8.contains($0) }
    return isConstant || !isProse
  }

  /// A name that is Stripe's, and no key's: believed where it is written as settings are.
  private func isSettingName(_ name: String) -> Bool {
    guard TextPairs.isName(name.utf8), name.utf8.count > "stripe".utf8.count else { return false }
    return kind == .yaml || name.utf8.allSatisfy { !(0x61...0x7A).contains($0) }
  }

  // MARK: adding

  /// - Parameter naming: nil when only the Kubernetes object around it can tell.
  mutating func add(
    _ name: String, _ scalar: Scalar, _ naming: Naming?, at index: Int, path: String, decoded: [UInt8]? = nil,
    definition: String? = nil
  ) {
    let form: ValueForm =
      // A key is a key, even where `!Sub` stands before it.
      switch scalar.tag != .none && CredentialScan.isCredential(scalar.bytes) ? .none : scalar.tag {
      case .encrypted: .encrypted
      case .reference: .reference
      case .template: .template
      case .none, .binary: scalar.isNull ? .absent : .text
      }
    let isText = form == .text
    let value = FoundValue(
      name: CredentialScan.shown(name), bytes: isText ? scalar.bytes : [], form: form, place: scalar.place, path: path,
      meaning: naming?.meaning, scope: naming?.scope ?? "", holder: stack[index].holder, decoded: isText ? decoded : nil
    )
    if let earlier = stack[index].seen.updateValue(found.count, forKey: definition ?? name) {
      found[earlier].isOverridden = true
    }
    found.append(value)
  }
}

extension Scalar {
  /// Has a line end that is not its last character.
  var isMultiline: Bool { bytes.dropLast().contains(0x0A) }

  fileprivate var isSwitchOrNumber: Bool {
    let text = text.lowercased()
    return ["true", "false", "yes", "no", "on", "off"].contains(text)
      || !bytes.isEmpty && bytes.allSatisfy { $0 &- 0x30 < 10 || $0 == UInt8(ascii: ".") }
  }

  /// The text after its first `count` bytes, which are ASCII, at the place where that starts; the whole text's, where
  /// they are not written in the document as they are.
  fileprivate func dropping(_ count: Int, from document: UnsafeBufferPointer<UInt8>) -> Scalar {
    let isWritten = withBytes { document[source].starts(with: $0.prefix(count)) }
    var rest = self
    rest.bytes.removeFirst(count)
    // An empty value that follows a name is no null.
    rest.style = .quoted
    if isWritten { rest.place.column += count }
    rest.source = isWritten ? source.lowerBound + count..<source.upperBound : 0..<0
    return rest
  }

  fileprivate func replacing(_ bytes: [UInt8]) -> Scalar {
    var scalar = self
    scalar.bytes = bytes
    scalar.source = 0..<0
    return scalar
  }
}
