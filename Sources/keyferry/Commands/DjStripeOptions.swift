import ArgumentParser
import KeyConfiguration
import KeyMigration

/// Whose the sources' keys are, and which dj-stripe will read them.
struct DjStripeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The Stripe account of the sources' keys, acct_…: new rows are tied to it, and those without one.",
      valueName: "acct"))
  var account: StripeAccount?

  @Option(
    name: .customLong("djstripe-version"),
    help: ArgumentHelp(
      "The dj-stripe that will read the database, 2.4 to 2.11: it decides which of several keys is used.",
      discussion: "Without it: what the database tells.", valueName: "version"))
  var release: DjStripeRelease?

  func applied(to options: Migration.Options, _ layers: Layers) throws -> Migration.Options {
    let chosen = try chosen(by: layers)
    var options = options
    options.account = chosen.account?.value.id
    options.djStripe = chosen.release?.value
    return options
  }

  func chosen(by layers: Layers) throws -> (account: Choice<StripeAccount>?, release: Choice<DjStripeRelease>?) {
    let file = layers.file
    return (
      try Self.account(account, layers),
      try layers.choose(release, "djstripe-version", file.djStripe?.map { DjStripeRelease($0) })
    )
  }

  static func account(_ flag: StripeAccount?, _ layers: Layers) throws -> Choice<StripeAccount>? {
    try layers.choose(flag, "account", layers.file.account?.map { StripeAccount(argument: $0) })
  }
}

/// An account's id, as Stripe writes it.
struct StripeAccount: ExpressibleByArgument, Sendable {
  let id: String

  init?(argument: String) {
    let body = argument.dropFirst("acct_".count)
    guard argument.hasPrefix("acct_"), (1...250).contains(body.utf8.count),
      body.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
    else { return nil }
    id = argument
  }
}

extension DjStripeRelease: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

extension Configuration.Entry<String> {
  /// The text as what it was checked to be.
  fileprivate func map<Parsed: Sendable>(_ make: (String) -> Parsed?) -> Configuration.Entry<Parsed>? {
    make(value).map { Configuration.Entry<Parsed>($0, at: location) }
  }
}
