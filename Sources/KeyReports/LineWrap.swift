/// Breaks text into lines that fit, and cuts nothing away: what is too long goes on in the next line.
struct LineWrap {
  /// Columns of the first line and of the ones after it.
  let first: Int
  let rest: Int

  /// The lines of `pieces`, which are broken at blanks; a word longer than a line is broken after `/`, `_` or `-`
  /// where it can be, and anywhere else.
  func lines(of pieces: [StyledText]) -> [[StyledText]] {
    var lines: [[StyledText]] = [[]]
    var room = first
    for word in words(of: pieces) {
      let width = word.width
      if width <= room || (lines[lines.count - 1].isEmpty && width <= first) {
        room -= width
        lines[lines.count - 1] += word.pieces
        continue
      }
      let word = word.withoutLeadingBlank
      guard word.width > 0 else { continue }
      if !lines[lines.count - 1].isEmpty {
        lines.append([])
        room = rest
      }
      for (index, chunk) in chunks(of: word, room: room).enumerated() {
        if index > 0 { lines.append([]) }
        lines[lines.count - 1] += chunk.pieces
        room = rest - chunk.width
      }
    }
    return lines
  }

  private struct Word {
    var pieces: [StyledText] = []
    var width: Int { pieces.reduce(0) { $0 + $1.text.displayWidth } }

    var withoutLeadingBlank: Word {
      guard let head = pieces.first, head.text.hasPrefix(" ") else { return self }
      return Word(pieces: [StyledText(String(head.text.dropFirst()), head.style)] + pieces.dropFirst())
    }
  }

  // A word carries the blank in front of it, so that lines keep a name's own blanks.
  private func words(of pieces: [StyledText]) -> [Word] {
    var words: [Word] = [Word()]
    for piece in pieces {
      let bytes = piece.text.utf8
      for part in bytes.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false) {
        let hasBlank = part.startIndex > bytes.startIndex
        if hasBlank { words.append(Word()) }
        let start = hasBlank ? bytes.index(before: part.startIndex) : part.startIndex
        guard start < part.endIndex else { continue }
        words[words.count - 1].pieces.append(StyledText(String(piece.text[start..<part.endIndex]), piece.style))
      }
    }
    return words
  }

  private func chunks(of word: Word, room: Int) -> [Word] {
    var chunks: [Word] = [Word()]
    var left = max(1, room)
    for piece in word.pieces {
      var text = Substring(piece.text)
      while !text.isEmpty {
        // A chunk that starts with `::` grows by five when it becomes a ``StyledText``.
        var end = text.breakPoint(columns: text.hasPrefix("::") ? left - 5 : left)
        if end == text.startIndex {
          guard chunks[chunks.count - 1].pieces.isEmpty else {
            chunks.append(Word())
            left = rest
            continue
          }
          end = text.unicodeScalars.index(after: end)
        }
        let head = StyledText(String(text[..<end]), piece.style)
        chunks[chunks.count - 1].pieces.append(head)
        left -= head.text.displayWidth
        text = text[end...]
      }
    }
    return chunks.filter { !$0.pieces.isEmpty }
  }
}

extension Substring {
  /// How much of it goes into `columns`: all of it, or up to the last `/`, `_`, `-`, `,` or `:` in the second half,
  /// or as far as it fits.
  func breakPoint(columns: Int) -> Index {
    var width = 0
    var nice: Index?
    var index = startIndex
    while index < endIndex {
      let scalar = unicodeScalars[index]
      width += scalar.displayWidth
      if width > columns { return nice ?? index }
      index = unicodeScalars.index(after: index)
      if width * 2 > columns, "/_-,:".unicodeScalars.contains(scalar) { nice = index }
    }
    return endIndex
  }
}
