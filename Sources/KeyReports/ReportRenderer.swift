/// Takes a report's bytes, some tens of kilobytes at a time.
package typealias ByteSink = (_ chunk: [UInt8]) throws -> Void

/// A format of reports.
package protocol ReportRenderer: Sendable {
  /// Writes `report` in this format: the same bytes for the same report.
  ///
  /// - Throws: what `sink` throws; it is not called again after that.
  func render(_ report: Report, to sink: ByteSink) throws
}

/// A format of `keyferry keys list` and `show`.
package protocol KeyTableRenderer: Sendable {
  func render(_ table: KeyTable, to sink: ByteSink) throws
}
