import Foundation
import TestSupport
import Testing

@Suite("Signals") struct SignalTests {
  private static let statuses = [("INT", 130), ("TERM", 143), ("HUP", 129)]
  private static let settings = [".env": "STRIPE_LIVE_SECRET_KEY=«sk_live:1»\n"]

  /// Runs `line` in the background as the program itself, does `then` after a while, and tells how it ended.
  private func background(_ project: Project, _ line: String, then: String) throws -> Outcome {
    // A shell without job control starts what is in the background deaf to SIGINT; this one lets it hear.
    try project.shell(
      """
      mkfifo held
      env --default-signal=INT,HUP,TERM \(line) <>held & pid=$!
      sleep 0.5
      \(then)
      wait $pid; echo "status $?"
      """)
  }

  @Test("end a run that waits for its input with 130, 143 and 129", arguments: statuses)
  func input(name: String, status: Int) throws {
    let project = try Project()
    for command in ["scan dotenv:-", "keys add --db k.json", "sync dotenv:- --db k.sqlite"] {
      let outcome = try background(project, "keyferry " + command, then: "kill -\(name) $pid; rm held")
      #expect(outcome.output == "status \(status)\n", "\(command)")
      #expect(outcome.errors == "error: interrupted\n", "\(command)")
    }
    #expect(project.names == [])
  }

  @Test("end a run that waits for a lock, and nothing is left of it", arguments: statuses)
  func lock(name: String, status: Int) throws {
    let project = try Project(Self.settings)
    let outcome = try background(
      project, "keyferry sync --no-env --db k.json --format json=report.json", then: "kill -\(name) $pid")
    #expect(outcome.output.hasSuffix("status 0\n"))
    let held = try project.shell(
      """
      rm k.json report.json
      flock .k.json.lock sh -c '
        env --default-signal=INT,HUP,TERM keyferry sync --no-env --db k.json --format json=report.json & pid=$!
        sleep 0.5; kill -\(name) $pid; wait $pid; echo "status $?"'
      rm .k.json.lock
      """)
    #expect(held.output == "status \(status)\n")
    #expect(project.names == [".env", "held"])
  }

  @Test("change nothing once the write has ended: the run tells what it did, whole", arguments: statuses)
  func late(name: String, status: Int) throws {
    let project = try Project(Self.settings)
    // A pipe that is full holds the report up.
    let outcome = try project.shell(
      """
      mkfifo report
      exec 3<>report
      head -c 65536 /dev/zero >&3
      env --default-signal=INT,HUP,TERM keyferry sync --no-env --db k.json --format json >report & pid=$!
      until [ -e k.json ] || [ $((n += 1)) -gt 100 ]; do sleep 0.1; done
      sleep 0.5
      kill -\(name) $pid
      sleep 0.2
      head -c 65536 <&3 >/dev/null
      wait $pid; echo "status $?"
      timeout 1 cat <&3
      """)
    #expect(outcome.output.hasPrefix("status 0\n{"))
    #expect(outcome.output.hasSuffix("}\n"))
    #expect(outcome.output.contains("\"applied\""))
  }

  @Test("that were ignored from the start stay ignored, as under nohup")
  func ignored() throws {
    let project = try Project(Self.settings)
    let outcome = try project.shell(
      """
      trap '' HUP
      flock -o .k.json.lock sh -c 'keyferry sync --no-env --db k.json --quiet & echo $! >pid; sleep 0.5; kill -HUP $(cat pid)'
      until [ -e k.json ] || [ $((n += 1)) -gt 100 ]; do sleep 0.1; done
      keyferry check --no-env --db k.json --quiet; echo "status $?"
      """)
    #expect(outcome.output.contains("status 0"))
  }

  @Test("a killed run's unfinished report is removed by the next; that of one still at work is not")
  func unfinishedReport() throws {
    let project = try Project(Self.settings)
    try project.write("r.json.4711.tmp", "{")
    try project.write("r.json.4712.tmp", "{")
    try project.write("r.json.x.tmp", "mine")
    try project.write("other.json.4711.tmp", "mine")
    let outcome = try project.shell("flock r.json.4712.tmp keyferry scan --no-env --format json=r.json")
    #expect(outcome.status == 0)
    #expect(project.names == [".env", "other.json.4711.tmp", "r.json", "r.json.4712.tmp", "r.json.x.tmp"])
  }

  @Test("no other process of the same user looks into its memory", .enabled(if: geteuid() != 0 || Self.canStepDown))
  func memory() throws {
    let project = try Project()
    let user = geteuid() == 0 ? "setpriv --reuid=65534 --clear-groups " : ""
    let outcome = try background(
      project, user + Project.program.path + " scan dotenv:-", then: "stat -c %u /proc/$pid/environ; kill $pid")
    #expect(outcome.output == "0\nstatus 143\n")
  }

  /// Root has all processes' files look like its own: another user has to run the program, and be able to.
  private static var canStepDown: Bool {
    (try? Project().shell("setpriv --reuid=65534 --clear-groups \(Project.program.path) --version").status) == 0
  }
}
