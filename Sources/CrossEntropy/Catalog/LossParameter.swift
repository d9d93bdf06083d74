/// A number that shapes a loss, such as γ of the focal loss: its name, default and range.
public struct LossParameter: Sendable, Hashable {
  /// The name in JSON and on the command line, such as `gamma`.
  public let name: String
  /// The value where none is given; of an optional parameter the one that it usually has.
  public let defaultValue: Double
  /// Whether the loss does without it where none is given.
  public let isOptional: Bool
  /// The range of its values.
  public let range: ParameterRange

  /// A parameter with its default, which is in its range.
  public init(_ name: String, default defaultValue: Double, in range: ParameterRange) {
    require(
      range.contains(defaultValue), "\(name) must be in \(range), its default is \(defaultValue)")
    self.init(name, defaultValue, isOptional: false, range)
  }

  /// A parameter that a loss can do without, with the value that it usually has.
  public init(_ name: String, usual value: Double, in range: ParameterRange) {
    require(range.contains(value), "\(name) must be in \(range), it is usually \(value)")
    self.init(name, value, isOptional: true, range)
  }

  private init(_ name: String, _ value: Double, isOptional: Bool, _ range: ParameterRange) {
    self.name = name
    defaultValue = value
    self.isOptional = isOptional
    self.range = range
  }
}

/// The finite numbers between two bounds, each included, excluded or absent.
public struct ParameterRange: Sendable, Hashable, CustomStringConvertible {
  /// An end of a range.
  public struct Bound: Sendable, Hashable {
    /// Where the range ends.
    public let value: Double
    /// Whether that number is in the range.
    public let isIncluded: Bool
  }

  /// The lower end; nil is −∞.
  public let lower: Bound?
  /// The upper end; nil is ∞.
  public let upper: Bound?

  /// x ≥ a.
  public static func from(_ a: Double) -> Self { Self(Bound(value: a, isIncluded: true), nil) }

  /// x > a.
  public static func above(_ a: Double) -> Self { Self(Bound(value: a, isIncluded: false), nil) }

  /// a ≤ x < b.
  public static func from(_ a: Double, below b: Double) -> Self {
    Self(Bound(value: a, isIncluded: true), Bound(value: b, isIncluded: false))
  }

  /// a ≤ x ≤ b.
  public static func from(_ a: Double, through b: Double) -> Self {
    Self(Bound(value: a, isIncluded: true), Bound(value: b, isIncluded: true))
  }

  /// a < x ≤ b.
  public static func above(_ a: Double, through b: Double) -> Self {
    Self(Bound(value: a, isIncluded: false), Bound(value: b, isIncluded: true))
  }

  /// a < x < b.
  public static func above(_ a: Double, below b: Double) -> Self {
    Self(Bound(value: a, isIncluded: false), Bound(value: b, isIncluded: false))
  }

  private init(_ lower: Bound?, _ upper: Bound?) {
    self.lower = lower
    self.upper = upper
  }

  /// Whether a number is in the range; infinities and NaN are in none.
  public func contains(_ x: Double) -> Bool {
    x.isFinite
      && (lower.map { x > $0.value || $0.isIncluded && x == $0.value } ?? true)
      && (upper.map { x < $0.value || $0.isIncluded && x == $0.value } ?? true)
  }

  /// The range as an interval: [0, 1).
  public var description: String {
    let start = lower.map { ($0.isIncluded ? "[" : "(") + "\($0.value)" } ?? "(−∞"
    let end = upper.map { "\($0.value)" + ($0.isIncluded ? "]" : ")") } ?? "∞)"
    return "\(start), \(end)"
  }
}
