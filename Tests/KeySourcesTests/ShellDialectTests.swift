import KeyFacts
import KeySecrets
import KeySources
import TestSupport
import Testing

@Suite("Shell dialect") struct ShellDialectTests {
  private func values(_ text: String) -> [String] {
    DotenvParser.definitions(in: Array(text.utf8), dialect: .shell, environment: EnvironmentVariables([])).definitions
      .map { one in
        let value = one.isResolved ? one.value.map { String(decoding: $0, as: UTF8.self) } ?? "-" : "?"
        return String(decoding: one.name, as: UTF8.self) + "=" + value
      }
  }

  @Test(
    "reads assignments as bash does",
    arguments: [
      ("A=1 B=2; C=3 && D=4", ["A=1", "B=2", "C=3", "D=4"]), ("export A='x y' B=\"$A\"", ["A=x y", "B=x y"]),
      ("declare -x A=1", ["A=1"]), ("A=a'b'\"c\"\\d", ["A=abcd"]), ("A=$'a\\tb\\n'", ["A=a\tb\n"]),
      ("A=\"a\\$b\\\"c\\d\"", ["A=a$b\"c\\d"]), ("A=\"x\ny\"\nB=1", ["A=x\ny", "B=1"]), ("A=x\\\ny", ["A=xy"]),
      ("if true; then A=1; else B=2; fi", ["A=1", "B=2"]), ("A=1 # B=2\nC=a#b", ["A=1", "C=a#b"]),
      ("case $x in\n  a) A=1 ;;\n  *) B=2 ;;\nesac\nC=3", ["A=1", "B=2", "C=3"]),
      ("cat <<END\nA=1\nEND\nB=2", ["B=2"]), ("f() {\n  A=1\n}\nB=2", ["A=1", "B=2"]),
      ("[[ -n $x && ( a < b ) ]] && A=1", ["A=1"]), ("A=${B:-${C:-x}}", ["A=x"]),
      ("B=1\nA=${B:+yes}", ["B=1", "A=yes"]),
      ("A=${B:-'a b'}", ["A=a b"]), ("A=\"${B:-a b}\"", ["A=a b"]),
    ])
  func assignments(text: String, expected: [String]) { #expect(values(text) == expected) }

  @Test(
    "runs nothing, and knows nothing of what a command or a shell of its own would set",
    arguments: [
      ("A=$(cat key)", ["A=?"]), ("A=`cat key`", ["A=?"]), ("A=x$$", ["A=?"]), ("A=${B%x}", ["A=?"]),
      ("A=\"$(echo \")\" 'x')\"\nB=1", ["A=?", "B=1"]), ("A=$((1 + (2)))\nB=1", ["A=?", "B=1"]),
      ("A=1 command", []), ("A= x", []), ("A=1 &\nB=2", ["B=2"]), ("(A=1; B=2)\nC=3", ["C=3"]),
      ("A=(1 2)\nB=2", ["B=2"]),
      ("A=1 >x\nB=2", ["B=2"]), ("set A=1", []),
    ])
  func unknown(text: String, expected: [String]) { #expect(values(text) == expected) }

  @Test(
    "reads what stands before a syntax error, and nothing behind it",
    arguments: ["B='x\nC=1", "B=\"$(x\"\nC=1", "B=<x>\nC=1", "B=a)b\nC=1", "B=a(b\nC=1"])
  func syntaxErrors(text: String) throws {
    #expect(values("A=1\n" + text) == ["A=1"])
    let reading = try DotenvParser.parse(Array("STRIPE_KEY=x\n\(text)\n".utf8), path: ".env", dialect: .shell)
    #expect(reading.settings.map(\.name) == ["STRIPE_KEY"])
    #expect(reading.malformed.map(\.location.line) == [2])
  }

  @Test("calls a setting that a command keeps from being set malformed, and no other command")
  func commands() throws {
    let text = "source x\nSTRIPE_KEY= x\necho hi\n"
    let reading = try DotenvParser.parse(Array(text.utf8), path: ".env", dialect: .shell)
    #expect(reading.malformed.map(\.location.line) == [2])
  }
}
