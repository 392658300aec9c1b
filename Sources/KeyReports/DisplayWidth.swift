extension String {
  /// The columns it takes on a terminal.
  var displayWidth: Int {
    let bytes = utf8
    if bytes.allSatisfy({ $0 < 0x80 }) { return bytes.count }
    return unicodeScalars.reduce(0) { $0 + $1.displayWidth }
  }
}

extension Unicode.Scalar {
  /// 0 for what joins the character before it, 2 for East Asian wide characters and emoji, else 1. Terminals differ over
  /// few; what one of them shows wider counts as wide, so that no line is too long.
  var displayWidth: Int {
    if value < 0x300 { return 1 }
    switch properties.generalCategory {
    // One that makes an emoji of the character before it makes it wide.
    case .nonspacingMark, .enclosingMark: return value == 0xFE0F ? 1 : 0
    default: break
    }
    switch value {
    // The middle and the end of a Korean syllable in its decomposed form.
    case 0x1160...0x11FF, 0xD7B0...0xD7FF: return 0
    // A flag is two of these.
    case 0x1F1E6...0x1F1FF: return 1
    case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
      0x1AFF0...0x1B2FF, 0x1D300...0x1D37F, 0x1F200...0x1F265, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F7E0...0x1F7EB,
      0x1F900...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return properties.isEmojiPresentation ? 2 : 1
    }
  }
}
