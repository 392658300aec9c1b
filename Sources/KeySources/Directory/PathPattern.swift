/// A path that is left out, as `.gitignore` writes one: `legacy/`, `*.bak.yml`, `deploy/**/old`, `a[0-9].env`, `\#x`.
///
/// One without a slash before its end fits a name in any folder; any other is relative to the folder it is for.
package struct PathPattern: Sendable {
  private enum Step: Hashable, Sendable {
    case name(NamePattern)
    /// `**`: any number of folders.
    case folders
  }

  private let steps: [Step]
  private let isAnchored: Bool
  private let isForFolders: Bool

  package init(_ text: String) throws(PathPatternError) {
    var bytes = Self.withoutBlanks(Array(text.utf8)[...])
    if bytes.first == UInt8(ascii: "!") { throw .negation }
    if bytes.first == UInt8(ascii: "#") { throw .comment }
    isForFolders = bytes.last == UInt8(ascii: "/")
    if isForFolders { bytes = bytes.dropLast() }
    let isFromHere = bytes.starts(with: "./".utf8)
    if isFromHere { bytes = bytes.dropFirst(2) }
    isAnchored = bytes.contains(UInt8(ascii: "/")) || isFromHere
    let names = bytes.split(separator: UInt8(ascii: "/"))
    guard !names.isEmpty, !names.contains(where: { $0.elementsEqual(".".utf8) }) else { throw .everything }
    guard !names.contains(where: { $0.elementsEqual("..".utf8) }) else { throw .outside }
    var steps: [Step] = []
    for name in names {
      steps.append(name.elementsEqual("**".utf8) ? .folders : .name(try NamePattern(name)))
    }
    self.steps = steps
  }

  /// Blanks at the end are none of the pattern, but for one behind a `\`.
  private static func withoutBlanks(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let last = text.lastIndex(where: { $0 != 0x20 }) else { return [] }
    let escapes = text[...last].reversed().prefix { $0 == UInt8(ascii: "\\") }.count
    return text[...(escapes % 2 == 1 && last + 1 < text.endIndex ? last + 1 : last)]
  }

  /// - Parameter path: from the folder that the pattern is for, without a slash at its ends.
  func fits(_ path: [ArraySlice<UInt8>], isFolder: Bool) -> Bool {
    guard isFolder || !isForFolders, let last = path.last else { return false }
    if !isAnchored { return Self.fits(last, steps[0]) }
    return fits(path)
  }

  private static func fits(_ name: ArraySlice<UInt8>, _ step: Step) -> Bool {
    switch step {
    case .folders: true
    case .name(let pattern): pattern.fits(name)
    }
  }

  /// Goes back to the last `**` where what follows it does not fit.
  private func fits(_ path: [ArraySlice<UInt8>]) -> Bool {
    var (step, at) = (0, 0)
    var retry: (step: Int, at: Int)?
    while at < path.count {
      if step < steps.count, steps[step] == .folders {
        step += 1
        // At the end it is for what lies in the folder, and not for that itself.
        retry = (step, at)
        if step == steps.count { return true }
      } else if step < steps.count, Self.fits(path[at], steps[step]) {
        step += 1
        at += 1
      } else if let last = retry {
        (step, at) = (last.step, last.at + 1)
        retry = (step, at)
      } else {
        return false
      }
    }
    return step == steps.count
  }
}

/// Why a text is no pattern.
package enum PathPatternError: Error, Hashable, Sendable {
  case negation, comment, outside, everything, bracket, escape

  package var reason: String {
    switch self {
    case .negation: "a pattern can't take back what another leaves out; \\! is for a name that starts with it"
    case .comment: "a pattern is no comment; \\# is for a name that starts with it"
    case .outside: "a pattern leads no further up than its own folder"
    case .everything: "a pattern needs a name, such as legacy/ or *.bak.yml"
    case .bracket:
      "a pattern's [ needs its ], with characters, ranges such as 0-9 or classes such as [:digit:] between them"
    case .escape: "a pattern's \\ needs the character that it speaks of"
    }
  }
}
