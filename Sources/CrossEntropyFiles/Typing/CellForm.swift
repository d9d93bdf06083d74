/// How the plain numbers of a column are written: a bit for each way that was met.
struct CellForm: OptionSet {
  var rawValue: UInt8

  /// Digits alone.
  static let whole = CellForm(rawValue: 1)
  /// Three decimals, as a mark between thousands leaves them.
  static let threeDecimals = CellForm(rawValue: 2)
  /// A decimal mark with other decimals, or with an exponent.
  static let otherDecimals = CellForm(rawValue: 4)
  /// An exponent after a whole number.
  static let exponent = CellForm(rawValue: 8)
  /// More digits than a `Double` holds.
  static let long = CellForm(rawValue: 16)

  /// Whether every number is whole and written with digits alone.
  var isWhole: Bool { isDisjoint(with: [.threeDecimals, .otherDecimals, .exponent]) }

  /// The form of a plain number.
  init(_ cell: Span<UInt8>, mark: UInt8) {
    var (digits, decimals) = (0, 0)
    var (hasMark, hasExponent) = (false, false)
    for index in cell.indices where !hasExponent {
      switch cell[index] {
      case Byte.zero...Byte.zero + 9:
        digits += 1
        if hasMark { decimals += 1 }
      case mark: hasMark = true
      case Byte.plus, Byte.minus: break
      default: hasExponent = true
      }
    }
    switch (hasMark, hasExponent) {
    case (false, false): self = .whole
    case (false, true): self = .exponent
    case (true, _): self = decimals == 3 && !hasExponent ? .threeDecimals : .otherDecimals
    }
    if digits > mostExactDigits { insert(.long) }
  }

  init(rawValue: UInt8) { self.rawValue = rawValue }
}

/// A `Double` holds every number of so many digits.
let mostExactDigits = 15
