/// What `STRIPE_LIVE_MODE` was meant to say.
package enum LiveModeText: Sendable {
  case on
  /// "False" and its kin: any text but the empty one is true in Python, unless the settings module converts it.
  case offAsText
  case empty
  case unknown

  package init(_ setting: Setting) {
    guard setting.form == .text else {
      self = setting.form == .absent ? .empty : .unknown
      return
    }
    let text = setting.value.withBytes { String(decoding: $0.prefix(8), as: UTF8.self).lowercased() }
    switch text {
    case "": self = .empty
    case "true", "1", "yes", "on", "y", "t": self = .on
    case "false", "0", "no", "off", "n", "f", "none": self = .offAsText
    default: self = .unknown
    }
  }
}
