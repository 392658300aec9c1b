/// The page's templates, style and script, which are compiled in.
enum HTMLTemplates {
  static let style = text(PackageResources.report_css)
  static let script = text(PackageResources.report_js)

  /// Nothing is loaded and nothing runs but the page's own style and script. A test computes both digests.
  static let policy = """
    default-src 'none'; style-src '\(styleDigest)'; script-src '\(scriptDigest)'; base-uri 'none'; form-action 'none'
    """
  private static let styleDigest = "sha256-ndagZ7+BL5673GKDRFe2AmOxrdvIB0sAxn/jMce6tso="
  private static let scriptDigest = "sha256-QLmNtwiUeX64DMvSyN2laJovhzMB1zjq8VGhPxc/gwE="

  static func render(_ page: HTMLPage) throws -> String {
    var templates: [String: HTMLTemplate] = [:]
    for (name, bytes) in parts { templates[name] = try HTMLTemplate(bytes) }
    return try HTMLTemplate(PackageResources.page_mustache).render(page, parts: templates)
  }

  static let parts: [(name: String, bytes: [UInt8])] = [
    ("blocked", PackageResources.blocked_mustache), ("flow", PackageResources.flow_mustache),
    ("plan", PackageResources.plan_mustache), ("effective", PackageResources.effective_mustache),
    ("findings", PackageResources.findings_mustache),
    ("set-aside", PackageResources.set_aside_mustache), ("not-read", PackageResources.not_read_mustache),
    ("keys", PackageResources.keys_mustache),
  ]

  static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
