import ArgumentParser
import KeyMigration

/// Whose the sources' keys are.
struct AccountOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The Stripe account of the sources' keys, acct_…: new rows are tied to it, and those without one.",
      valueName: "acct"))
  var account: StripeAccount?

  func applied(to options: Migration.Options) -> Migration.Options {
    var options = options
    options.account = account?.id
    return options
  }
}

/// An account's id, as Stripe writes it.
struct StripeAccount: ExpressibleByArgument {
  let id: String

  init?(argument: String) {
    let body = argument.dropFirst("acct_".count)
    guard argument.hasPrefix("acct_"), (1...250).contains(body.utf8.count),
      body.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
    else { return nil }
    id = argument
  }
}
