import KeyFacts
import KeySecrets

extension Reading {
  /// Ends the process if a place of a settings module's reading lies outside of it, or a value does not stand at its own.
  func claimModule(_ lines: Lines) {
    let text = lines.bytes
    claimPlaces(lines) { setting, place, difference in
      // What an expression makes has the place where it starts, and a name's value stands where the name got it.
      if setting.form == .reference || setting.module?.form == .alias { return true }
      return Self.goesOn(text, place, difference)
    }
    for use in settings.compactMap(\.module) {
      if let origin = use.origin { _ = Self.offset(origin, lines) }
      guard let fallback = use.fallback, let place = Self.offset(fallback.location, lines) else { continue }
      let value = fallback.value.text
      let common = zip(value, text[place...]).prefix { $0 == $1 }.count
      if common == value.count || fallback.form != .text { continue }
      claim(Self.goesOn(text, place, place + common), "a default does not stand at its place")
    }
  }

  /// A name's value stands at its origin, as far as a string goes.
  private static func offset(_ location: SourceLocation, _ lines: Lines) -> Int? {
    guard let line = location.line, let column = location.column else { return nil }
    let offset = lines.offset(line: line, column: column)
    claim(offset != nil, "\(line):\(column) lies outside of the text")
    return offset
  }

  /// Whether the text stops to be the value's for a reason: an escape, the end of a string that another follows, a line end
  /// of the text, a doubled brace.
  private static func goesOn(_ text: [UInt8], _ place: Int, _ difference: Int) -> Bool {
    difference < text.count && "\\\"'\r{}".utf8.contains(text[difference])
  }
}
