/// What stands in brackets: tuples, arguments, dicts.
extension PythonExpressionReader {
  /// Reads what stands in the brackets that open here, and moves behind them.
  ///
  /// - Returns: nil where `body` gives nil, or leaves something.
  mutating func inBrackets<R>(_ body: (inout Self) -> R?) -> R? {
    let behind = behind(at)
    let outer = end
    // One that nothing closes ends with the line.
    end = partners[at] < 0 ? behind : behind - 1
    at += 1
    let result = depth < Self.deepest ? body(&self) : nil
    let isWhole = at == end
    (at, end) = (behind, outer)
    return isWhole ? result : nil
  }

  mutating func bracketed(isTuple: Bool) -> PythonExpression {
    let start = at
    let items = inBrackets { reader -> (items: [PythonExpression], hasComma: Bool)? in
      var items: [PythonExpression] = []
      var hasComma = false
      while reader.at < reader.end {
        guard let item = reader.test() else { return nil }
        items.append(item)
        guard reader.at < reader.end else { break }
        guard reader.isSign(",") else { return nil }
        reader.at += 1
        hasComma = true
      }
      return (items, hasComma)
    }
    guard let items else { return PythonExpression(kind: .other, tokens: start..<at) }
    if isTuple, let only = items.items.first, !items.hasComma {
      return PythonExpression(kind: only.kind, tokens: only.tokens)
    }
    return PythonExpression(kind: .items(items.items), tokens: start..<at)
  }

  mutating func arguments() -> [PythonExpression.Argument]? {
    inBrackets { reader in
      var arguments: [PythonExpression.Argument] = []
      while reader.at < reader.end {
        var name: String?
        if let word = reader.word(at: reader.at), reader.isSign("=", at: reader.at + 1), reader.at + 1 < reader.end {
          name = word
          reader.at += 2
        }
        guard let value = reader.test() else { return nil }
        arguments.append(PythonExpression.Argument(name: name, value: value))
        guard reader.at < reader.end else { break }
        guard reader.isSign(",") else { return nil }
        reader.at += 1
      }
      return arguments
    }
  }

  mutating func dictionary() -> PythonExpression {
    let start = at
    let entries = inBrackets { reader -> [PythonExpression.Entry]? in
      var entries: [PythonExpression.Entry] = []
      while reader.at < reader.end {
        let isUnpacked = reader.isSign("**")
        guard let first = reader.test() else { return nil }
        if reader.isSign(":") {
          reader.at += 1
          guard let value = reader.test() else { return nil }
          entries.append(PythonExpression.Entry(key: first, value: value))
        } else {
          guard isUnpacked else { return nil }
          entries.append(PythonExpression.Entry(key: nil, value: first))
        }
        guard reader.at < reader.end else { break }
        guard reader.isSign(",") else { return nil }
        reader.at += 1
      }
      return entries
    }
    return PythonExpression(kind: entries.map { .dictionary($0) } ?? .other, tokens: start..<at)
  }
}
