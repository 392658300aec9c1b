import KeyFacts

/// What a piece of text is, which a terminal may colour. Nothing is said by colour alone.
enum TextStyle: Sendable {
  case plain, heading, faint, good, note, warning, error

  /// The terminal's escape sequence for it.
  var escape: String {
    switch self {
    case .plain: ""
    case .heading: "\u{1B}[1m"
    case .faint: "\u{1B}[2m"
    case .good: "\u{1B}[32m"
    case .note: "\u{1B}[36m"
    case .warning: "\u{1B}[33m"
    case .error: "\u{1B}[31m"
    }
  }

  static let reset = "\u{1B}[0m"

  init(_ severity: Severity) {
    switch severity {
    case .note: self = .note
    case .warning: self = .warning
    case .error: self = .error
    }
  }

  init(_ action: ChangeAction) {
    switch action {
    case .remove: self = .error
    case .create: self = .good
    case .update: self = .warning
    case .keep: self = .faint
    }
  }

  init(_ verdict: Verdict) {
    switch verdict {
    case .clean, .inSync, .done: self = .good
    case .findings, .changesPending, .drift, .incomplete: self = .warning
    case .blocked, .failed: self = .error
    }
  }
}

/// A piece of one line, in one style.
struct StyledText: Sendable {
  let text: String
  let style: TextStyle

  /// - Parameter text: made ``Swift/String/printable`` here, so that no name reaches a terminal as it is.
  init(_ text: String, _ style: TextStyle = .plain) {
    self.text = text.printable.withoutLogCommand
    self.style = style
  }

  /// The same, where it starts a line: GitHub's runner takes `::error::` there for a command.
  var atLineStart: StyledText {
    let start = text.drop { $0 == " " }
    guard start.hasPrefix("::") else { return self }
    return StyledText("\\u{3A}" + start.dropFirst(), style)
  }
}

extension String {
  /// With `##[`, which CI runners take for a command anywhere in a line, shown as `#\u{23}[`.
  fileprivate var withoutLogCommand: String {
    guard utf8.contains(UInt8(ascii: "#")) else { return self }
    var text = ""
    for character in unicodeScalars {
      if character == "[", text.hasSuffix("##") {
        text.removeLast()
        text += "\\u{23}"
      }
      text.unicodeScalars.append(character)
    }
    return text
  }
}
