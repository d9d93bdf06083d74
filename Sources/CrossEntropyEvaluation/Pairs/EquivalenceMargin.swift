/// δ: a difference of log loss that would matter; within ±δ two predictors are as good as each other.
public enum EquivalenceMargin: Sendable, Hashable {
  /// The larger of 1 % of the baseline's log loss and 0.05 % of the constant's.
  case usual
  /// So many nats, 0 or more; 0 turns the margin off.
  case nats(Double)
  /// So much of the baseline's log loss, 0 or more; 0 turns the margin off.
  case share(Double)

  /// The share of the baseline's log loss that matters unless told otherwise.
  static let usualShare = 0.01
  /// The share of the constant's log loss below which nothing matters, however good the baseline is.
  static let usualShareOfConstant = 0.0005

  /// The share of the baseline's log loss that it is; nil where it is none.
  package func share(baseline: Double, constant: Double) -> Double? {
    switch self {
    case .usual:
      Self.usualShare * baseline >= Self.usualShareOfConstant * constant ? Self.usualShare : nil
    case .nats: nil
    case .share(let share): share
    }
  }

  /// δ in nats, for a baseline and a constant of these log losses.
  public func nats(baseline: Double, constant: Double) -> Double {
    if let share = share(baseline: baseline, constant: constant) { return share * baseline }
    if case .nats(let nats) = self { return nats }
    return Self.usualShareOfConstant * constant
  }

  /// Whether it is a number that a margin can be.
  package var isPossible: Bool {
    switch self {
    case .usual: true
    case .nats(let x), .share(let x): x >= 0 && x.isFinite
    }
  }
}

extension EquivalenceMargin: Codable {
  private enum CodingKeys: CodingKey { case nats, share }

  /// Reads null, `{"nats": …}` or `{"share": …}`.
  public init(from decoder: any Decoder) throws {
    if try decoder.singleValueContainer().decodeNil() {
      self = .usual
      return
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let share = try container.decodeIfPresent(Double.self, forKey: .share) {
      self = .share(share)
    } else {
      self = .nats(try container.decode(Double.self, forKey: .nats))
    }
  }

  /// Writes the usual one as null.
  public func encode(to encoder: any Encoder) throws {
    if case .usual = self {
      var container = encoder.singleValueContainer()
      try container.encodeNil()
      return
    }
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .usual: break
    case .nats(let nats): try container.encode(nats, forKey: .nats)
    case .share(let share): try container.encode(share, forKey: .share)
    }
  }
}
