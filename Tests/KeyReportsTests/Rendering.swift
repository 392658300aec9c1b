import KeyReports

extension ReportRenderer {
  func text(of report: Report) throws -> String {
    var bytes: [UInt8] = []
    try render(report) { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension KeyTableRenderer {
  func text(of table: KeyTable) throws -> String {
    var bytes: [UInt8] = []
    try render(table) { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension String {
  var lines: [String] { split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
}
