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

  /// - Parameter text: made ``Swift/String/printable`` and harmless in a CI log here, so that no name gets out as it is.
  init(_ text: String, _ style: TextStyle = .plain) {
    self.text = text.printable.withoutLogCommand
    self.style = style
  }
}

extension String {
  /// GitHub's runner takes `::error::` at the start of a line for a command, and `##[` anywhere: they are shown as
  /// `\u{3A}:error::` and `#\u{23}[`.
  fileprivate var withoutLogCommand: String {
    guard mayHoldLogCommand else { return self }
    let start = drop { $0 == " " }
    let isCommand = start.hasPrefix("::")
    var text = isCommand ? String(repeating: " ", count: count - start.count) + "\\u{3A}" : ""
    for scalar in isCommand ? start.dropFirst().unicodeScalars : self[...].unicodeScalars {
      if scalar == "[", text.hasSuffix("##") {
        text.removeLast()
        text += "\\u{23}"
      }
      text.unicodeScalars.append(scalar)
    }
    return text
  }

  /// Told by bytes, since nearly no text does.
  private var mayHoldLogCommand: Bool {
    utf8.drop { $0 == UInt8(ascii: " ") }.starts(with: "::".utf8) || holds("##[")
  }
}
