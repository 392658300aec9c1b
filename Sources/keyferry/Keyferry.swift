import ArgumentParser
import KeyStores

@main struct Keyferry: ParsableCommand {
  mutating func run() throws { print("hi") }
}
