import KeyFacts
import KeySecrets

/// Finds settings in the events of a document, wherever real files hold them.
///
/// - SeeAlso: its extensions, one for each family of layouts.
struct SettingFinder {
  let kind: SourceKind
  let path: String
  let source: UnsafeBufferPointer<UInt8>
  let vocabulary: SettingVocabulary
  let fileContext: [String]
  var stack: [DocumentFrame] = []
  var found: [FoundValue] = []
  var environmentFiles: [EnvironmentFile] = []

  init(kind: SourceKind, path: String, source: UnsafeBufferPointer<UInt8>, vocabulary: SettingVocabulary) {
    self.vocabulary = vocabulary
    self.kind = kind
    self.path = path
    self.source = source
    self.fileContext = NestedNames.context(ofFile: path)
  }

  mutating func take(_ event: DocumentEvent) {
    switch event {
    case .documentStart, .documentEnd: stack.removeAll(keepingCapacity: true)
    case .mappingStart(let start): open(.mapping, start)
    case .sequenceStart(let start): open(.sequence, start)
    case .collectionEnd: close()
    case .scalar(let scalar): take(scalar)
    case .aliasOfCollection: passValue()
    }
  }

  /// Whether a name may be a setting's.
  func mayName(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    CredentialScan.mentionsStripe(name) || vocabulary.mayStartOwn(name)
  }

  func mayName(_ name: String) -> Bool { Array(name.utf8).withUnsafeBufferPointer(mayName) }

  /// Whether a text may hold a setting or a credential.
  func mentionsAnything(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    CredentialScan.mentionsAnything(text) || vocabulary.mentionsOwn(text)
  }

  func mentionsAnything(_ text: [UInt8]) -> Bool { text.withUnsafeBufferPointer(mentionsAnything) }

  /// What was found, in the order of the text.
  func settings() -> [Setting] {
    let kept = found.filter { $0.meaning != nil }
    let order = kept.indices.sorted { (kept[$0].place, $0) < (kept[$1].place, $1) }
    return order.map { at in
      let value = kept[at]
      let location = SourceLocation(
        kind: kind, path: path, line: value.place.line, column: value.place.column,
        documentPath: value.path.isEmpty ? nil : value.path)
      return Setting(
        name: value.name, meaning: value.meaning ?? .unmapped, value: Secret(value.bytes), form: value.form,
        location: location, isOverridden: value.isOverridden, scope: value.scope)
    }
  }

  // MARK: the document's tree

  /// - Parameter suffix: what the value's path has after its name.
  mutating func take(_ scalar: Scalar, suffix: String = "") {
    guard let top = stack.indices.last else {
      findPairs(in: scalar, under: nil, path: "")
      return
    }
    switch stack[top].kind {
    case .sequence:
      if !stack[top].isSilent { takeItem(scalar) }
      stack[top].count += 1
    case .mapping:
      if let key = stack[top].pendingKey {
        stack[top].pendingKey = nil
        takePair(key, scalar, suffix: suffix)
      } else {
        takeKey(scalar)
      }
    }
  }

  private mutating func takeKey(_ key: Scalar) {
    let top = stack.count - 1
    guard key.withBytes(CredentialScan.holdsBody) else {
      stack[top].pendingKey = key
      return
    }
    // `NAME:value` without a blank is all name, and names are shown.
    if !stack[top].isSilent {
      findPairs(in: key, under: stack.last { $0.key != nil }?.key, path: documentPath(at: top, "?"))
    }
    stack[top].pendingKey = Self.unnamedKey
  }

  /// Counts a key, value or item that says nothing.
  private mutating func passValue() {
    guard let top = stack.indices.last else { return }
    if stack[top].kind == .sequence {
      stack[top].count += 1
    } else if stack[top].pendingKey == nil {
      stack[top].pendingKey = Self.unnamedKey
    } else {
      stack[top].pendingKey = nil
    }
  }

  private static var unnamedKey: Scalar { Scalar(bytes: Array("?".utf8), style: .quoted, place: .start, source: 0..<0) }

