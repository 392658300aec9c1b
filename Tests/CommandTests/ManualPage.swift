import Foundation

/// `docs/keyferry.1`, made from what the argument parser tells.
///
/// Not by the parser's plug-in, which builds the package anew in release mode, repeats every shared option at every
/// command, and leaves out values and defaults.
struct ManualPage {
  let program: CommandInfo
  let version: String

  var text: String {
    let blocks = Block.all(in: program.discussion ?? "")
    let chapters = blocks.filter(\.isChapter)
    return [
      ".\\\" Made from the program by `make docs`.",
      ".TH KEYFERRY 1 \"\" \"keyferry \(version)\" \"User Commands\"",
      ".SH NAME", "keyferry \\- \(roff(phrase(program.abstract ?? "")))",
      ".SH SYNOPSIS", ".B keyferry", ".I command", "[\\fIoption\\fR ...] [\\fIsource\\fR ...]",
      ".SH DESCRIPTION", blocks.filter { !$0.isChapter }.map(\.page).joined(separator: "\n.PP\n"),
      ".SH COMMANDS", program.leaves().map(command).joined(separator: "\n"),
      ".SH OPTIONS",
      "Every command takes \\fB\\-\\-help\\fR and \\fB\\-\\-version\\fR.",
      sections.map(section).joined(separator: "\n"),
    ].joined(separator: "\n") + "\n"
      + chapters.map { ".SH \($0.title?.uppercased() ?? "")\n\($0.body)\n" }.joined()
  }

  private func command(_ leaf: (words: [String], command: CommandInfo)) -> String {
    let own = leaf.command.shown.filter { $0.sectionTitle == nil }
    let usage = leaf.command.shown.filter { $0.kind == "positional" }.map { argument in
      let name = "\\fI\(roff(argument.valueName ?? ""))\\fR" + (argument.isRepeating ? " ..." : "")
      return argument.isOptional ? " [\(name)]" : " \(name)"
    }
    return
      ([
        "\(subsection("keyferry " + leaf.words.joined(separator: " ")))\(usage.joined())",
        roff(leaf.command.abstract ?? ""),
      ]
      + Block.all(in: leaf.command.discussion ?? "").map { ".PP\n\($0.page)" } + own.map { option($0) })
      .joined(separator: "\n")
  }

  private func subsection(_ title: String) -> String { ".SS \(roff(title))" }

  /// Titles of options that several commands share, in the order in which they first appear.
  private var sections: [String] {
    var titles: [String] = []
    for title in program.leaves().flatMap({ $0.command.shown.compactMap(\.sectionTitle) })
    where !titles.contains(title) { titles.append(title) }
    return titles
  }

  private func section(_ title: String) -> String {
    let users = program.leaves().filter { $0.command.shown.contains { $0.sectionTitle == title } }
    var options: [(argument: CommandInfo.Argument, users: [String])] = []
    for user in users {
      for argument in user.command.shown where argument.sectionTitle == title {
        if let index = options.firstIndex(where: { $0.argument.key == argument.key }) {
          options[index].users.append(user.words.joined(separator: " "))
        } else {
          options.append((argument, [user.words.joined(separator: " ")]))
        }
      }
    }
    let all = users.map { $0.words.joined(separator: " ") }
    return
      (["\(subsection(title))", "For \(list(all))."]
      + options.map { option($0.argument, only: $0.users == all ? nil : list($0.users)) }).joined(separator: "\n")
  }

  private func list(_ words: [String]) -> String {
    guard words.count < program.leaves().count else { return "every command" }
    guard let last = words.last, words.count > 1 else { return words.joined() }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }

  private func option(_ argument: CommandInfo.Argument, only users: String? = nil) -> String {
    let value = "\\fI\(roff(argument.valueName ?? ""))\\fR"
    let names = (argument.names ?? []).sorted { $0.name.count < $1.name.count }.map { "\\fB\(roff($0.text))\\fR" }
    let head =
      switch argument.kind {
      case "positional": value
      case "option": names.joined(separator: ", ") + " " + value
      default: names.joined(separator: ", ")
      }
    let values = argument.allValues.map { "One of \($0.joined(separator: ", "))." }
    let standard = argument.defaultValue.map { "Default: \($0)." }
    let text = [argument.abstract, argument.discussion, values, standard, users.map { "For \($0) alone." }]
    return ".TP\n\(head)\n" + roff(text.compactMap { $0 }.joined(separator: " "))
  }

  /// As the name section has it: no capital, no full stop.
  private func phrase(_ text: String) -> String {
    text.prefix(1).lowercased() + text.dropFirst().prefix { $0 != "." }
  }
}

extension CommandInfo.Argument {
  fileprivate var key: String { names?.last?.name ?? valueName ?? "" }
}

/// A paragraph of a discussion, or a title and the indented lines below it.
private struct Block {
  let title: String?
  let lines: [String]

  /// Short titles are chapters of the page.
  var isChapter: Bool { title.map { $0.split(separator: " ").count < 3 } ?? false && title != "Examples" }

  var body: String {
    guard title != nil else { return roff(lines.joined(separator: "\n")) }
    return ".nf\n" + lines.map(roff).joined(separator: "\n") + "\n.fi"
  }

  var page: String { (title.map { roff($0) + ":\n.PP\n" } ?? "") + body }

  static func all(in discussion: String) -> [Block] {
    discussion.components(separatedBy: "\n\n").filter { !$0.isEmpty }.map { text in
      let lines = text.components(separatedBy: "\n")
      guard let first = lines.first, first.hasSuffix(":"), lines.count > 1 else {
        return Block(title: nil, lines: lines)
      }
      return Block(title: String(first.dropLast()), lines: Array(lines.dropFirst()))
    }
  }
}

/// As roff takes it for plain text.
private func roff(_ text: String) -> String {
  let escaped = text.replacingOccurrences(of: "\\", with: "\\e").replacingOccurrences(of: "-", with: "\\-")
  return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
}
