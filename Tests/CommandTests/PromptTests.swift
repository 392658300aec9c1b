import Foundation
import TestSupport
import Testing

/// At a pseudoterminal that `script` makes.
@Suite("The prompt for a key", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
struct PromptTests {
  /// Runs `keys add` at a terminal, and `then` once the terminal is silent; then tells how things stand.
  ///
  /// - Parameter then: a line of shell; the program's number is in the file `pid`.
  private func prompt(_ project: Project, then: String) throws -> Outcome {
    let line = """
      (n=0
      until stty -a </dev/tty | grep -q -e '-echo ' || [ $((n += 1)) -gt 500 ]; do sleep 0.02; done
      \(then)) &
      sh -c 'echo $$ >pid; exec keyferry keys add --db k.json'
      echo "status $?"
      wait
      stty -a | grep -o -e '-*echo '
      """
    try project.write("inner", line)
    // An input that never ends, and no runtime that takes SIGQUIT for a crash.
    return try project.shell("mkfifo in; SWIFT_BACKTRACE=enable=no script -qec 'sh inner' /dev/null <>in")
  }

  @Test("a signal ends it with the echo back on", arguments: ["INT", "TERM", "HUP", "QUIT"])
  func signal(name: String) throws {
    let project = try Project()
    let outcome = try prompt(project, then: "kill -\(name) $(cat pid)")
    #expect(outcome.output.contains("Stripe key (not shown): "))
    #expect(!outcome.output.contains("status 0"))
    #expect(outcome.output.contains("echo "))
    #expect(!outcome.output.contains("-echo "))
    #expect(!project.names.contains("k.json"))
  }
}