  private mutating func open(_ kind: DocumentFrame.Kind, _ start: Collection) {
    guard let top = stack.indices.last else {
      return stack.append(
        DocumentFrame(
          kind: kind, step: .root, start: start, isKey: false, isSilent: false, isMerge: false, contextStart: 0,
          mayBeStripe: !fileContext.isEmpty, holder: nil, namesFiles: false, firstFound: found.count))
    }
    let isInMapping = stack[top].kind == .mapping
    let pendingKey = stack[top].pendingKey
    let isKey = isInMapping && pendingKey == nil
    if isKey && kind == .mapping && start.isFlow && stack[top].start.isFlow { stack[top].isTemplate = true }
    let key = pendingKey.map { DocumentFrame.shortened($0.text) }
    let isTelling = pendingKey?.withBytes(NestedNames.collectionFilter.passes) ?? false
    if isTelling, let key, NestedNames.isReference(key) { stack[top].hasReference = true }
    let isBarrier = isTelling && key.map(NestedNames.isBarrier) ?? false
    let namesStripe = pendingKey?.withBytes { mayName($0) } ?? false
    let holder = isTelling ? dataHolder(named: key, kind) : nil
    if let holder { stack[holder.object].holdsData = true }
    stack.append(
      DocumentFrame(
        kind: kind, step: isInMapping ? .key(key ?? "?") : .index(stack[top].count), start: start,
        isKey: isKey, isSilent: isKey || stack[top].isSilent || start.tag == .reference,
        isMerge: isTelling && key == "<<" || (stack[top].isMerge && !isInMapping),
        contextStart: isBarrier ? stack.count + 1 : stack[top].contextStart,
        mayBeStripe: !isBarrier && (stack[top].mayBeStripe || namesStripe), holder: holder,
        namesFiles: stack[top].namesFiles || pendingKey.map { isEnvironmentFile($0, in: top) } ?? false,
        firstFound: found.count))
  }

  private func dataHolder(named key: String?, _ kind: DocumentFrame.Kind) -> DataHolder? {
    guard kind == .mapping, let top = stack.indices.last else { return nil }
    switch key {
    case "data": return DataHolder(kind: .data, object: top)
    case "stringData": return DataHolder(kind: .stringData, object: top)
    case "encryptedData":
      // The object is around `spec`.
      return DataHolder(kind: .encryptedData, object: stack[top].key == "spec" ? max(top - 1, 0) : top)
    default: return nil
    }
  }

  private mutating func close() {
    guard let top = stack.indices.last else { return }
    if stack[top].isSettled {
      stack.removeLast()
      return passValue()
    }
    var frame = stack[top]
    // Else the next addition would copy them.
    frame.seen = [:]
    frame.merged = []
    if frame.namesFiles { takeFile(frame.file) }
    let standIn = frame.kind == .mapping ? resolveMapping(frame) : structuralValue(of: frame)
    resolveMerges()
    resolveObject()
    stack.removeLast()
    if let standIn, !frame.isKey { return take(standIn.value, suffix: standIn.suffix) }
    passValue()
  }

  // MARK: names and paths

  /// The names that may speak for those in the frame at `index`, outermost first.
  func context(at index: Int) -> [String] {
    guard stack.indices.contains(index), stack[index].mayBeStripe else { return [] }
    let start = stack[index].contextStart
    let names = start > index ? [] : stack[start...index].compactMap(\.key).filter { $0 != "<<" }
    return start == 0 ? fileContext + names : names
  }

  /// What tells a setting in the frame at `index` from another of its name: the context, from an environment or from
  /// what is Stripe's on.
  func scope(at index: Int) -> String {
    guard stack.indices.contains(index) else { return "" }
    let start = stack[index].contextStart
    var names = start > index ? [] : stack[start...index].compactMap(\.key).filter { $0 != "<<" }
    if start == 0 { names = fileContext + names }
    let first = names.firstIndex { name in
      NestedNames.isEnvironment(name) || mayName(name)
    }
    return names[(first ?? 0)...].joined(separator: "_")
  }

  /// The document's path to the frame at `index`, and a last step.
  func documentPath(at index: Int, _ last: String) -> String {
    var path = ""
    for frame in stack[...index] {
      if path.utf8.count > DocumentFrame.longestPath {
        path += "…/"
        break
      }
      switch frame.step {
      case .root: continue
      case .key(let key): path += key
      case .index(let index): path += "[\(index)]"
      }
      path += "/"
    }
    return path + DocumentFrame.shortened(last)
  }
}
