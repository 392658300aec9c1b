package import KeyFacts

/// What a baseline came to in a run.
package struct ReportedBaseline: Hashable, Sendable {
  /// Of its file, as it was given.
  package let path: String
  /// How many findings it set aside.
  package let known: Int
  /// Its entries that nothing answers to any more, where the run looked.
  package let gone: [Baseline.Entry]

  package init(path: String, known: Int, gone: [Baseline.Entry]) {
    self.path = path
    self.known = known
    self.gone = gone
  }

  /// `2 findings of keyferry.baseline are there no more: …`; nil when all are.
  var goneInWords: String? {
    let count = gone.reduce(0) { $0 + $1.count }
    guard count > 0 else { return nil }
    let verb = count == 1 ? "is" : "are"
    return "\(PlainWords.count(count, "finding")) of \(path) \(verb) there no more: `keyferry baseline` writes it anew"
  }
}

extension Baseline.Entry {
  /// `KF202 .env: STRIPE_LIVE_SECRET_KEY`.
  var words: String {
    let place = [identity.path, identity.setting].compactMap(\.self).joined(separator: ": ")
    let times = count > 1 ? "(\(PlainWords.digits(count)) times)" : ""
    return [identity.rule, place, times].filter { !$0.isEmpty }.joined(separator: " ")
  }
}
