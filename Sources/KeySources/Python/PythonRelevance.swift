/// Which logical lines of a module have to do with Stripe: the others, which are most, need not be understood.
///
/// A line counts for what ``ReasonToParse`` looks for, or for a name that such a line binds; and so that these can be
/// understood, each that binds a name which they use counts, too. A line too many does no harm.
struct PythonRelevance {
  /// A larger module is read whole, so that its tokens need not be kept.
  static let largest = 1 << 20
  /// Names that lead to names: after so many steps every line counts.
  private static let mostRounds = 16

  /// For each line whether it counts.
  private(set) var lines: [Bool]

  private var names: [PythonLineNames.Name] = []
  /// Where each line's names end among all.
  private var ends: [Int] = []

  init(_ lines: [PythonLine], _ source: UnsafeBufferPointer<UInt8>, _ reason: ReasonToParse) {
    self.lines = Array(repeating: false, count: lines.count)
    guard let hits = reason.ends(in: source) else {
      self.lines = Array(repeating: true, count: lines.count)
      return
    }
    guard !hits.isEmpty || lines.contains(where: { $0.mayHideText }) else { return }
    ends.reserveCapacity(lines.count)
    var hit = hits[...]
    for (index, line) in lines.enumerated() {
      PythonLineNames.add(line, source, to: &names)
      ends.append(names.count)
      guard let first = line.tokens.first, let last = line.tokens.last else { continue }
      while let end = hit.first, end <= first.start { hit.removeFirst() }
      self.lines[index] =
        hit.first.map { $0 <= last.end } ?? false || line.mayHideText && Self.hides(line, source, reason)
    }
    guard follow(from: { $0.isBound }, to: { _ in true }), follow(from: { _ in true }, to: { $0.isBound }) else {
      self.lines = Array(repeating: true, count: lines.count)
      return
    }
  }

  /// Strings side by side, and those with a `\`, are other texts than those that stand there.
  private static func hides(
    _ line: PythonLine, _ source: UnsafeBufferPointer<UInt8>, _ reason: ReasonToParse
  ) -> Bool {
    var text: [UInt8] = []
    for token in line.tokens {
      switch token.kind {
      case .string(let string): text += string.value(in: source)
      case .sign: continue
      case .name, .number: text.append(0)
      }
    }
    return text.withUnsafeBufferPointer { reason.ends(in: $0)?.isEmpty == false }
  }

  /// Has each line count that has one of the names `to` in common with names `from` of lines that count.
  ///
  /// - Returns: false when it takes too long to come to an end.
  private mutating func follow(
    from: (PythonLineNames.Name) -> Bool, to: (PythonLineNames.Name) -> Bool
  ) -> Bool {
    var known = NameSet()
    for index in lines.indices where lines[index] {
      for name in names[range(index)] where from(name) { known.insert(name) }
    }
    for _ in 0..<Self.mostRounds {
      var isSettled = true
      for index in lines.indices where !lines[index] {
        guard names[range(index)].contains(where: { to($0) && known.contains($0) }) else { continue }
        lines[index] = true
        isSettled = false
        for name in names[range(index)] where from(name) { known.insert(name) }
      }
      if isSettled { return true }
    }
    return false
  }

  private func range(_ line: Int) -> Range<Int> { (line == 0 ? 0 : ends[line - 1])..<ends[line] }
}

/// Names by their hashes.
private struct NameSet {
  private var words = [UInt64](repeating: 0, count: 1 << (16 - 6))

  func contains(_ name: PythonLineNames.Name) -> Bool {
    words[Int(name.hash >> 6)] & 1 << UInt64(name.hash & 63) != 0
  }

  mutating func insert(_ name: PythonLineNames.Name) { words[Int(name.hash >> 6)] |= 1 << UInt64(name.hash & 63) }
}
