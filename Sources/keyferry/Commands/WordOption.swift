import ArgumentParser

/// One of a few words that an option takes.
///
/// The argument parser finds the words by a key path and in strings made of any value: with six such options that takes
/// a tenth of a small run.
protocol WordOption: ExpressibleByArgument, CaseIterable, RawRepresentable where RawValue == String {}

extension WordOption {
  static var allValueStrings: [String] { allCases.map { $0.rawValue } }
  static var allValueDescriptions: [String: String] { [:] }
  var defaultValueDescription: String { rawValue }
}
