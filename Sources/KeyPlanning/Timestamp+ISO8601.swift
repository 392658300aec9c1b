/// ISO 8601 in UTC, as both stores write it: `2026-11-23T07:00:00.000000Z`.
extension Timestamp {
  /// 27 characters; years 0000 to 9999, and what lies outside of them at their edge.
  package var iso8601: [UInt8] {
    let (date, seconds, fraction) = parts
    var text: [UInt8] = []
    text.reserveCapacity(27)
    text.append(decimal: date.year, width: 4)
    text.append(UInt8(ascii: "-"))
    text.append(decimal: date.month, width: 2)
    text.append(UInt8(ascii: "-"))
    text.append(decimal: date.day, width: 2)
    text.append(UInt8(ascii: "T"))
    text.append(decimal: seconds / 3600, width: 2)
    text.append(UInt8(ascii: ":"))
    text.append(decimal: seconds / 60 % 60, width: 2)
    text.append(UInt8(ascii: ":"))
    text.append(decimal: seconds % 60, width: 2)
    text.append(UInt8(ascii: "."))
    text.append(decimal: fraction, width: 6)
    text.append(UInt8(ascii: "Z"))
    return text
  }

  /// `2026-11-23T07:06:43Z`: whole seconds, for people.
  package var text: String { String(decoding: iso8601.prefix(19), as: UTF8.self) + "Z" }

  /// `20261123T070000Z`, for a file's name.
  package var compact: String {
    let punctuation = "-:".utf8
    let text = iso8601.prefix(19).filter { !punctuation.contains($0) }
    return String(decoding: text, as: UTF8.self) + "Z"
  }

  /// Whole seconds, or up to six digits of a fraction; nil for anything else.
  package init?(iso8601 text: UnsafeBufferPointer<UInt8>) {
    guard text.count >= 20, text.count <= 27, text[text.count - 1] == UInt8(ascii: "Z"),
      text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), text[10] == UInt8(ascii: "T"),
      text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
      let year = text.decimal(0..<4), let month = text.decimal(5..<7), let day = text.decimal(8..<10),
      let hour = text.decimal(11..<13), let minute = text.decimal(14..<16), let second = text.decimal(17..<19),
      let fraction = Self.fraction(text),
      (1...12).contains(month), (1...Self.daysInMonth(month, year)).contains(day),
      hour < 24, minute < 60, second < 60
    else { return nil }
    let days = Self.days(year: year, month: month, day: day)
    let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
    self.init(microseconds: Int64(seconds) * 1_000_000 + Int64(fraction))
  }

  private static func fraction(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    if text.count == 20 { return 0 }
    guard text[19] == UInt8(ascii: "."), text.count > 21, var value = text.decimal(20..<text.count - 1) else {
      return nil
    }
    for _ in text.count..<27 { value *= 10 }
    return value
  }

  private var parts: (date: (year: Int, month: Int, day: Int), seconds: Int, fraction: Int) {
    let first: Int64 = -62_167_219_200_000_000
    let last: Int64 = 253_402_300_799_999_999
    let bounded = min(max(microseconds, first), last)
    let (seconds, fraction) = Self.floorDivision(Int(bounded), 1_000_000)
    let (days, secondOfDay) = Self.floorDivision(seconds, 86400)
    return (Self.date(days: days), secondOfDay, fraction)
  }

  private static func floorDivision(_ a: Int, _ b: Int) -> (Int, Int) {
    let remainder = a % b
    return remainder < 0 ? (a / b - 1, remainder + b) : (a / b, remainder)
  }

  /// Days since 1970-01-01 in the Gregorian calendar, by years that start in March: the leap day comes last.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = floorDivision(shifted, 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func date(days: Int) -> (year: Int, month: Int, day: Int) {
    let (era, dayOfEra) = floorDivision(days + 719_468, 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func daysInMonth(_ month: Int, _ year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(decimal value: Int, width: Int) {
    var divisor = 1
    for _ in 1..<width { divisor *= 10 }
    while divisor > 0 {
      append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
      divisor /= 10
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The number that `range`, which lies in the text, spells in decimal digits.
  fileprivate func decimal(_ range: Range<Int>) -> Int? {
    var value = 0
    for index in range {
      let digit = self[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }
}
