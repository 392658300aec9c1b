import KeyFacts
import Testing

@Suite("Change summary") struct ChangeSummaryTests {
  @Test("orders actions by what can't be undone")
  func actions() {
    #expect(ChangeAction.allCases.shuffled().sorted() == [.remove, .create, .update, .keep])
    #expect(ChangeAction.allCases.filter(\.writes) == [.remove, .create, .update])
  }

  @Test("names fields as stores do")
  func fields() {
    #expect(ChangedFields(named: ["occurrences", "type", "colour"]) == [.type, .occurrences])
    #expect(ChangedFields(named: ["name", "livemode"]).names == ["livemode", "name"])
    #expect(ChangedFields.none.names.isEmpty)
  }
}

@Suite("Source location") struct SourceLocationTests {
  @Test("gives back the line and column it was made with", arguments: [nil, 1, 70_000, 4_000_000_000])
  func numbers(number: Int?) {
    let place = KeyFacts.SourceLocation(kind: .yaml, path: "a.yml", line: number, column: number)
    #expect(place.line == number)
    #expect(place.column == number)
  }

  @Test("orders places that differ in anything")
  func order() {
    let places = [
      KeyFacts.SourceLocation(kind: .environment, path: "environment"),
      KeyFacts.SourceLocation(kind: .dotenv, path: ".env", line: 2, column: 1),
      KeyFacts.SourceLocation(kind: .dotenv, path: ".env", line: 10, column: 1),
      KeyFacts.SourceLocation(kind: .dotenv, path: "z.env"),
      KeyFacts.SourceLocation(kind: .json, path: "a", line: 1, column: 1, documentPath: "y"),
      KeyFacts.SourceLocation(kind: .yaml, path: "a", line: 1, column: 1, documentPath: "x"),
      KeyFacts.SourceLocation(kind: .yaml, path: "a", line: 1, column: 1, documentPath: "y"),
    ]
    #expect(places.shuffled().sorted() == places)
  }
}
