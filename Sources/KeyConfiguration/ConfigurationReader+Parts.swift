import KeyFacts
import KeyPlanning
import KeyRules
import KeySecrets
import KeySources
import KeyStores

/// Each part of a configuration.
extension ConfigurationReader {
  mutating func take(_ part: ConfigurationPart, _ node: YAMLNode) {
    switch part {
    case .sources: configuration.sources = entry(sources(node), node)
    case .exclude: configuration.exclude = entry(patterns(node), node)
    case .env: configuration.environment = entry(flag(node), node)
    case .dialect: configuration.dialect = entry(choice(node, DotenvDialect.self), node)
    case .settings: configuration.names = entry(names(node), node)
    case .store: configuration.store = entry(store(node), node)
    case .layout: configuration.layout = entry(choice(node, StoreLayout.self), node)
    case .lockTimeout: configuration.lockTimeout = entry(seconds(node), node)
    case .account: configuration.account = entry(account(node), node)
    case .djStripe: configuration.djStripe = entry(release(node), node)
    case .onConflict: configuration.onConflict = entry(choice(node, ConflictPolicy.self), node)
    case .includeUnmapped: configuration.includeUnmapped = entry(flag(node), node)
    case .skipPublishable: configuration.skipPublishable = entry(flag(node), node)
    case .strict: configuration.strict = entry(flag(node), node)
    case .rules: configuration.rules = entry(policy(node), node)
    case .failOn:
      let text = choice(node, among: ["error", "warning", "note", "never"])
      configuration.failOn = entry(text.map { Severity(rawValue: $0) }, node)
    }
  }

  // MARK: sources

  private mutating func sources(_ node: YAMLNode) -> [String]? {
    guard let items = items(of: node, ConfigurationPart.sources.allowed) else { return nil }
    guard !items.isEmpty else {
      complain(node, "a list without a source: leave it out for the environment and the current directory")
      return nil
    }
    return items.compactMap { item in
      if isEnvironment(item) { return "env:" }
      guard let text = text(item, ConfigurationPart.sources.allowed) else { return nil }
      do throws(SourceLocatorError) {
        let locator = try SourceLocator(argument: text)
        if case .standardInput = locator {
          complain(item, "standard input is no source of a file: name it on the command line")
          return nil
        }
        return locator.text(below: configuration.directory)
      } catch {
        complain(item, error.reason)
        return nil
      }
    }
  }

  /// `- env:`, which is YAML for a name without a value.
  private func isEnvironment(_ node: YAMLNode) -> Bool {
    guard case .mapping(let pairs) = node.content, pairs.count == 1, pairs[0].value.isNull,
      case .scalar("env", _) = pairs[0].key.content
    else { return false }
    return true
  }

  private mutating func patterns(_ node: YAMLNode) -> [String]? {
    items(of: node, ConfigurationPart.exclude.allowed)?.compactMap { item in
      guard let text = text(item, ConfigurationPart.exclude.allowed) else { return nil }
      do throws(PathPatternError) {
        _ = try PathPattern(text)
        return text
      } catch {
        complain(item, error.reason)
        return nil
      }
    }
  }

  // MARK: settings

  /// Each is looked for in every file.
  private static let mostNames = 200

  private mutating func names(_ node: YAMLNode) -> [Configuration.OwnName] {
    var names: [Configuration.OwnName] = []
    for (key, value) in pairs(of: node, ConfigurationPart.settings.allowed) {
      guard names.count < Self.mostNames else {
        complain(key, "more than \(Self.mostNames) names of settings")
        break
      }
      guard let name = name(of: key) else { continue }
      guard SettingVocabulary.isName(name) else {
        complain(key, "\(shown(name)) is no name of a setting: letters, digits and _, such as PAYMENTS_KEY")
        continue
      }
      guard let meaning = meaning(value, of: name) else { continue }
      if let twin = names.first(where: { SettingVocabulary.isSame($0.name, name) }) {
        complain(key, "\(name) is the same name as \(twin.name): case, _ and - tell none apart")
        continue
      }
      names.append(Configuration.OwnName(name: name, meaning: meaning))
    }
    return names
  }

  static let roles: [(name: String, role: SettingMeaning.Role)] = [
    ("secret", .secret), ("restricted", .restricted), ("publishable", .publishable), ("any-key", .anyKey),
    ("webhook-secret", .webhookSecret), ("none", .otherStripe),
  ]

  private mutating func meaning(_ node: YAMLNode, of name: String) -> SettingMeaning? {
    var role: SettingMeaning.Role?
    var mode: KeyMode?
    let count = mistakes.count
    for (key, value) in pairs(of: node, "role and mode, as in {role: secret, mode: live}") {
      guard let part = self.name(of: key) else { continue }
      switch part {
      case "role":
        let text = choice(value, among: Self.roles.map(\.name))
        role = Self.roles.first { $0.name == text }?.role
      case "mode": mode = choice(value, KeyMode.self)
      default: complain(key, unknown(part, "role or mode", among: ["role", "mode"], lists: false))
      }
    }
    guard mistakes.count == count else { return nil }
    guard let role else {
      complain(node, "\(shown(name)) has no role: one of \(listed(Self.roles.map(\.name)))")
      return nil
    }
    return SettingMeaning(role: role, mode: mode)
  }

