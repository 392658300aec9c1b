import KeyFacts
import KeySecrets

/// A directory that a link of the tree leads to and that is not in the tree: no walk goes there.
enum OuterDirectory {
  /// Directories of one walk that are looked at, and files of each.
  static let mostLooks = 32
  private static let mostFiles = 64

  /// Whether a file right in there has the name of a source and a reason to parse it: then it has to be said that
  /// nobody looked.
  static func mayHoldSettings(_ path: [UInt8], _ vocabulary: SettingVocabulary) -> Bool {
    do throws(SourceError) {
      let listing = try DirectoryListing(of: path)
      let files = listing.entries.filter { $0.sourceName != nil && ($0.type == .file || $0.type == .link) }
      guard !listing.isVirtualEnvironment, !files.isEmpty else { return false }
      let search = FileSearch(vocabulary)
      return files.prefix(mostFiles).contains { file in
        // What can't be opened can't be told from what holds a key.
        do throws(SourceError) {
          return try search.reason(SourcePath.join(path, file.name), isLink: file.type == .link) == .settings
        } catch {
          return error != .missing
        }
      }
    } catch {
      return false
    }
  }
}
