import KeySecrets

/// Mappings that say one thing together: `{name, value}`, `{key, sync}`, `{secretKeyRef}`, Kubernetes objects, merges.
extension SettingFinder {
  /// Takes what was held back of the mapping that ends.
  ///
  /// - Returns: what stands for the whole mapping as its key's value, and the end of that value's path.
  mutating func resolveMapping(_ frame: DocumentFrame) -> (value: Scalar, suffix: String)? {
    let top = stack.count - 1
    if frame.key == "metadata", top > 0, let name = frame.last(.name) {
      stack[top - 1].metadataName = CredentialScan.shown(name.value.text)
    }
    if let structural = structuralValue(of: frame) { return structural }
    let value = frame.last(.value)
    if let name = settingName(in: frame), let value {
      takeNamed(name, value, at: top)
      for part in frame.parts where part.part != .value && CredentialScan.isCredential(part.value.bytes) {
        consider(part.key.text, part.value, at: top, step: part.key.text)
      }
      return nil
    }
    if frame.hasReference, let name = settingName(in: frame), takeReference(name, at: top) { return nil }
    if let value, frame.parts.count == 1, ownerNaming(top) != nil { return (value.value, "/" + value.key.text) }
    if frame.last(.name) != nil, let key = frame.last(.key), !CredentialScan.isCredential(key.value.bytes),
      ownerNaming(top)?.meaning.isCredential ?? false
    {
      return (.reference(at: frame.start.place), "")
    }
    for part in frame.parts { consider(part.key.text, part.value, at: top, step: part.key.text) }
    if frame.hasReference { return (.reference(at: frame.start.place), "") }
    let isVariable = top > 0 && stack[top - 1].key.map(NestedNames.isVariableList) ?? false
    if frame.isDeclaration, isVariable, value == nil {
      return (Scalar(bytes: [], style: .plain, place: frame.start.place, source: 0..<0), "")
    }
    return nil
  }

  /// A collection that is a reference, a ciphertext or a template as a whole.
  func structuralValue(of frame: DocumentFrame) -> (value: Scalar, suffix: String)? {
    let tag =
      frame.isTemplate ? .template : frame.isCiphertext && frame.parts.isEmpty ? .encrypted : frame.start.tag
    guard tag == .encrypted || tag == .reference || tag == .template else { return nil }
    return (Scalar(bytes: [], style: .plain, tag: tag, place: frame.start.place, source: 0..<0), "")
  }

  /// The name's scalar in a mapping that describes a setting: the one that is Stripe's, if there are two.
  private func settingName(in frame: DocumentFrame) -> Scalar? {
    let names = [frame.last(.key)?.value, frame.last(.name)?.value].compactMap(\.self)
    return names.first { vocabulary.meaning(of: $0.text) != nil } ?? names.last
  }

  /// The setting of a `{name, value}`.
  private mutating func takeNamed(_ name: Scalar, _ value: (key: Scalar, value: Scalar), at top: Int) {
    let end = value.key.text
    let owner = owner(of: top)
    consider(name.text, value.value, at: owner, step: owner == top ? end : stepInParent(top) + "/" + end)
  }

  /// Of equal names in a list the last one counts; `prod: {name, value}` and `dev: {name, value}` are two settings.
  private func owner(of top: Int) -> Int { top > 0 && stack[top - 1].kind == .sequence ? top - 1 : top }

  /// The setting of a `{name, valueFrom}`, at its name: there is no value.
  private mutating func takeReference(_ name: Scalar, at top: Int) -> Bool {
    let owner = owner(of: top)
    guard let naming = naming(of: name.text, at: owner) else { return false }
    let path = documentPath(at: max(top - 1, 0), stepInParent(top))
    add(name.text, .reference(at: name.place), naming, at: owner, path: path)
    return true
  }

  private func stepInParent(_ top: Int) -> String {
    switch stack[top].step {
    case .root: ""
    case .key(let key): key
    case .index(let index): "[\(index)]"
    }
  }

  /// What the mapping's own key means in the mapping around it.
  private func ownerNaming(_ top: Int) -> Naming? {
    guard top > 0, let key = stack[top].key else { return nil }
    return naming(of: key, at: top - 1)
  }

  // MARK: merges

  /// Settles which of the merged settings hold: an explicit one wins, then the mapping merged first.
  mutating func resolveMerges() {
    let top = stack.count - 1
    for merged in stack[top].merged {
      if stack[top].seen[merged.name] != nil {
        found[merged.found].isOverridden = true
      } else {
        stack[top].seen[merged.name] = merged.found
      }
    }
    guard stack[top].isMerge, top > 0 else { return }
    stack[top - 1].merged += stack[top].seen.map { (name: $0.key, found: $0.value) }
  }

  // MARK: Kubernetes objects

  /// Settles what `data` held, now that the object's kind and name are known wherever they stood.
  mutating func resolveObject() {
    let top = stack.count - 1
    guard stack[top].holdsData else { return }
    let (isSecret, name) = (stack[top].objectKind == "Secret", stack[top].metadataName)
    for at in stack[top].firstFound..<found.count {
      guard let holder = found[at].holder, holder.object == top else { continue }
      found[at].holder = nil
      if holder.kind == .encryptedData { found[at].form = .encrypted }
      if holder.kind == .data, isSecret, let decoded = found[at].decoded {
        found[at].bytes = decoded
      }
      // A key under a name that says nothing was met before the object's name was known.
      if (found[at].meaning ?? .unmapped) == .unmapped, let name,
        let meaning = vocabulary.meaning(of: found[at].name, context: [name])
      {
        found[at].meaning = meaning
        found[at].scope = name
      }
    }
  }
}

extension Scalar {
  static func reference(at place: TextPlace) -> Scalar {
    Scalar(bytes: [], style: .plain, tag: .reference, place: place, source: 0..<0)
  }
}