  // MARK: the store, and what reads it

  /// Nothing of a store's text is shown: an address may hold a password.
  private mutating func store(_ node: YAMLNode) -> String? {
    guard let text = text(node, ConfigurationPart.store.allowed) else { return nil }
    if text.hasPrefix("env:") {
      guard SettingVocabulary.isName(String(text.dropFirst(4))) else {
        complain(node, "env: needs the name of a variable, as in env:DATABASE_URL")
        return nil
      }
      return text
    }
    do throws(StoreLocatorError) {
      return try StoreLocator(text).text(below: configuration.directory, written: text)
    } catch {
      complain(
        node,
        error == .passwordInArgument
          ? "a password stands here (not shown), and this file is one to be shared: give the address without it, or env:DATABASE_URL"
          : error.reason)
      return nil
    }
  }

  private mutating func seconds(_ node: YAMLNode) -> Double? {
    guard let text = text(node, ConfigurationPart.lockTimeout.allowed) else { return nil }
    guard let seconds = Double(text), (0...86_400).contains(seconds) else {
      complain(node, "\(shown(text)) is no number of seconds from 0 to 86400")
      return nil
    }
    return seconds
  }

  private mutating func account(_ node: YAMLNode) -> String? {
    guard let text = text(node, ConfigurationPart.account.allowed) else { return nil }
    guard text.hasPrefix("acct_"), (6...255).contains(text.utf8.count),
      text.utf8.allSatisfy({ isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") })
    else {
      complain(node, "\(shown(text)) is no Stripe account's id, acct_…")
      return nil
    }
    return text
  }

  private mutating func release(_ node: YAMLNode) -> String? {
    guard let text = text(node, ConfigurationPart.djStripe.allowed) else { return nil }
    guard DjStripeVersion(text) != nil else {
      complain(node, "\(shown(text)) is no release of dj-stripe that keyferry knows: 2.4 to 2.11")
      return nil
    }
    return text
  }

  // MARK: rules

  private mutating func policy(_ node: YAMLNode) -> FindingPolicy {
    var policy = FindingPolicy()
    for (key, value) in pairs(of: node, ConfigurationPart.rules.allowed) {
      guard let name = name(of: key) else { continue }
      guard let rule = RuleCatalog.rule(name)?.metadata else {
        let names = RuleCatalog.all.map { $0.metadata.id }
        let known = name.lowercased().hasPrefix("kf") ? names.map(\.code) : names.map(\.name)
        let near = NearestName.of(name, in: known).map { ": did you mean \($0)?" } ?? ": `keyferry rules` lists them"
        complain(key, "\(shown(name)) is no rule" + near)
        continue
      }
      guard policy.grades[rule.id.code] == nil else {
        complain(key, "\(rule.id.code) \(rule.id.name) is here for the second time")
        continue
      }
      guard let grade = grade(value, of: rule) else { continue }
      policy.grades[rule.id.code] = grade
      policy.places[rule.id.code] = location(key)
    }
    return policy
  }

  private mutating func grade(_ node: YAMLNode, of rule: RuleMetadata) -> FindingPolicy.Grade? {
    let words = ["off", "error", "warning", "note"]
    guard let text = text(node, "one of \(listed(words))") else { return nil }
    // YAML's `off` is its `false`.
    let word = ["false", "no"].contains(text.lowercased()) ? "off" : text.lowercased()
    guard words.contains(word) else {
      complain(node, unknown(text, "one of \(listed(words))", among: words, lists: false))
      return nil
    }
    guard !rule.isGuard || word == "error" else {
      complain(
        node,
        "\(rule.id.code) \(rule.id.name) keeps keys from being lost or given away: it stays an error; `keyferry explain \(rule.id.code)` tells what to do"
      )
      return nil
    }
    return Severity(rawValue: word).map { .severity($0) } ?? .off
  }
}

extension SourceLocator {
  /// The argument that means the same in the current directory as this one does in `directory`.
  fileprivate func text(below directory: String) -> String {
    switch self {
    case .environment: "env:"
    case .path(let path): Self.join(directory, path)
    case .file(let kind, let path): "\(kind.rawValue):" + Self.join(directory, path)
    case .standardInput(let kind): "\(kind.rawValue):-"
    }
  }

  fileprivate static func join(_ directory: String, _ path: String) -> String {
    if path.hasPrefix("/") || directory.isEmpty { return path }
    return path == "." ? String(directory.dropLast()) : directory + path
  }
}

extension StoreLocator {
  /// - Parameter text: what it was made of.
  fileprivate func text(below directory: String, written text: String) -> String {
    switch self {
    case .json(let path): "json:" + SourceLocator.join(directory, path)
    case .sqlite(let path): "sqlite:" + SourceLocator.join(directory, path)
    case .postgresql: text
    }
  }
}
