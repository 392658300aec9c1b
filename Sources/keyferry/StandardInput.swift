import Glibc
import KeyFacts

/// A key that comes in by standard input, or is asked for at the terminal.
enum StandardInput {
  /// Nil when nothing was given.
  static func key(prompt: String) throws(OutputError) -> [UInt8]? {
    if Terminal.isTerminal(STDIN_FILENO) { return Terminal.secretLine(prompt: prompt) }
    var text: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    // No key is near this long: the rest of a wrong file need not be read.
    while text.count < 1 << 16 {
      let count = read(STDIN_FILENO, &chunk, chunk.count)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw .system(step: "read", path: "standard input", errno: errno)
      }
      text += chunk[..<count]
    }
    return text.isEmpty ? nil : text
  }
}
