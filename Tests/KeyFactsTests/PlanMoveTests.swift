import KeyFacts
import Testing

@Suite("What moved since a plan was saved") struct PlanMoveTests {
  private func key(_ number: UInt64, _ mode: KeyMode = .live) -> KeySummary {
    KeySummary(type: .secret, mode: mode, tail: 0x6162_6364, fingerprint: Fingerprint(high: number, low: number))
  }

  private func place(_ setting: String, in path: String = ".env", line: Int = 1) -> SavedPlan.Place {
    SavedPlan.Place(setting: setting, location: SourceLocation(kind: .dotenv, path: path, line: line))
  }

  private func change(_ action: ChangeAction, _ key: KeySummary, name: String = "A", account: String? = nil)
    -> SavedPlan.Change
  {
    SavedPlan.Change(action: action, key: key, name: name, account: account, fields: action == .update ? .name : .none)
  }

  private func plan(
    _ keys: [(KeySummary, [SavedPlan.Place])], _ changes: [SavedPlan.Change], revision: String = "1", id: String = "x"
  ) -> SavedPlan {
    SavedPlan(
      program: "1", id: id, store: .init(location: "k.json", layout: "keyferry", exists: true, revision: revision),
      origin: nil, request: .init(), blocked: [], keys: keys.map { SavedPlan.Key(summary: $0, places: $1) },
      changes: changes)
  }

  @Test("nothing, where all is as it was, or a line alone is another")
  func same() {
    let saved = plan([(key(1), [place("A")])], [change(.create, key(1))])
    #expect(saved.moves(to: saved) == [])
    #expect(saved.moves(to: plan([(key(1), [place("A", line: 7)])], [change(.create, key(1))])) == [])
  }

  @Test("a setting with another key, a new one, one that is gone: each by its place")
  func keys() {
    let saved = plan([(key(1), [place("A"), place("B")])], [change(.create, key(1))])
    #expect(
      saved.moves(to: plan([(key(2), [place("A"), place("B")])], [change(.create, key(2))]))
        == [.otherKey(place("A"), was: key(1), now: key(2)), .otherKey(place("B"), was: key(1), now: key(2))])
    #expect(
      saved.moves(to: plan([(key(1), [place("A")])], [change(.create, key(1))])) == [.goneKey(place("B"), key(1))])
    let more = plan(
      [(key(1), [place("A"), place("B")]), (key(3), [place("C")])], [change(.create, key(1)), change(.create, key(3))])
    #expect(saved.moves(to: more) == [.newKey(place("C"), key(3))])
    let moved = plan([(key(1), [place("A"), place("B", in: "b.env")])], [change(.create, key(1))])
    #expect(saved.moves(to: moved) == [.goneKey(place("B"), key(1)), .newKey(place("B", in: "b.env"), key(1))])
  }

  @Test("live keys come first")
  func order() {
    let saved = plan([], [])
    let now = plan(
      [(key(1, .test), [place("A")]), (key(2), [place("B")])],
      [change(.create, key(1, .test)), change(.create, key(2))])
    #expect(saved.moves(to: now) == [.newKey(place("B"), key(2)), .newKey(place("A"), key(1, .test))])
  }

  @Test("another revision of the store, with the keys that are there now, and are no more")
  func store() {
    let keys = [(key(1), [place("A")])]
    let saved = plan(keys, [change(.create, key(1)), change(.keep, key(2), name: "B")])
    let now = plan(keys, [change(.create, key(1)), change(.keep, key(3), name: "C")], revision: "2")
    #expect(
      saved.moves(to: now) == [
        .store(location: "k.json", isDone: false), .notStored(key(2), name: "B"), .stored(key(3), name: "C"),
      ])
    let done = plan(keys, [change(.keep, key(1)), change(.keep, key(2), name: "B")], revision: "2")
    #expect(saved.moves(to: done) == [.store(location: "k.json", isDone: true), .stored(key(1), name: "A")])
    #expect(
      saved.moves(to: plan(keys, saved.changes, revision: "2")) == [.store(location: "k.json", isDone: false)],
      "even where it makes no difference that could be told")
  }

  @Test(
    "anything else that would be done",
    arguments: [
      (ChangeAction.create, "B", nil), (.update, "A", nil), (.keep, "A", nil), (.remove, "A", nil),
      (.create, "A", "acct_1"),
    ] as [(ChangeAction, String, String?)])
  func changes(action: ChangeAction, name: String, account: String?) {
    let saved = plan([(key(1), [place("A")])], [change(.create, key(1))])
    let changed = change(action, key(1), name: name, account: account)
    let now = plan([(key(1), [place("A")])], [changed])
    #expect(saved.moves(to: now) == [.change(key(1), was: change(.create, key(1)), now: changed)])
  }

  @Test("a short name that is not that of the changes")
  func id() {
    let saved = plan([(key(1), [place("A")])], [change(.create, key(1))])
    #expect(saved.moves(to: plan([(key(1), [place("A")])], [change(.create, key(1))], id: "y")) == [.id])
  }
}
